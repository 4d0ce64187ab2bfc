import { alertWords } from '../messages/alerts.en.ts';
import type { ExplainedTest, Explanation, SeriesName } from './alerts.ts';
import { binOf } from './bins.ts';
import { floorFactor } from './cause.ts';
import type { Core } from './core.ts';
import { keyOf, totalKey } from './series.ts';
import type { Server } from './server.ts';
import { floorOf, needed, spike, type Tested } from './spike.ts';

const words = alertWords.explain;
const round = (x: number): number => Math.round(x * 10) / 10;

/** Why a series did, or did not, open something at `t`: the same figures by the same rule, with words. */
export function explain(core: Core, name: SeriesName, t: number): Explanation {
  const s = core.servers.get(name.server);
  const none = (sentence: string, fired: boolean | null): Explanation => ({
    series: name,
    t,
    fired,
    sentence,
    tests: [],
    opensAt: null,
    normal: null,
    compared: { with: 'floors', weeks: 0 },
  });
  if (!s || !inSight(s, t)) return none(words.notWatched, null);
  const { settings } = core;
  if (name.class === 'local_fault') {
    const n = countAt(s, keyOf(null, 'local_fault'), t)?.fresh15 ?? 0;
    const limit = settings.local_fault.recipients;
    return none(words.local(n, limit), settings.local_fault.enabled && n >= limit);
  }
  const damped = name.class === 'greylist' && !settings.greylist.opens;
  const key = damped ? `${name.provider ?? '*'}|stays` : keyOf(name.provider, name.class);
  if (damped && !s.series.bins.has(key)) return none(words.damped, false);
  const counts = countAt(s, key, t);
  if (!counts) return none(words.tooFew, false);
  const normal = s.normalAt(key, t);
  const all = s.normalAt(totalKey, t);
  const total = countAt(s, totalKey, t)?.fresh15 ?? counts.fresh15;
  const floor =
    (name.provider === null ? settings.spike.floor_server : settings.spike.floor_provider) * floorFactor(normal);
  const rest = {
    fresh15: damped ? total : Math.max(0, total - counts.fresh15),
    mean15: damped ? all.mean15 : Math.max(0, all.mean15 - normal.mean15),
  };
  const tested = spike(counts, normal, rest, floorOf(floor, name.provider !== null));
  const fired = tested.fires && settings.spike.enabled;
  const reason = fired ? null : firstReason(tested, normal);
  const sentence = fired
    ? words.fired(counts.fresh15, tested.opensAt)
    : [words.not(counts.fresh15, reason ?? ''), words.would(tested.opensAt)].join(' ');
  return {
    series: name,
    t,
    fired,
    sentence,
    tests: tests(counts, normal, tested),
    opensAt: tested.opensAt,
    // Compared, not counted: an hour nobody has seen has no normal, least of all zero.
    normal: normal.with === 'floors' ? null : { low: normal.least15, high: normal.busy15 },
    compared: { with: normal.with, weeks: normal.weeks },
  };
}

/** Five minutes that have just begun are in sight before their first poll. */
const inSight = (s: Server, t: number): boolean =>
  s.watched.get(binOf(t)) > 0 || (s.lastGood !== null && t >= s.lastGood && t - s.lastGood <= s.sightLimit);

/** Counts of a series at a time: to the minute for now, to the bin for the past. null: never counted closely. */
function countAt(s: Server, key: string, t: number): { fresh5: number; fresh15: number } | null {
  if (s.lastGood !== null && t >= s.lastGood - 60) {
    let fresh5 = 0;
    let fresh15 = 0;
    for (const [pair, n] of s.window.sums15)
      if (s.series.keys(pair).includes(key)) {
        fresh15 += n;
        fresh5 += s.window.sums5.get(pair) ?? 0;
      }
    return { fresh5, fresh15 };
  }
  const bins = s.series.bins.get(key);
  if (!bins) return null;
  const bin = binOf(t);
  return { fresh5: Math.max(bins.get(bin), bins.get(bin - 1)), fresh15: bins.sum(bin, 3) };
}

function firstReason(tested: Tested, normal: { median15: number; busy15: number; mean15: number }): string {
  const { reasons } = words;
  if (!tested.holds.floor) return reasons.floor(tested.floor);
  if (!tested.holds.busy) return reasons.busy_end(normal.busy15);
  if (!tested.holds.median) return reasons.median(normal.median15);
  if (!tested.holds.own) return reasons.own_rise(String(round(tested.rose)));
  if (!tested.holds.unusual) return reasons.unusual(normal.mean15);
  return reasons.still_rising();
}

function tests(
  counts: { fresh15: number },
  normal: { median15: number; busy15: number; with: Explanation['compared']['with']; slots: number; weeks: number },
  r: Tested,
): ExplainedTest[] {
  const n = counts.fresh15;
  const compared =
    normal.with === 'hour_of_week'
      ? words.compared.hour_of_week(normal.slots, normal.weeks)
      : words.compared[normal.with]();
  const busy = words.reasons.busy_end(normal.busy15);
  const row = (
    name: ExplainedTest['name'],
    measured: number,
    need: number,
    formula: string,
    holds: boolean,
    text: string,
  ): ExplainedTest => ({
    name,
    title: words.tests[name].title,
    measured: round(measured),
    needed: round(need),
    formula,
    holds,
    words: text,
  });
  return [
    row(
      'floor',
      n,
      r.floor,
      r.quick === null ? String(r.floor) : words.orQuick(r.floor, r.quick),
      r.holds.floor,
      words.tests.floor.words,
    ),
    row(
      'median',
      n,
      r.overMedian,
      `${needed.overMedian} × ${round(normal.median15)} = ${round(r.overMedian)}`,
      r.holds.median,
      words.tests.median.words,
    ),
    row(
      'busy_end',
      n,
      r.overBusy,
      `${needed.overBusy} × ${normal.busy15} = ${round(r.overBusy)}`,
      r.holds.busy,
      r.holds.busy ? words.tests.busy_end.words : busy,
    ),
    row('unusual', r.unusual, needed.unusual, needed.unusual.toFixed(1), r.holds.unusual, compared),
    row('still_rising', r.still, needed.still, needed.still.toFixed(1), r.holds.still, words.tests.still_rising.words),
    row(
      'own_rise',
      r.ownRise,
      needed.ownRise,
      `${needed.ownRise.toFixed(1)}, × ${round(r.rose)}`,
      r.holds.own,
      words.tests.own_rise.words,
    ),
  ];
}
