import type { ReasonClass } from '../model/reason.ts';
import { alone, byCodes, pairs, saidOfIt, spokenOf } from './clues.ts';
import type { Points, SaidOfIt, SpokenOf } from './clues.ts';
import type { Evidence } from './compiledRule.ts';
import { compilePhrases } from './phrase.ts';

/** How the id of an answer begins that words were weighed for; a pair of clues follows: "words.recipient-absent". */
export const weighedWords = 'words.';

/** What the weak words of a text add up to. */
export interface Weighed {
  readonly class: ReasonClass;
  readonly points: number;
  /** Ahead of the class that came second by so many points. */
  readonly ahead: number;
  /** The pair of clues that gave most: "recipient-absent". */
  readonly because: string;
}

/** Words further apart than this belong to different clauses and count half. */
const sameClause = 45;
/** The reason stands at the beginning; what follows are links, instructions and headers of the message. */
const reasonLength = 300;
/** A clue is looked for at most so many times in a text: texts are strangers'. */
const mostPlaces = 8;

type Places = readonly (readonly [from: number, to: number])[];

function findersOf<K extends string>(clues: Readonly<Record<K, readonly string[]>>): () => ReadonlyMap<K, RegExp> {
  let finders: ReadonlyMap<K, RegExp> | null = null;
  // Compiled at the first text that needs them: most texts are known by rule.
  return () =>
    (finders ??= new Map((Object.keys(clues) as K[]).map((name) => [name, compilePhrases(clues[name], 'g')])));
}

const subjectFinders = findersOf<SpokenOf>(spokenOf);
const predicateFinders = findersOf<SaidOfIt>(saidOfIt);

function placesOf(finder: RegExp, text: string): Places {
  const places: [number, number][] = [];
  finder.lastIndex = 0;
  for (let hit = finder.exec(text); hit !== null && places.length < mostPlaces; hit = finder.exec(text)) {
    places.push([hit.index, hit.index + hit[0].length]);
    if (hit[0] === '') finder.lastIndex += 1;
  }
  return places;
}

/** Characters between the nearest places of two clues; 0 where they overlap. */
function distance(a: Places, b: Places): number {
  let best = Infinity;
  for (const [from, to] of a) for (const [start, end] of b) best = Math.min(best, Math.max(0, start - to, from - end));
  return best;
}

/** What is refused after a command is mostly about what the command named (RFC 5321 s.4.3.2). */
const byPhase: Readonly<Record<string, SpokenOf>> = {
  connect: 'client',
  mail: 'sender',
  rcpt: 'recipient',
  end_of_data: 'message',
};

function codePoints(code: string | null): Points | null {
  if (code === null) return null;
  const open = `X${code.slice(1)}`;
  let best: readonly [string, Points] | null = null;
  for (const entry of byCodes) {
    const [beginning] = entry;
    const matches = beginning.startsWith('X')
      ? beginning.endsWith('.')
        ? open.startsWith(beginning)
        : open === beginning
      : code === beginning;
    if (matches && (best === null || beginning.length > best[0].length)) best = entry;
  }
  return best?.[1] ?? null;
}

/** A subject's rule that only an exception kept from deciding. */
const votePoints = 2;
const transientOnly: readonly ReasonClass[] = ['greylist', 'mailbox_busy', 'remote_temporary', 'connection_dropped'];

/** Adds up what pairs of words, the codes and the phase point to; null where nothing points anywhere. */
export function weigh(evidence: Evidence, votes: readonly ReasonClass[] = []): Weighed | null {
  const total = new Map<ReasonClass, number>();
  const top = new Map<ReasonClass, { points: number; because: string }>();
  const add = (points: Points | null | undefined, factor: number, because: string): void => {
    if (points === null || points === undefined) return;
    for (const [cls, value] of Object.entries(points) as [ReasonClass, number][]) {
      const given = value * factor;
      total.set(cls, (total.get(cls) ?? 0) + given);
      if (given > (top.get(cls)?.points ?? 0)) top.set(cls, { points: given, because });
    }
  };

  const text = evidence.words.slice(0, reasonLength);
  const said = new Map<SaidOfIt, Places>();
  for (const [name, finder] of predicateFinders()) {
    const places = placesOf(finder, text);
    if (places.length > 0) said.set(name, places);
  }
  const spoken = new Map<SpokenOf, Places>();
  for (const [name, finder] of subjectFinders()) {
    const places = placesOf(finder, text);
    if (places.length > 0) spoken.set(name, places);
  }
  for (const [subject, where] of spoken) {
    add(alone[subject], 1, subject);
    for (const [predicate, there] of said) {
      const points = pairs[subject][predicate];
      if (points === undefined) continue;
      const apart = distance(where, there);
      add(points, apart <= sameClause ? 1 : 0.5, `${subject}-${predicate}`);
    }
  }
  for (const predicate of said.keys()) add(alone[predicate], 1, predicate);
  const meant = evidence.phase === null ? undefined : byPhase[evidence.phase];
  if (meant !== undefined && !spoken.has(meant))
    for (const predicate of said.keys()) add(pairs[meant][predicate], 0.4, `${meant}-${predicate}`);
  const words = total.size;
  add(codePoints(evidence.enhanced), 1, 'code');
  add(codePoints(evidence.reply), evidence.enhanced === null ? 1 : 0.5, 'code');
  for (const vote of votes) add({ [vote]: votePoints }, 1, 'subject');
  if (words === 0) return null;

  const code = evidence.reply ?? evidence.enhanced;
  if (code?.startsWith('4') === true) add({ remote_temporary: 1 }, 1, 'code');
  // Who asks for another try says 4yz (RFC 5321 s.4.2.1); with 5yz these words are about something else.
  if (code?.startsWith('5') === true) for (const cls of transientOnly) total.set(cls, (total.get(cls) ?? 0) * 0.4);
  const ranked = [...total].sort((a, b) => b[1] - a[1]);
  const first = ranked[0];
  if (first === undefined) return null;
  const [cls, points] = first;
  return { class: cls, points, ahead: points - (ranked[1]?.[1] ?? 0), because: top.get(cls)?.because ?? 'words' };
}
