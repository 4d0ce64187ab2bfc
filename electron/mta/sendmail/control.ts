import type { QueueMessage } from '../../../shared/model/message.ts';

interface Control {
  arrival: number | null;
  tries: number | null;
  /** The reason of the message, and those of its recipients in order. */
  reasons: string[];
  byRecipient: Map<string, string>;
  /** An `M` line since the last recipient: it belongs to the next one. */
  pending: string | null;
  recipients: boolean;
}

export interface ControlReader {
  line(text: string): void;
  /** Where the control file of each id lies; its name begins with hf when the message is quarantined. */
  readonly places: ReadonlyMap<string, string>;
  readonly size: number;
  /** Puts what the control file knows better into a message of the listing. */
  complete(message: QueueMessage): void;
}

const bare = (text: string): string => text.trim().replace(/^<(.*)>$/, '$1');

/**
 * Reads `grep -H` of queue control files: `PATH/qfID:LINE`. sendmail -bp cuts each reason at some 80 characters, the control file has it
 * whole: an `M` line for the message before the sender, and one before each recipient (`R`, with its flags before the colon). Also the
 * exact arrival (`T`) and the number of attempts (`N`). op.me, "The queue control file".
 */
export function createControlReader(): ControlReader {
  const all = new Map<string, Control>();
  const places = new Map<string, string>();
  return {
    line(text: string): void {
      const m = /^(.*\/[qh]f([0-9A-Za-z]{8}[0-9]{5,7})):([MRNTqS])(.*)$/.exec(text);
      if (m === null) return;
      const [, place = '', id = '', kind = '', value = ''] = m;
      places.set(id, place);
      let of = all.get(id);
      if (!of) {
        of = { arrival: null, tries: null, reasons: [], byRecipient: new Map(), pending: null, recipients: false };
        all.set(id, of);
      }
      if (kind === 'T' && /^\d{1,12}$/.test(value)) of.arrival = Number(value);
      else if (kind === 'N' && /^\d{1,9}$/.test(value)) of.tries = Number(value);
      else if (kind === 'S') of.recipients = true;
      else if (kind === 'M') {
        of.reasons.push(value);
        if (of.recipients) of.pending = value;
      } else if (kind === 'R') {
        const address = bare(value.slice(value.indexOf(':') + 1)).toLowerCase();
        if (of.pending !== null) of.byRecipient.set(address, of.pending);
        of.pending = null;
      }
    },
    places,
    get size(): number {
      return all.size;
    },
    complete(message: QueueMessage): void {
      const of = all.get(message.id);
      if (!of) return;
      if (of.arrival !== null) message.arrival = of.arrival;
      if (of.tries !== null) message.tries = of.tries;
      for (const recipient of message.recipients) {
        const own = of.byRecipient.get(recipient.address.toLowerCase());
        const cut = recipient.reason;
        recipient.reason = own ?? (cut === null ? null : (of.reasons.find((r) => r.startsWith(cut)) ?? cut));
      }
    },
  };
}

/** Headers in a control file: `H?flags?Name: value`, continued by blanks (op.me, "The queue control file"). */
export function headersOfQf(text: string): string {
  const out: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('H')) {
      inside = true;
      out.push(line.slice(1).replace(/^\?[^?]*\?/, ''));
    } else if (inside && /^[ \t]/.test(line)) out.push(line);
    else inside = false;
  }
  return out.join('\n');
}
