/** Runs that a restart cut off: gone on with where the admin said so, else closed with what is known of each message. */
import type { ActionRun, Outcome } from '../../../shared/model/action.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import type { Clock } from '../../ports.ts';
import type { Archive } from '../archive.ts';
import { asAppError } from '../watch.ts';
import { countKinds, outcomeOf } from './ledger.ts';
import type { RunSeed } from './parts.ts';
import type { Item } from './plan.ts';

export interface RestoreDeps {
  clock: Clock;
  archive: Archive;
  begin(seed: RunSeed): void;
  log(error: unknown): void;
}

/** Items as they were, with what was written down of each since. */
function itemsOf(stored: readonly Item[], outcomes: readonly Outcome[]): Item[] {
  return stored.map((item, k) => {
    const known = outcomes[k];
    const now: Item = {
      ...item,
      ...(known ? { kind: known.kind, evidence: known.evidence, at: known.at, newId: known.newId } : {}),
      // Numbers of texts and cells are of the table that is gone.
      cell: 0,
      text: 0,
    };
    // Handed over when we went down: whether it was done is not known, and it is not done again.
    if (now.kind === 'running' || now.kind === 'in_delivery') now.kind = 'unknown';
    return now;
  });
}

function close(run: ActionRun, items: readonly Item[], { clock, archive }: RestoreDeps): void {
  for (const item of items) {
    if (item.kind !== 'waiting') continue;
    item.kind = 'not_done';
    item.evidence = words.evidence.restarted;
  }
  archive.runs.outcomes.put(
    run.id,
    items.map((item, index) => ({ index, json: JSON.stringify(outcomeOf(item)) })),
  );
  archive.runs.save(
    {
      ...run,
      state: 'stopped',
      note: run.state === 'undo_window' ? words.note.restartedHeld : words.note.restarted,
      endedAt: clock.now(),
      nextAt: null,
      undoUntil: null,
      doneAt: null,
      counts: countKinds(items),
    },
    '{}',
  );
}

export function restoreRuns(deps: RestoreDeps): void {
  const { archive } = deps;
  for (const { run, state } of archive.runs.open()) {
    try {
      const { seed, items: stored } = JSON.parse(state) as { seed: RunSeed; items: Item[] };
      const items = itemsOf(
        stored,
        archive.runs.outcomes.all(run.id).map((json) => JSON.parse(json) as Outcome),
      );
      const goesOn =
        seed.pace?.resume === true && run.state !== 'undo_window' && items.some((item) => item.kind === 'waiting');
      if (goesOn) deps.begin({ ...seed, items, undoSeconds: 0 });
      else close(run, items, deps);
    } catch (thrown) {
      deps.log(asAppError(thrown));
    }
  }
}
