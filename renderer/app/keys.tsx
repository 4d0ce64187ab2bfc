/**
 * Keys. A component binds keys while it is mounted; what was drawn later wins, so a panel wins over the screen it stands
 * in. Single letters work only when no field has the focus and can be turned off (WCAG 2.1.4); a dialog is a barrier for
 * everything bound outside it. Keys are bound in the commit that shows the component: whoever sees it can use it.
 */
import { useLayoutEffect, useRef, useState } from 'react';

export interface KeyBinding {
  /** "J", "Shift+R", "Ctrl+K", "/", "?", "ArrowDown", "F5", or two in a row: "G W". */
  keys: string;
  /** For the `?` sheet; without it the key works but is not listed. */
  label?: string;
  run: (event: KeyboardEvent) => void;
  when?: boolean;
  /** Also while a text field has the focus (never for single letters). */
  inFields?: boolean;
}

interface Layer {
  /** Order of first drawing: parents before their children, what opens later after both. */
  order: number;
  bindings: readonly KeyBinding[];
  scope: 'everywhere' | 'here';
  barrier: boolean;
}

/** By `order`. */
const layers: Layer[] = [];
let drawn = 0;
let singleKeys = true;
let waiting: { first: string; until: number } | null = null;

export const setSingleKeys = (on: boolean): void => {
  singleKeys = on;
};

const isMac = navigator.platform.startsWith('Mac');

export function keyOf(event: KeyboardEvent): string {
  const named = event.key.length > 1;
  const letter = /^[a-z]$/i.test(event.key);
  const parts = [];
  if (isMac ? event.metaKey : event.ctrlKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  // A shifted sign such as "?" is the sign itself.
  if (event.shiftKey && (named || letter)) parts.push('Shift');
  parts.push(letter ? event.key.toUpperCase() : event.key === ' ' ? 'Space' : event.key);
  return parts.join('+');
}

const isSingle = (keys: string): boolean =>
  !/Ctrl\+|Alt\+|F\d|Escape|Enter|Arrow|Page|Home|End|Tab|Space|Delete/.test(keys);

function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type)
  );
}

/** Bindings in force now, innermost first. */
function inForce(): Layer[] {
  const barrier = layers.findLastIndex((l) => l.barrier);
  return layers.slice(Math.max(0, barrier)).reverse();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const key = keyOf(event);
  if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
  const field = inField(event.target);
  const pair = waiting !== null && waiting.until > event.timeStamp ? `${waiting.first} ${key}` : null;
  waiting = null;
  let begins = false;
  for (const wanted of pair === null ? [key] : [pair, key]) {
    for (const layer of inForce()) {
      for (const b of layer.bindings) {
        if (b.when === false) continue;
        const single = isSingle(b.keys);
        if (single && (field || !singleKeys)) continue;
        if (field && b.inFields !== true && !b.keys.startsWith('Ctrl+') && !/^F\d/.test(b.keys)) continue;
        if (b.keys === wanted) {
          event.preventDefault();
          b.run(event);
          return;
        }
        if (b.keys.startsWith(`${key} `)) begins = true;
      }
    }
  }
  if (begins) waiting = { first: key, until: event.timeStamp + 1500 };
}

window.addEventListener('keydown', onKeyDown);

function useLayer(layer: Omit<Layer, 'order'>): void {
  const [order] = useState(() => (drawn += 1));
  const own = useRef<Layer>({ ...layer, order });
  useLayoutEffect(() => {
    own.current.bindings = layer.bindings;
    own.current.barrier = layer.barrier;
  });
  useLayoutEffect(() => {
    const mine = own.current;
    layers.splice(layers.findLastIndex((l) => l.order < mine.order) + 1, 0, mine);
    return () => {
      layers.splice(layers.indexOf(mine), 1);
    };
  }, []);
}

/** Binds keys while mounted. */
export function useKeys(bindings: readonly KeyBinding[], scope: 'everywhere' | 'here' = 'here'): void {
  useLayer({ bindings, scope, barrier: false });
}

/** For dialogs: keys bound outside do nothing while it is open; one that only fades out is open no more. */
export function useKeyBarrier(open: boolean): void {
  useLayer({ bindings: [], scope: 'here', barrier: open });
}

/** What the `?` sheet lists: the innermost binding of each key. */
export function listedKeys(): { keys: string; label: string; scope: 'everywhere' | 'here' }[] {
  const seen = new Map<string, { keys: string; label: string; scope: 'everywhere' | 'here' }>();
  for (const layer of [...layers].reverse()) {
    for (const b of layer.bindings) {
      if (b.label === undefined || b.when === false || seen.has(b.keys)) continue;
      seen.set(b.keys, { keys: b.keys, label: b.label, scope: layer.scope });
    }
  }
  return [...seen.values()];
}

const caps: Record<string, string> = {
  Ctrl: isMac ? '⌘' : 'Ctrl',
  Shift: 'Shift',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Escape: 'Esc',
};

/** "Shift+R" as key caps. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="row" style={{ gap: '0.25rem' }}>
      {keys
        .split(/[ ]/)
        .flatMap((chord, i) => [
          i > 0 ? <span key={`s${i}`} className="f3" aria-hidden="true" /> : null,
          ...chord.split(/\+(?!$)/).map((k) => <kbd key={`${i}${k}`}>{caps[k] ?? k}</kbd>),
        ])}
    </span>
  );
}

export const ctrlCap = caps['Ctrl'] ?? 'Ctrl';
