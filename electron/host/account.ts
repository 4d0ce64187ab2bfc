import os from 'node:os';

/** The account of the operating system whose name stands in the audit list; a container's number may have no name. */
export function account(): string {
  try {
    return os.userInfo().username;
  } catch {
    return process.env['USER'] ?? 'unknown';
  }
}
