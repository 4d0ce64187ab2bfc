/**
 * A filter made ready for one server's table. What repeats (cells, texts, senders, states) is tested once and
 * remembered, so that a million messages are tested by looking up numbers.
 *
 * Words about recipients must hold for one and the same recipient; a negated one must hold for none of the message's
 * recipients, because actions work on whole messages: `-provider:gmail` never selects a message that also waits for Gmail.
 */
import type { Filter, FilterTerm } from '../../../shared/model/filter.ts';
import { expiryOf } from './schedule.ts';
import type { RetrySchedule } from './schedule.ts';
import { stateName, untold } from './table.ts';
import type { QueueTable } from './table.ts';

export interface PredicateContext {
  /** Id and shown name of the server. */
  server: { id: string; name: string };
  /** Epoch seconds. */
  now: number;
  schedule: RetrySchedule | null;
  /** Whether a cell belongs to a cause. */
  inCause(cell: number, cause: string): boolean;
  /** Name of a provider key, for people who type "microsoft". */
  providerName(key: string): string;
}

export interface Predicate {
  /** Nothing is excluded. */
  readonly all: boolean;
  message(slot: number): boolean;
  /** Whether a recipient of a matching message is one of those meant. */
  recipient(i: number): boolean;
}

type Test = (n: number) => boolean;

/** Remembers the answers of a test on small numbers. */
function remembered(test: Test): Test {
  let known = new Uint8Array(256);
  return (n) => {
    if (n >= known.length) {
      const next = new Uint8Array(Math.max(n + 1, known.length * 2));
      next.set(known);
      known = next;
    }
    const was = known[n];
    if (was !== undefined && was !== 0) return was === 1;
    const is = test(n);
    known[n] = is ? 1 : 2;
    return is;
  };
}

