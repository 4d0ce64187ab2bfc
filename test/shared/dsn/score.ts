import type { DsnReport } from '../../../shared/model/bounce.ts';
import { isBounce } from '../../../shared/model/bounce.ts';

/** A line of test/fixtures/dsn/truth.jsonl. null means "not known" and is not scored. */
export interface Truth {
  file: string;
  is_bounce: boolean;
  kind: 'failed' | 'delayed' | 'not-a-bounce';
  format: string;
  family: string;
  held_back: boolean;
  original_message_id: string | null;
  original_message_id_alt: string[];
  recipients: {
    recipient: string | null;
    recipient_alt: string[];
    action: string | null;
    status: string | null;
    status_alt: string[];
  }[];
}

export type Figure =
  'precision' | 'recall' | 'kind' | 'recipients' | 'action' | 'status' | 'message-id' | 'wrong-id' | 'exact';

/** The rules of test/tools/score_dsn.py, for the figures that the tests hold. */
export function createScore(): {
  add(truth: Truth, report: DsnReport): boolean;
  rate(figure: Figure): number;
  count(figure: Figure): number;
} {
  const tally = new Map<Figure, { ok: number; n: number }>();
  const add = (figure: Figure, ok: boolean): boolean => {
    const t = tally.get(figure) ?? { ok: 0, n: 0 };
    tally.set(figure, { ok: t.ok + (ok ? 1 : 0), n: t.n + 1 });
    return ok;
  };
  const low = (v: string | null): string =>
    (v ?? '')
      .trim()
      .replace(/^<+|>+$/g, '')
      .trim()
      .toLowerCase();
  return {
    add(truth, report) {
      const bounce = isBounce(report);
      if (bounce) add('precision', truth.is_bounce);
      if (truth.is_bounce) add('recall', bounce);
      let exact = add('kind', (bounce ? report.kind : 'not-a-bounce') === truth.kind);
      if (!truth.is_bounce) return add('exact', exact);
      const found = bounce ? report.recipients : [];
      const used = new Set<number>();
      for (const wanted of truth.recipients) {
        const names = [wanted.recipient, ...wanted.recipient_alt].filter((v) => v !== null).map(low);
        let at = found.findIndex((r, i) => !used.has(i) && names.includes(low(r.recipient)));
        if (names.length === 0) {
          if (truth.recipients.length > 1) continue;
          at = found.length === 1 ? 0 : -1;
        } else exact = add('recipients', at >= 0) && exact;
        used.add(at);
        const got = found[at];
        if (wanted.action !== null) add('action', got?.action === wanted.action);
        if (wanted.status !== null) {
          exact = add('status', [wanted.status, ...wanted.status_alt].includes(got?.status ?? '')) && exact;
        }
      }
      if (truth.original_message_id !== null) {
        const got = bounce ? low(report.original.messageId) : '';
        const good = [truth.original_message_id, ...truth.original_message_id_alt].map(low).includes(got);
        add('message-id', good);
        add('wrong-id', got !== '' && !good);
        exact = exact && good;
      }
      return add('exact', exact);
    },
    rate: (figure) => {
      const t = tally.get(figure);
      return t === undefined || t.n === 0 ? NaN : t.ok / t.n;
    },
    count: (figure) => tally.get(figure)?.n ?? 0,
  };
}
