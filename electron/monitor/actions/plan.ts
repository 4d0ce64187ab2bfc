/** What an action is about, fixed: the filter is run on a fresh listing and the ids it found are kept. */
import type { Selection } from '../../../shared/contract.ts';
import type { OutcomeKind, Verb } from '../../../shared/model/action.ts';
import type { Filter } from '../../../shared/model/filter.ts';
import { actingWords as words } from '../../../shared/messages/acting.en.ts';
import { printQuery } from '../../../shared/query.ts';
import type { MtaDriver } from '../../ports.ts';
import { domainWords } from '../../../shared/messages/acting-domain.en.ts';
import type { Fleet } from '../fleet.ts';
import type { Messages } from '../messages.ts';
import type { Part } from '../queue/select.ts';
import { stateName, stateNumber, untold } from '../queue/table.ts';
import type { QueueTable } from '../queue/table.ts';
import type { Watch } from '../watch.ts';
import { domainOfPerson, sideOf } from './domain.ts';
import type { DomainPlan } from './domain.ts';
import { createTaker, roughFilter } from './domainMatch.ts';
import { levelRefusal, refusal } from './refusal.ts';

/** One message of an action. */
export interface Item {
  server: string;
  id: string;
  /** Epoch seconds, 0 = unknown; a queue id alone may be used again for another message. */
  arrival: number;
  sender: string | null;
  recipient: string | null;
  recipients: number;
  /** Bytes; null = not known. */
  size: number | null;
  /** Of a message whose queue id is about to change: null = not known, '' = it has none. */
  messageId: string | null;
  /** Where it wants to go, for pacing: provider or domain. */
  destination: string;
  /** Cell and text at the preview; numbers of the table as it was then. */
  cell: number;
  text: number;
  /** Class and provider before, to tell "same reply" from "new reply"; '' = not known. */
  why: string;
  wasHeld: boolean;
  kind: OutcomeKind;
  evidence: string | null;
  /** Epoch ms. */
  at: number | null;
  newId: string | null;
}

export interface Plan {
  verb: Verb;
  selection: string;
  cause: string | null;
  items: Item[];
  leftOut: Map<string, number>;
  refused: Map<string, string>;
  domains: number;
  /** Of an action on a whole recipient domain. */
  domain: DomainPlan | null;
}

/** Class and provider of a recipient's deferral. */
export function whyOf(table: QueueTable, recipient: number): string {
  const cell = table.cell[recipient] ?? 0;
  if (cell === 0) return '';
  const of = table.cells.get(cell);
  return `${of.class}|${of.provider ?? ''}`;
}

export interface PlanDeps {
  fleet: Fleet;
  messages: Messages;
  driver(watch: Watch): MtaDriver | null;
  /** Acted on by a run that is not over. */
  busy(server: string, id: string): boolean;
  causeTitle(cause: string): Promise<string>;
  /** Epoch ms. */
  now(): number;
}

export function serversOf(selection: Selection, fleet: Fleet): string[] {
  if (selection.kind === 'ids') return [...new Set(selection.messages.map((m) => m.server))];
  const scoped = selection.kind === 'filter' || selection.kind === 'domain';
  const all = scoped ? fleet.watches(selection.scope) : fleet.watches();
  // Causes of our own side name their server in front.
  const [first = ''] = selection.kind === 'cause' ? selection.cause.split('/') : [];
  return all
    .map((w) => w.config.id)
    .filter((id) => selection.kind !== 'cause' || first === '*' || first.includes(':') || first === id);
}

