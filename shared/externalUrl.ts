import { link } from './messages/host.en.ts';

// Browsers and Node both have it; the language's own library, which is all shared/ knows, does not name it.
declare const URL: new (text: string) => {
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly href: string;
};

export type CheckedUrl = { ok: true; url: string } | { ok: false; why: string };

/**
 * Whether an address may be given to the system: https and mailto only. Anything else may start a program (file:, smb:
 * and UNC paths, ms-msdt: ...); a name and password in front of the host make one host look like another.
 */
export function externalUrl(text: string): CheckedUrl {
  let url;
  try {
    url = new URL(text);
  } catch {
    return { ok: false, why: link.notAnAddress };
  }
  // Spaces and control characters are folded away by the parser but not by everything that sees the text later.
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u0020\u007f\\]/.test(text)) return { ok: false, why: link.notAnAddress };
  if (url.protocol !== 'https:' && url.protocol !== 'mailto:') {
    return { ok: false, why: link.scheme(url.protocol.slice(0, 30)) };
  }
  if (url.username !== '' || url.password !== '') return { ok: false, why: link.credentials };
  if (url.protocol === 'https:' && url.hostname === '') return { ok: false, why: link.noHost };
  return { ok: true, url: url.href };
}
