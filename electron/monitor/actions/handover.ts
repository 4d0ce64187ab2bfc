/** Hands ids over to a server. Never twice: what was handed over, or may have been, is not waiting any more. */
import type { Verb } from '../../../shared/model/action.ts';
import type { MailDomain } from '../../../shared/mailDomain.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import { problemOf } from '../../../shared/messages/problems.en.ts';
import type { ActReport } from '../../ports.ts';
import { asAppError, targetOf } from '../watch.ts';
import type { Watch } from '../watch.ts';
import type { RunParts } from './parts.ts';
import type { Item } from './plan.ts';
import { latecomers } from './domain.ts';
import type { DomainSide } from './domain.ts';
import { levelRefusal, refusal } from './refusal.ts';
import { evidenceOf, findSuccessors, noteMessageIds } from './requeued.ts';

/** What the server's tools said of this run's messages. */
export interface Handover {
  /** `always`: also when the run was stopped, to give back what it took. */
  act(watch: Watch, what: Verb, list: readonly Item[], always?: boolean): Promise<{ lost: boolean }>;
  /** By the server's own verb for the domain: what left the queue is not followed, what came since is taken and counted. */
  actOnDomain(watch: Watch, name: MailDomain, side: DomainSide, list: readonly Item[]): Promise<{ lost: boolean }>;
  /** From the first listing after it: messages that had come before it ran. */
  lookForLater(watch: Watch): void;
  /**
   * Between preview and action others work too: what they took away is found missing before anything is handed over, not
   * afterwards, where it would look like our doing. After a restart nothing was listed yet, and an empty table must not be
   * taken for an empty queue.
   */
  lookAgain(): Promise<void>;
  /** Ids that were handed over for the present step. */
  submitted(server: string): ReadonlySet<string>;
  /** The tool tries the messages once more before the verb takes effect: what is gone may have been delivered. */
  triesFirst(server: string): boolean;
  /** Another step of the same run begins. */
  forget(): void;
}

/** 5,000 ids are one call of the tool: its start costs more than an id. */
const atOnce = 5000;
/** A listing of that age is good enough to act on, and a queue that takes longer to list is not waited for. */
const recentMs = 2000;
const mostForLookMs = 10_000;
/** A preview is good for five minutes, on a listing of moments before. */
const previewMs = 6 * 60_000;
/** Messages that are gone and looked for under another id. */
const mostAway = 2000;

/** Errors before anything ran on the server: nothing was done, and that is known. */
const neverBegan = new Set([
  'dns_failed',
  'connect_refused',
  'connect_timeout',
  'connect_failed',
  'network_unreachable',
  'host_key_unknown',
  'host_key_changed',
  'host_key_revoked',
  'auth_failed',
  'auth_cancelled',
  'agent_unavailable',
  'channel_refused',
  'not_permitted',
  // sudo or doas refused before the tool was started.
  'rights_missing',
  'verb_absent',
  'wrong_route',
  'command_missing',
  'no_mta',
  'tls_untrusted',
  'bad_argument',
]);