export async function makePlan(verb: Verb, selection: Selection, paced: boolean, deps: PlanDeps): Promise<Plan> {
  const { fleet } = deps;
  const plan: Plan = {
    verb,
    selection: '',
    cause: null,
    items: [],
    leftOut: new Map(),
    refused: new Map(),
    domains: 0,
    domain: null,
  };
  const domains = new Set<string>();
  const drop = (why: string): void => void plan.leftOut.set(why, (plan.leftOut.get(why) ?? 0) + 1);
  const refusals = new Map<string, string | null>();
  const refusedBy = (server: string): string | null => {
    let known = refusals.get(server);
    if (known === undefined) {
      const watch = fleet.get(server);
      const own = (plan.domain?.sides.get(server)?.offer ?? null) !== null;
      known = watch ? (own ? levelRefusal : refusal)(watch.config, watch, verb) : words.refused.unknown(server);
      refusals.set(server, known);
      if (known !== null) plan.refused.set(server, known);
    }
    return known;
  };

  function take(part: Part, slot: number): void {
    const { table } = part;
    const id = table.id[slot] ?? '';
    if (refusedBy(part.server) !== null) {
      drop(words.leftOut.refused);
      return;
    }
    const watch = fleet.get(part.server);
    const driver = watch ? deps.driver(watch) : null;
    if (driver && !driver.validId(id)) {
      drop(words.leftOut.badId);
      return;
    }
    if (deps.busy(part.server, id)) {
      drop(words.leftOut.busy);
      return;
    }
    const state = table.state[slot] ?? 0;
    const held = state === stateNumber.held || state === stateNumber.frozen;
    // A server's own verb for a domain has its own idea of what it passes over.
    const byId = (plan.domain?.sides.get(part.server)?.offer ?? null) === null;
    if (byId && verb === 'retry' && state === stateNumber.held) {
      drop(words.leftOut.held);
      return;
    }
    if (byId && (verb === 'retry' || verb === 'hold') && state === stateNumber.active) {
      drop(words.leftOut.active);
      return;
    }
    if (verb === 'hold' && held) {
      drop(words.leftOut.alreadyHeld);
      return;
    }
    if (verb === 'release' && !held) {
      drop(words.leftOut.notHeld);
      return;
    }
    const from = table.start[slot] ?? 0;
    const n = table.count[slot] ?? 0;
    for (let i = from; i < from + n; i += 1) domains.add(table.domains.text(table.domain[i] ?? 0));
    let meant = from;
    for (let i = from; i < from + n; i += 1) {
      if ((table.cell[i] ?? 0) !== 0 && (part.predicate.all || part.predicate.recipient(i))) {
        meant = i;
        break;
      }
    }
    const cell = n > 0 ? (table.cell[meant] ?? 0) : 0;
    plan.items.push({
      server: part.server,
      id,
      arrival: table.arrival[slot] ?? 0,
      sender: table.senderText(slot),
      recipient: n > 0 ? (table.address[meant] ?? null) : null,
      recipients: table.named[slot] ?? n,
      size: table.size[slot] === untold ? null : (table.size[slot] ?? null),
      messageId: null,
      destination:
        (cell === 0 ? null : table.cells.get(cell).provider) ??
        (n > 0 ? table.domains.text(table.domain[meant] ?? 0) : ''),
      cell,
      text: n > 0 ? (table.text[meant] ?? 0) : 0,
      why: cell === 0 ? '' : whyOf(table, meant),
      wasHeld: held,
      kind: 'waiting',
      evidence: null,
      at: null,
      newId: null,
    });
  }

  if (selection.kind === 'domain') await takeDomain(selection);
  else if (selection.kind === 'ids') {
    plan.selection = words.selection.ids(selection.messages.length);
    const parts = new Map(fleet.parts({ servers: null }, []).map((part) => [part.server, part]));
    const seen = new Set<string>();
    for (const { server, id } of selection.messages) {
      if (seen.has(`${server}\n${id}`)) continue;
      seen.add(`${server}\n${id}`);
      const part = parts.get(server);
      if (!part || refusedBy(server) !== null) drop(words.leftOut.refused);
      else {
        const slot = part.table.slot(id);
        if (slot === undefined) drop(words.leftOut.gone);
        else take(part, slot);
      }
    }
  } else {
    const filter: Filter =
      selection.kind === 'filter'
        ? selection.filter
        : selection.cause.startsWith('sender:')
          ? [{ field: 'from', op: 'is', value: selection.cause.slice(7), not: false }]
          : [{ field: 'cause', op: 'is', value: selection.cause, not: false }];
    const scope = selection.kind === 'filter' ? selection.scope : { servers: serversOf(selection, fleet) };
    if (selection.kind === 'cause') {
      plan.cause = selection.cause;
      plan.selection = words.selection.cause(await deps.causeTitle(selection.cause), selection.one);
    } else plan.selection = words.selection.filter(printQuery(filter));
    const selected = await deps.messages.select(scope, filter);
    for (let k = 0; k < selected.slot.length; k += 1) {
      const part = selected.parts[selected.part[k] ?? 0];
      const slot = selected.slot[k] ?? 0;
      if (part && part.table.state[slot] !== 0) take(part, slot);
    }
    if (selection.kind === 'cause' && selection.one && plan.items.length > 1) {
      plan.items.sort((a, b) => (a.arrival || Infinity) - (b.arrival || Infinity));
      plan.items.length = 1;
      plan.leftOut.clear();
      domains.clear();
      domains.add(plan.items[0]?.recipient?.split('@').at(-1) ?? '');
    }
  }
  plan.domains = domains.size;
  return plan;

  async function takeDomain({ scope, domain, own }: Extract<Selection, { kind: 'domain' }>): Promise<void> {
    const name = domainOfPerson(domain);
    const whole: DomainPlan = { name, sides: new Map(), extras: new Map() };
    plan.domain = whole;
    for (const watch of fleet.watches(scope)) {
      const server = watch.config.id;
      const level = levelRefusal(watch.config, watch, verb);
      const side = await sideOf(watch, { verb, domain: name, own: own && level === null, paced, now: deps.now() });
      whole.sides.set(server, side);
      const match = side.offer?.takes ?? { by: 'domain' as const, domain: name };
      const selected = await deps.messages.select({ servers: [server] }, roughFilter(match));
      const [part] = selected.parts;
      if (!part) continue;
      const taker = createTaker(part.table, match, name);
      let slots = [...selected.slot].filter((slot) => part.table.state[slot] !== 0 && taker.takes(slot));
      const busy = slots.filter((slot) => deps.busy(server, part.table.id[slot] ?? '')).length;
      if (side.offer !== null && busy > 0) {
        // Those could not be left out of the server's own command.
        side.offer = null;
        side.why = domainWords.busy(busy);
        slots = slots.filter((slot) => taker.exact(slot));
      }
      const { offer } = side;
      const extras = { messages: 0, domains: new Map<string, number>() };
      for (const slot of slots) {
        const state = stateName(part.table.state[slot] ?? 0);
        if (offer?.skips.includes(state) === true) {
          drop(domainWords.skipped(state));
          side.passed.push(part.table.id[slot] ?? '');
          continue;
        }
        const before = plan.items.length;
        take(part, slot);
        if (plan.items.length === before) side.passed.push(part.table.id[slot] ?? '');
        else if (offer !== null && !taker.exact(slot)) {
          extras.messages += 1;
          for (const other of taker.domains(slot)) extras.domains.set(other, (extras.domains.get(other) ?? 0) + 1);
        }
      }
      if (extras.messages > 0) whole.extras.set(server, extras);
    }
    const sides = [...whole.sides].filter(([server]) => plan.items.some((item) => item.server === server));
    plan.selection = domainWords.selection(
      name,
      [...new Set(sides.flatMap(([, { offer }]) => offer?.commands ?? []))],
      sides.flatMap(([server, { offer }]) => (offer === null ? [fleet.get(server)?.config.name ?? server] : [])),
    );
  }
}
