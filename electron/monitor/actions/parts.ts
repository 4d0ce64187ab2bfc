/** What the steps of a run share. */
import type { Pace, Verb } from '../../../shared/model/action.ts';
import type { Clock } from '../../ports.ts';
import type { Alerting } from '../alerting.ts';
import type { Archive } from '../archive.ts';
import type { Fleet } from '../fleet.ts';
import type { Judge } from '../judge.ts';
import type { Ledger } from './ledger.ts';
import type { LogLines } from './logLines.ts';
import type { MailDomain } from '../../../shared/mailDomain.ts';
import type { DomainSide } from './domain.ts';
import type { Item } from './plan.ts';
import type { Progress } from './progress.ts';

export interface RunDeps {
  clock: Clock;
  fleet: Fleet;
  archive: Archive;
  alerting: Alerting;
  judge: Judge;
  account: string;
  prioritySenders(): readonly string[];
  /** Takes a destination for this run; false while another one works on it. */
  lock(destination: string, run: string): boolean;
  unlock(run: string): void;
  changed(): void;
}

export interface RunSeed {
  id: string;
  verb: Verb;
  pace: Pace | null;
  items: Item[];
  title: string;
  selection: string;
  cause: string | null;
  incident: number | null;
  undoSeconds: number;
  /** Of an action on a whole recipient domain: how each server does it. */
  domain: { name: MailDomain; sides: Readonly<Record<string, DomainSide>> } | null;
  /** Epoch ms. */
  startedAt: number;
}

export interface RunParts {
  seed: RunSeed;
  deps: RunDeps;
  ledger: Ledger;
  progress: Progress;
  lines: LogLines;
  /** Messages that a server's own verb for a domain took as well, by server; null where that cannot be known. */
  later: Map<string, Set<string> | null>;
  /** Writes the run down and tells the screens. */
  change(state: Progress['state'], note?: string | null): void;
  save(): void;
}
