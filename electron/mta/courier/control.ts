/**
 * Control files of courier-mta (courier/comctlfile.h): "M" message id, "r" a recipient, "I<n> R text" a line of the reply
 * for recipient n, "I<n> S text" what was said to the far end. `grep -H` puts "path:" in front of each line.
 */
export function createControlReader() {
  const files = new Map<string, { id: string | null; recipients: string[]; replies: Map<number, string[]> }>();
  return {
    line(text: string): void {
      const m = /^([^:]{1,300}):([MrIU])(.*)$/.exec(text);
      if (m === null) return;
      const path = m[1] ?? '';
      let file = files.get(path);
      if (file === undefined) {
        if (files.size > 500_000) return;
        file = { id: null, recipients: [], replies: new Map() };
        files.set(path, file);
      }
      const rest = m[3] ?? '';
      if (m[2] === 'M') file.id = rest.trim();
      else if (m[2] === 'r') file.recipients.push(rest.trim());
      else if (m[2] === 'I') {
        const reply = /^(\d{1,6}) ([RS]) (.*)$/.exec(rest);
        if (reply === null) return;
        const n = Number(reply[1]);
        // A new command starts a new answer: only the last attempt is of interest.
        if (reply[2] === 'S') file.replies.set(n, []);
        else file.replies.set(n, [...(file.replies.get(n) ?? []), reply[3] ?? ''].slice(-20));
      }
    },
    /** queue id -> address -> reason */
    reasons(): Map<string, Map<string, string>> {
      const out = new Map<string, Map<string, string>>();
      for (const { id, recipients, replies } of files.values()) {
        if (id === null) continue;
        const known = out.get(id) ?? new Map<string, string>();
        recipients.forEach((address, n) => {
          const reply = replies.get(n);
          if (reply !== undefined && reply.length > 0) known.set(address.toLowerCase(), reply.join(' '));
        });
        out.set(id, known);
      }
      return out;
    },
  };
}
