/** All messages of a run at once: handed over server by server, then followed to their outcome. */
import type { Verb } from '../../../shared/model/action.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import type { Watch } from '../watch.ts';
import type { Handover } from './handover.ts';
import type { RunParts } from './parts.ts';
import type { Item } from './plan.ts';
import { unresolved, verify } from './verify.ts';
import type { Verification } from './verify.ts';

/** Pauses between one look for the outcome and the next: an attempt may take its connect timeout. */
export const looksAfterMs: readonly number[] = [1500, 4000, 8000, 15_000, 30_000, 45_000];
const laterMs = 45_000;
const mostMs = 60 * 60_000;
/** The effect of other verbs is there when the tool returns. */
const fewLooks = 3;
const takesTime = new Set<Verb>(['retry', 'requeue', 'expire']);

export const verificationOf = (
  { seed, deps, ledger, lines }: RunParts,
  handover: Handover,
  server: string,
  since: number,
  final: boolean,
): Verification => ({
  verb: seed.verb,
  since,
  final,
  submitted: handover.submitted(server),
  given: ledger.newIds(server),
  triesFirst: handover.triesFirst(server),
  now: () => deps.clock.now(),
  read: (found) => lines.add(server, found),
});

async function follow(
  parts: RunParts,
  handover: Handover,
  watch: Watch,
  list: readonly Item[],
  since: number,
): Promise<void> {
  const { deps, ledger, progress, seed } = parts;
  const rounds = takesTime.has(seed.verb) ? looksAfterMs : looksAfterMs.slice(0, fewLooks);
  const began = deps.clock.now();
  let moves = 0;
  let quiet = 0;
  for (let round = 0; ; round += 1) {
    const open = list.filter((item) => unresolved(item.kind) || item.kind === 'unknown');
    if (open.length === 0 || progress.closed()) return;
    await progress.wait(rounds[round] ?? laterMs);
    // Thousands of attempts take the server minutes: as long as some end, the others are waited for. A busy server may stand
    // still over one look.
    const stands = quiet >= (moves > 0 && takesTime.has(seed.verb) ? 2 : 1);
    const enough = round >= rounds.length - 1 && (stands || deps.clock.now() - began > mostMs);
    const settled = await verify(
      watch,
      open,
      verificationOf(parts, handover, watch.config.id, since, enough || progress.stopped()),
    );
    ledger.settled(settled);
    if (round === 0) handover.lookForLater(watch);
    const moved = settled.some((item) => !unresolved(item.kind) && item.kind !== 'unknown');
    if (moved) moves += 1;
    quiet = moved ? 0 : quiet + 1;
    if (enough || (progress.stopped() && round > 0)) break;
  }
  // Nothing may stay "running" for ever.
  ledger.mark(
    list.filter((item) => item.kind === 'running'),
    'unknown',
    words.evidence.noProof,
  );
}

export async function allAtOnce(parts: RunParts, handover: Handover): Promise<void> {
  const { seed, deps, ledger, progress } = parts;
  await Promise.all(
    ledger.servers.map(async (server) => {
      const watch = deps.fleet.get(server);
      const waiting = ledger.of(server).filter((item) => item.kind === 'waiting');
      if (!watch) {
        ledger.mark(waiting, 'not_done', words.refused.unknown(server));
        return;
      }
      const since = deps.clock.now();
      const side = seed.domain?.sides[server];
      const { lost } =
        seed.domain && side && side.offer !== null
          ? await handover.actOnDomain(watch, seed.domain.name, side, waiting)
          : await handover.act(watch, seed.verb, waiting);
      if (lost) {
        ledger.mark(
          ledger.of(server).filter((item) => item.kind === 'waiting'),
          'not_done',
          words.evidence.notReached,
        );
      }
      if (progress.state === 'running') parts.change('verifying');
      await follow(parts, handover, watch, ledger.of(server), since);
    }),
  );
}
