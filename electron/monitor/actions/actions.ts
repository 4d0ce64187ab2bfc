import type { ActionRun } from '../../../shared/model/action.ts';
import type { Look, Watch } from '../watch.ts';

export interface Actions {
  list(): ActionRun[];
  runsOf(cause: string): string[];
  observed(watch: Watch, look: Look): void;
  restore(): void;
  suspend(): void;
  resume(): void;
  dispose(): void;
}
export function createActions(deps: object): Actions {
  void Object.keys(deps);
  const nothing = (): void => undefined;
  return {
    list: () => [],
    runsOf: () => [],
    observed: nothing,
    restore: nothing,
    suspend: nothing,
    resume: nothing,
    dispose: nothing,
  };
}
