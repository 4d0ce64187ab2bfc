/** Equal to `appId` in electron-builder.yml: Windows shows no notification of an app whose shortcut has another id. */
export const appId = 'app.queuewatch.desktop';
export const productName = 'Queuewatch';

/** Where the window's own files live: a standard scheme, so that relative addresses and `origin` work as on the web. */
export const pageScheme = 'app';
export const pageHost = 'queuewatch';
export const pageOrigin = `${pageScheme}://${pageHost}`;
export const pageUrl = `${pageOrigin}/`;

/** Deep links from elsewhere. */
export const linkScheme = 'queuewatch';
