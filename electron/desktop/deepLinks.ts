import { formatLink, parseForeignLink } from '../../shared/links.ts';
import { linkScheme } from './identity.ts';

/**
 * The deep link among a launch's arguments, rewritten from what was understood; null when there is none. Anybody can
 * hand us one (a web page, a mail): it only shows something.
 */
export function linkFromArguments(argv: readonly string[]): string | null {
  const found = argv.find((one) => one.startsWith(`${linkScheme}://`));
  return found === undefined ? null : linkFromAddress(found);
}

/** Browsers add a slash at the end of a host without a path; the parser takes both. */
export function linkFromAddress(address: string): string | null {
  const link = parseForeignLink(address);
  return link === null ? null : formatLink(link);
}