const contains = (needle: string): ((text: string) => boolean) => {
  const escaped = new RegExp(needle.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i');
  return (text) => escaped.test(text);
};

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function codeMatches(value: string, reply: string | null, enhanced: string | null): boolean {
  const wanted = value.trim();
  if (/^\d{3}\s+\d/.test(wanted)) {
    const [first = '', second = ''] = wanted.split(/\s+/);
    return reply === first && codeMatches(second, null, enhanced);
  }
  if (/^\d{1,3}$/.test(wanted)) return reply?.startsWith(wanted) === true;
  return enhanced === wanted || enhanced?.startsWith(wanted.endsWith('.') ? wanted : `${wanted}.`) === true;
}

export function compileFilter(filter: Filter, table: QueueTable, context: PredicateContext): Predicate {
  const { cells } = table;

  function messageTest(term: FilterTerm): Test | null {
    const { value } = term;
    switch (term.field) {
      case 'server': {
        const is = sameText(value, context.server.id) || sameText(value, context.server.name);
        return () => is;
      }
      case 'from': {
        if (value === '' || value === '<>') return (slot) => table.senderText(slot) === '';
        const has = contains(value);
        const bySender = remembered((n) => n !== 0 && has(table.senders.text(n)));
        return (slot) => bySender(table.sender[slot] ?? 0);
      }
      case 'id':
        return (slot) => table.id[slot] === value;
      case 'state': {
        const byQueue = remembered((n) => sameText(table.queues.text(n), value));
        return (slot) => stateName(table.state[slot] ?? 0) === value.toLowerCase() || byQueue(table.queue[slot] ?? 0);
      }
      case 'age': {
        const limit = Number(value);
        return (slot) => {
          const arrival = table.arrival[slot] ?? 0;
          if (arrival === 0) return false;
          const age = context.now - arrival;
          return term.op === '<' ? age < limit : age >= limit;
        };
      }
      case 'expires': {
        const limit = Number(value);
        return (slot) => {
          const at = expiryOf(table, slot, context.schedule);
          if (at === null) return false;
          return term.op === '>' ? at.at - context.now > limit : at.at - context.now <= limit;
        };
      }
      case 'size': {
        const limit = Number(value);
        return (slot) => {
          const size = table.size[slot] ?? untold;
          return size !== untold && (term.op === '<' ? size < limit : term.op === '>' ? size > limit : size === limit);
        };
      }
      case 'tries': {
        const limit = Number(value);
        return (slot) => {
          const tries = triesOf(table, slot);
          return (
            tries !== null && (term.op === '<' ? tries < limit : term.op === '>' ? tries > limit : tries === limit)
          );
        };
      }
      default:
        return null;
    }
  }

  function recipientTest(term: FilterTerm): Test | null {
    const { value } = term;
    const byCell = (test: Test): Test => {
      const known = remembered(test);
      return (i) => known(table.cell[i] ?? 0);
    };
    switch (term.field) {
      case 'side':
        return byCell((n) => n !== 0 && sameText(cells.get(n).side ?? 'unknown', value));
      case 'class':
        return byCell((n) => (n === 0 ? value === 'none' : sameText(cells.get(n).class, value)));
      case 'provider':
        return byCell((n) => {
          const provider = n === 0 ? null : cells.get(n).provider;
          return provider !== null && (sameText(provider, value) || sameText(context.providerName(provider), value));
        });
      case 'cause':
        return byCell((n) => n !== 0 && context.inCause(n, value));
      case 'code': {
        const known = remembered((n) => {
          if (n === 0) return false;
          const reason = cells.reason(n);
          return codeMatches(value, reason.reply, reason.enhanced);
        });
        return (i) => known(table.text[i] ?? 0);
      }
      case 'to': {
        const has = contains(value);
        return (i) => has(table.address[i] ?? '');
      }
      default:
        return null;
    }
  }

  /** Free text looks at every field, the reason included. */
  function textTest(value: string): Test {
    const has = contains(value);
    const bySender = remembered((n) => n !== 0 && has(table.senders.text(n)));
    const byText = remembered((n) => n !== 0 && has(table.cells.texts.text(n)));
    const byQueue = remembered((n) => has(table.queues.text(n)));
    const everywhere = has(context.server.name);
    return (slot) => {
      if (
        everywhere ||
        bySender(table.sender[slot] ?? 0) ||
        byQueue(table.queue[slot] ?? 0) ||
        has(table.id[slot] ?? '')
      ) {
        return true;
      }
      const from = table.start[slot] ?? 0;
      const end = from + (table.count[slot] ?? 0);
      for (let i = from; i < end; i += 1) {
        if (byText(table.text[i] ?? 0) || has(table.address[i] ?? '')) return true;
        const holes = table.holesOf(i);
        if (holes !== '' && has(table.reasonText(i) ?? '')) return true;
      }
      return false;
    };
  }

  const messageTests: Test[] = [];
  const recipientTests: Test[] = [];
  const forbidden: Test[] = [];
  const alternatives = new Map<string, { tests: Test[]; recipient: boolean }>();
  for (const term of filter) {
    if (term.field === 'text') {
      if (term.value === '') continue;
      const test = textTest(term.value);
      messageTests.push(term.not ? (slot) => !test(slot) : test);
      continue;
    }
    const onMessage = messageTest(term);
    const test = onMessage ?? recipientTest(term);
    if (test === null) continue;
    const recipient = onMessage === null;
    if (term.not) {
      if (recipient) forbidden.push(test);
      else messageTests.push((slot) => !test(slot));
    } else if (term.op === 'is') {
      const group = alternatives.get(term.field);
      if (group) group.tests.push(test);
      else alternatives.set(term.field, { tests: [test], recipient });
    } else (recipient ? recipientTests : messageTests).push(test);
  }
  for (const { tests, recipient } of alternatives.values()) {
    const [only] = tests;
    const any: Test = tests.length === 1 && only ? only : (n) => tests.some((test) => test(n));
    (recipient ? recipientTests : messageTests).push(any);
  }

  const meant = (i: number): boolean => {
    for (const test of recipientTests) if (!test(i)) return false;
    return true;
  };
  const byRecipient = recipientTests.length > 0 || forbidden.length > 0;
  return {
    all: messageTests.length === 0 && !byRecipient,
    recipient: meant,
    message(slot) {
      if (table.state[slot] === 0) return false;
      for (const test of messageTests) if (!test(slot)) return false;
      if (!byRecipient) return true;
      const from = table.start[slot] ?? 0;
      const end = from + (table.count[slot] ?? 0);
      let found = recipientTests.length === 0;
      for (let i = from; i < end; i += 1) {
        for (const test of forbidden) if (test(i)) return false;
        if (!found && meant(i)) {
          found = true;
          if (forbidden.length === 0) return true;
        }
      }
      return found;
    },
  };
}

/**
 * Attempts: as the MTA tells them; else counted by us, which is all of them only when we watched since the message came.
 */
export function triesOf(table: QueueTable, slot: number): number | null {
  const told = table.tries[slot] ?? untold;
  if (told !== untold) return told;
  const arrival = table.arrival[slot] ?? 0;
  const seen = table.seenTries[slot] ?? 0;
  if (arrival === 0 || seen === 0) return null;
  return (table.firstSeen[slot] ?? 0) - arrival <= 120 ? seen + 1 : null;
}
