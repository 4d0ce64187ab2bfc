/** A moment to change one's mind: hold, wait, then act; or release again what was held for it. */
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import type { Watch } from '../watch.ts';
import { allAtOnce } from './atOnce.ts';
import type { Handover } from './handover.ts';
import type { RunParts } from './parts.ts';
import type { Item } from './plan.ts';
import { refusal } from './refusal.ts';
import { unresolved } from './verify.ts';

export async function withUndo(parts: RunParts, handover: Handover): Promise<void> {
  const { seed, deps, ledger, progress } = parts;
  const { clock, fleet } = deps;
  const until = clock.now() + seed.undoSeconds * 1000;
  progress.undoUntil = until;
  const holdable = new Map<string, Watch>();
  for (const server of ledger.servers) {
    const watch = fleet.get(server);
    if (watch && refusal(watch.config, watch, 'hold') === null) holdable.set(server, watch);
  }
  // Held first, so that nothing is delivered while the person may still change their mind.
  const held: Item[] = [];
  for (const [server, watch] of holdable) {
    const list = ledger.of(server).filter((item) => item.kind === 'waiting' && !item.wasHeld);
    if (list.length === 0) continue;
    const { lost } = await handover.act(watch, 'hold', list);
    for (const item of list) {
      if (item.kind === 'running') {
        item.kind = 'waiting';
        held.push(item);
      } else if (item.kind === 'not_done' && !lost) {
        // Held by somebody meanwhile, most likely: that is no reason not to delete it.
        item.kind = 'waiting';
        item.evidence = null;
      }
    }
  }
  deps.changed();
  parts.save();
  await progress.wait(Math.max(0, until - clock.now()));
  if (progress.closed()) return;
  if (progress.undone || progress.stopped()) {
    for (const [server, watch] of holdable) {
      const list = held.filter((item) => item.server === server);
      await handover.act(watch, 'release', list, true);
      await watch.look();
    }
    ledger.mark(
      ledger.items.filter((item) => unresolved(item.kind)),
      'not_done',
      words.evidence.undone,
    );
    progress.note = words.note.undone;
    return;
  }
  progress.undoUntil = null;
  // What was handed over so far was the hold; the delete is another step.
  handover.forget();
  parts.change('running', null);
  await handover.lookAgain();
  await allAtOnce(parts, handover);
}
