import { Dialog as Base } from '@base-ui/react/dialog';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { keyWords, shellWords } from '../../shared/messages/ui.en.ts';
import { paletteWords as words } from '../../shared/messages/palette-ui.en.ts';
import { useBridge } from '../state/bridge.tsx';
import { useScope } from '../state/prefs.ts';
import { useRequest } from '../state/request.ts';
import { useStream } from '../state/streams.ts';
import { cx } from '../ui/cx.ts';
import { Icon } from '../ui/icons.tsx';
import overlay from '../ui/overlay.module.css';
import { Keys, useKeyBarrier, useKeys } from './keys.tsx';
import styles from './palette.module.css';
import { paletteEntries, type PaletteEntry } from './paletteEntries.ts';
import { closePalette, openPalette, usePalette } from './paletteState.ts';
import { hits } from './score.ts';

/** Ctrl K: every screen, server, cause, verb and code. */
export function Palette() {
  const text = usePalette((p) => p.text);
  useKeys([{ keys: 'Ctrl+K', label: keyWords.palette, inFields: true, run: () => openPalette() }], 'everywhere');
  return (
    <Base.Root open={text !== null} onOpenChange={(open) => !open && closePalette()}>
      <Base.Portal>
        <Base.Backdrop className={overlay.scrim} />
        <Base.Viewport className={overlay.viewport}>
          <Base.Popup
            className={overlay.dialog}
            style={{ width: '38.75rem' }}
            aria-label={words.label}
            finalFocus={() => usePalette.getState().from}
          >
            <Body first={text ?? ''} open={text !== null} />
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

function Body({ first, open }: { first: string; open: boolean }) {
  useKeyBarrier(open);
  const bridge = useBridge();
  const scope = useScope();
  const id = useId();
  const [typed, setTyped] = useState(first);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // With the commit, not a frame later as the dialog would: whoever types on after Ctrl K loses no letter.
  useLayoutEffect(() => field.current?.focus(), []);
  const causes = useRequest('causes.list', { scope, filter: [], group: 'cause' });
  const incidents = useRequest('incidents.list', { scope, range: '30d' });
  const servers = useStream('servers') ?? [];
  const status = useStream('status');
  const entries = paletteEntries(typed, {
    bridge,
    scope,
    causes: [...(causes.data?.rows ?? []), ...(causes.data?.selfClearing?.rows ?? [])],
    servers,
    incidents: incidents.data?.rows ?? [],
    status,
  });
  const present = Math.min(at, entries.length - 1);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [present, typed]);
  const take = (entry: PaletteEntry | undefined) => {
    if (entry === undefined || entry.disabled === true) return;
    closePalette();
    // After the dialog gave the focus back, or it would take it from what opens now.
    setTimeout(entry.run, 0);
  };
  const marked = (text: string) =>
    hits(text, typed.replace(/^[@#>]/, '')).map((piece, i) => (i % 2 === 1 ? <b key={i}>{piece}</b> : piece));
  return (
    <>
      <div className={styles.in}>
        <Icon name="search" size={17} className="f3" />
        <input
          ref={field}
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={present >= 0 ? `${id}-${present}` : undefined}
          aria-label={shellWords.search}
          placeholder={words.placeholder}
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(e) => {
            setTyped(e.target.value);
            setAt(0);
          }}
          onKeyDown={(e) => {
            const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[e.key];
            if (by !== undefined) setAt((present + by + entries.length) % Math.max(1, entries.length));
            else if (e.key === 'Enter') take(entries[present]);
            else if (e.key === 'Tab' && !e.shiftKey && entries[present] !== undefined) setTyped(entries[present].text);
            else return;
            e.preventDefault();
          }}
        />
        <kbd>Esc</kbd>
      </div>
      <div
        className={styles.list}
        role="listbox"
        id={`${id}-list`}
        aria-label={words.results(entries.length)}
        ref={list}
      >
        {entries.length === 0 && <p className={cx(styles.group)}>{words.nothing}</p>}
        {entries.map((e, i) => (
          <div key={e.id} role="presentation">
            {entries[i - 1]?.group !== e.group && (
              <div className={styles.group} role="presentation">
                {words.groups[e.group]}
              </div>
            )}
            <div
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === present}
              aria-disabled={e.disabled === true}
              className={styles.item}
              onPointerMove={() => i !== present && setAt(i)}
              onClick={() => take(e)}
            >
              <Icon name={e.icon} size={15} className="f2" />
              <span className="cut stranger">{marked(e.text)}</span>
              <span className={styles.right}>
                {e.right}
                {e.keys !== undefined && <Keys keys={e.keys} />}
              </span>
            </div>
          </div>
        ))}
      </div>
      <div className={styles.foot}>
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> {words.choose}
        </span>
        <span>
          <kbd>↵</kbd> {words.take}
        </span>
        <span>
          <kbd>Tab</kbd> {words.narrow}
        </span>
        <span className="push">
          <span className="mono">@</span> {words.prefixes.server} <span className="mono">#</span>{' '}
          {words.prefixes.incident} <span className="mono">&gt;</span> {words.prefixes.command}
        </span>
      </div>
    </>
  );
}
