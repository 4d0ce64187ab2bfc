import type { Peel } from './draft.ts';

/** How the Domino router names the server it spoke to: "Error transferring to HOST; SMTP Protocol Returned a Permanent Error 550 …". */
export const dominoRouter: Peel = (d) => {
  if (d.quoted) return false;
  const m =
    /^(?:Error (?:transferring|connecting|delivering) to|No messages transferred to) (\S{1,255}?)(?: \(host ([^\s()]{1,60})\))?(?: via SMTP)?[;:] ?(SMTP Protocol Returned a (?:Permanent|Transient) Error ?)?(?=\S)/i.exec(
      d.core,
    );
  if (m === null) return false;
  d.host ??= m[1] ?? null;
  d.ip ??= m[2] ?? null;
  if (m[3] !== undefined) d.quoted = true;
  d.core = d.core.slice(m[0].length);
  return true;
};
