/**
 * Chromium without Electron knows no app: scheme. `app://queuewatch/x` becomes `http://queuewatch.app.localhost/x`, which
 * is a secure context too; the app's own protocol handler answers, and the app is shown the address it knows.
 */
const suffix = '.app.localhost';

export const toBrowser = (address: string): string =>
  address.replace(/^app:\/\/([^/]+)/, (_all, host: string) => `http://${host}${suffix}`);

export const toApp = (address: string): string =>
  address.replace(
    /^(blob:)?http:\/\/([^/.]+)\.app\.localhost(?=\/|$)/,
    (_all, blob: string | undefined, host: string) => {
      return `${blob ?? ''}app://${host}`;
    },
  );