export function createHandover({ seed, deps, ledger, progress, lines, later }: RunParts): Handover {
  const { clock, fleet, alerting } = deps;
  const handedOver = new Map<string, Set<string>>();
  const triesFirst = new Set<string>();
  const submittedAt = (server: string): Set<string> => {
    let set = handedOver.get(server);
    if (!set) handedOver.set(server, (set = new Set()));
    return set;
  };

  /** The queue is looked up once more: what left it, or another message under the same id, is not touched. */
  async function stillThere(watch: Watch, list: readonly Item[]): Promise<Item[]> {
    const ready: Item[] = [];
    const away: Item[] = [];
    const others: Item[] = [];
    for (const item of list) {
      const slot = watch.table.slot(item.id);
      const arrival = slot === undefined ? 0 : (watch.table.arrival[slot] ?? 0);
      if (slot === undefined) away.push(item);
      else if (item.arrival !== 0 && arrival !== 0 && arrival !== item.arrival) others.push(item);
      else ready.push(item);
    }
    const moved = await changedIds(watch, away);
    ledger.mark(
      away.filter((item) => !moved.has(item)),
      'gone_before',
      words.evidence.before,
    );
    for (const [item, evidence] of moved) ledger.mark([item], 'gone_before', evidence);
    ledger.mark(others, 'gone_before', words.evidence.otherMessage);
    return ready;
  }

  /** What somebody else requeued since the preview has not left: it is told under its new id, and not touched. */
  async function changedIds(watch: Watch, away: readonly Item[]): Promise<Map<Item, string>> {
    const out = new Map<Item, string>();
    const asked = away.slice(0, mostAway);
    if (asked.length === 0) return out;
    await noteMessageIds(watch, asked, 0);
    const found = await findSuccessors(watch, asked, seed.startedAt - previewMs, ledger.newIds(watch.config.id));
    for (const [item, to] of found ?? []) {
      if (to.kind !== 'told') continue;
      item.newId = to.id;
      out.set(item, words.followed.before(to.id, evidenceOf(item, to)));
    }
    return out;
  }

  /** Returns whether the connection was lost on the way. */
  function take(watch: Watch, batch: readonly Item[], report: ActReport): boolean {
    const submitted = submittedAt(watch.config.id);
    for (const id of report.submitted) submitted.add(id);
    if (report.triesFirst === true) triesFirst.add(watch.config.id);
    const bad: Item[] = [];
    const notReached: Item[] = [];
    for (const item of batch) {
      const why = report.refused.get(item.id);
      if (why !== undefined) {
        item.evidence = why.slice(0, 500);
        item.kind = 'not_done';
        item.at = clock.now();
        bad.push(item);
      } else if (!report.submitted.has(item.id)) notReached.push(item);
    }
    ledger.settled(bad);
    ledger.mark(notReached, 'unknown', words.evidence.lost);
    return notReached.length > 0;
  }

  /** A call that ended in an error: what is known of its messages. */
  function failed(watch: Watch, batch: readonly Item[], thrown: unknown): void {
    const error = asAppError(thrown);
    const about = { name: watch.config.name, at: clock.now(), target: targetOf(watch.config) };
    const problem = problemOf(error, about);
    // Broken off somewhere in between: only the next listing and the log can tell how far it came.
    if (neverBegan.has(error.code)) ledger.mark(batch, 'not_done', problem.title);
    else ledger.mark(batch, 'unknown', words.evidence.lost);
    progress.note = neverBegan.has(error.code) ? words.note.failed(problem.title) : words.note.lost;
  }

  /** When the server's own verb for the domain was handed over, epoch seconds. */
  const domainAt = new Map<string, number>();
  function countLater(watch: Watch, name: MailDomain, side: DomainSide, at: number | null): void {
    const server = watch.config.id;
    // A sample does not tell what else is there.
    if (!watch.state.complete) {
      later.set(server, null);
      return;
    }
    const ids = later.get(server) ?? new Set<string>();
    const seen = (id: string): boolean => ledger.find(server, id) !== null;
    for (const id of latecomers(watch, name, side, seen, at)) ids.add(id);
    later.set(server, ids);
  }

  return {
    async actOnDomain(watch, name, side, list) {
      const ready = await stillThere(watch, list);
      const refused = levelRefusal(watch.config, watch, seed.verb);
      if (refused !== null) ledger.mark(ready, 'not_done', refused);
      // Nothing of what the person saw is left: that is not what was confirmed.
      if (refused !== null || ready.length === 0 || progress.halted()) return { lost: false };
      countLater(watch, name, side, null);
      ledger.mark(ready, 'running', null);
      lines.began(ready);
      alerting.acted(
        watch.config.id,
        seed.verb,
        ready.map((item) => item.id),
      );
      try {
        const report = await watch.use(async (driver, reach, found) =>
          driver.domain
            ? driver.domain.act(reach, watch.config, found, { verb: seed.verb, domain: name })
            : { refused: words.refused.blind(watch.config.name), output: '' },
        );
        if (report.refused !== null) {
          ledger.mark(ready, 'not_done', report.refused.slice(0, 500));
          later.delete(watch.config.id);
          return { lost: false };
        }
        domainAt.set(watch.config.id, Math.floor(clock.now() / 1000));
        const submitted = submittedAt(watch.config.id);
        for (const item of ready) submitted.add(item.id);
        return { lost: false };
      } catch (thrown) {
        failed(watch, ready, thrown);
        return { lost: true };
      }
    },
    lookForLater(watch) {
      const at = domainAt.get(watch.config.id);
      const side = seed.domain?.sides[watch.config.id];
      if (at !== undefined && seed.domain && side) countLater(watch, seed.domain.name, side, at);
    },
    async act(watch, what, list, always = false) {
      const ready = await stillThere(watch, list);
      // Rights and safety level may have been withdrawn since the preview.
      const refused = refusal(watch.config, watch, what === 'release' && seed.verb === 'delete' ? 'delete' : what);
      if (refused !== null) {
        ledger.mark(ready, 'not_done', refused);
        return { lost: false };
      }
      let lost = false;
      for (let k = 0; k < ready.length && !lost && (always || !progress.halted()); k += atOnce) {
        const batch = ready.slice(k, k + atOnce);
        const ids = batch.map((item) => item.id);
        if (what === 'requeue') {
          await noteMessageIds(watch, batch);
          if (progress.halted()) break;
          watch.requeues.note(watch.table, ids, clock.now());
        }
        ledger.mark(batch, 'running', null);
        lines.began(batch);
        alerting.acted(watch.config.id, what, ids);
        try {
          const report = await watch.use((driver, reach, found) =>
            driver.act(reach, watch.config, found, { verb: what, ids }),
          );
          lost = take(watch, batch, report);
        } catch (thrown) {
          failed(watch, batch, thrown);
          lost = true;
        }
      }
      return { lost };
    },
    async lookAgain() {
      await Promise.all(
        ledger.servers.map(async (server) => {
          const watch = fleet.get(server);
          if (!watch) return;
          const { seenAt } = watch.state;
          if (seenAt === null) await watch.look();
          else if (clock.now() - seenAt > recentMs) {
            const stop = new AbortController();
            const cancel = clock.after(mostForLookMs, () => stop.abort());
            await watch.look(stop.signal);
            cancel();
          }
        }),
      );
    },
    submitted: (server) => submittedAt(server),
    triesFirst: (server) => triesFirst.has(server),
    forget: () => handedOver.clear(),
  };
}
