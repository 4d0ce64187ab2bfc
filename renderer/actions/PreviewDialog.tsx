import { useEffect, useMemo, useRef, useState } from 'react';
import { previewWords as words } from '../../shared/messages/actions-ui.en.ts';
import type { Pace } from '../../shared/model/action.ts';
import { decodeError } from '../../shared/bridgeError.ts';
import { useBridge } from '../state/bridge.tsx';
import { useRequest } from '../state/request.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FieldError, NumberField, TextField } from '../ui/form.tsx';
import { InPlace } from '../ui/facts.tsx';
import { Label } from '../ui/panel.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import styles from './actions.module.css';
import { PreviewFacts } from './PreviewFacts.tsx';
import { closePreview, usePreview, type PreviewRequest } from './previewState.ts';

export function PreviewDialog() {
  const request = usePreview((p) => p.request);
  // A new request is a new dialog: nothing typed for one set of messages may count for another.
  return request === null ? null : <Open key={JSON.stringify(request)} request={request} />;
}

type Mode = 'one' | 'paced' | 'all';
const first: Pace = { intervalMs: 10_000, stopAfter: 3, order: 'oldest', probe: false, resume: false };

function Open({ request }: { request: PreviewRequest }) {
  const bridge = useBridge();
  const { verb, selection } = request;
  const isOne =
    (selection.kind === 'cause' && selection.one === true) ||
    (selection.kind === 'ids' && selection.messages.length === 1);
  const paceable = verb === 'retry';
  const [mode, setMode] = useState<Mode>(isOne ? 'one' : paceable && request.pace != null ? 'paced' : 'all');
  const [pace, setPace] = useState<Pace>(request.pace ?? first);
  const [touched, setTouched] = useState(false);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const go = useRef<HTMLButtonElement>(null);

  const [own, setOwn] = useState(selection.kind === 'domain' && selection.own !== false);
  const asked = useMemo(
    () =>
      selection.kind === 'cause'
        ? { ...selection, one: mode === 'one' }
        : selection.kind === 'domain'
          ? { ...selection, own }
          : selection,
    [selection, mode, own],
  );
  const answer = useRequest(
    'actions.preview',
    { verb, selection: asked, pace: mode === 'paced' ? pace : null },
    { key: `${mode}${String(own)}` },
  );
  const p = answer.data;
  const suggested = p?.suggestedPace ?? null;
  useEffect(() => {
    // The engine knows what this provider can take; a number the person changed stays.
    if (suggested === null || touched) return;
    setPace(suggested);
    if (paceable && !isOne && request.pace === undefined) setMode('paced');
  }, [JSON.stringify(suggested)]);

  const domain = p?.domain?.name ?? null;
  const types = p !== undefined && p.confirm !== 'click';
  const confirms =
    p?.confirm === 'type_domain'
      ? typed.trim().toLowerCase().replace(/^@/, '') === domain
      : Number(typed) === p?.messages;
  const ready = p !== undefined && p.problem === null && p.messages > 0 && !busy && (!types || confirms);
  const byDomain = p?.confirm === 'type_domain';
  const what = byDomain ? words.typeDomain(domain ?? '') : words.typeCount(p?.messages ?? 0);
  /** The other way is only offered where there are two. */
  const chooses =
    selection.kind === 'domain' && mode !== 'paced' && (!own || p?.domain?.servers.some((s) => s.own) === true);
  const start = (confirmed: boolean) => {
    if (p === undefined || p.messages === 0 || busy || (!ready && !confirmed)) return;
    setBusy(true);
    bridge
      .request('actions.start', {
        token: p.token,
        pace: mode === 'paced' ? pace : null,
        typedCount: types ? p.messages : null,
        typedDomain: p.confirm === 'type_domain' ? domain : null,
      })
      .then(
        () => closePreview(),
        (error: unknown) => {
          setBusy(false);
          setFailed(decodeError(error).message);
          answer.reload();
        },
      );
  };
  const dangerous = verb === 'delete' || verb === 'expire';
  const servers = p?.perServer.map((s) => s.name).join(', ') ?? '';
  const change = (next: Partial<Pace>) => {
    setTouched(true);
    setPace({ ...pace, ...next });
  };
  return (
    <Dialog
      open
      onClose={closePreview}
      alert={dangerous}
      width={580}
      initialFocus={dangerous || types || mode === 'all' ? cancel : go}
      title={
        p === undefined
          ? words.asking
          : p.messages === 0
            ? words.none
            : words.title(verb, p.messages, servers, mode === 'paced', domain)
      }
      description={p?.messages === 0 ? words.noneText : words.means[verb]}
      note={
        p === undefined
          ? ''
          : p.undoSeconds > 0
            ? words.undo(p.undoSeconds)
            : (p.cannotUndo ?? (mode === 'paced' ? words.canStop : ''))
      }
      foot={
        <>
          <Button ref={cancel} kind={dangerous ? 'plain' : 'quiet'} hint="Esc" onClick={closePreview}>
            {dangerous ? words.keep : words.cancel}
          </Button>
          <StartButton
            button={go}
            dangerous={dangerous}
            ready={ready}
            holdable={types && p.problem === null && p.messages > 0}
            text={
              p === undefined
                ? words.start(verb, 0, false)
                : mode === 'one' && p.messages === 1
                  ? words.one(verb)
                  : domain !== null && mode !== 'paced'
                    ? words.startDomain(verb, p.messages, domain)
                    : words.start(verb, p.messages, mode === 'paced')
            }
            icon={
              dangerous
                ? 'trash'
                : mode === 'paced'
                  ? 'pace'
                  : verb === 'hold'
                    ? 'held'
                    : verb === 'release'
                      ? 'release'
                      : 'retry'
            }
            onStart={start}
          />
        </>
      }
    >
      {((paceable && !(selection.kind === 'ids' && isOne)) || chooses) && (
        <div className={styles.modes}>
          {paceable && (
            <Segmented
              label={words.mode}
              value={mode}
              onChange={setMode}
              options={(selection.kind === 'cause'
                ? (['one', 'paced', 'all'] as const)
                : (['paced', 'all'] as const)
              ).map((value) => ({ value, text: words.modes[value] }))}
            />
          )}
          {chooses && (
            <Segmented
              label={words.way}
              value={own ? 'own' : 'seen'}
              onChange={(value) => setOwn(value === 'own')}
              options={(['own', 'seen'] as const).map((value) => ({ value, text: words.ways[value] }))}
            />
          )}
          {mode === 'paced' && (
            <span className={styles.pace}>
              {words.every}
              <NumberField
                label={words.seconds}
                width={56}
                min={0.2}
                max={3600}
                value={pace.intervalMs / 1000}
                onChange={(s) => change({ intervalMs: Math.round(s * 1000) })}
              />
              {words.s}, {words.stopAfter}
              <NumberField
                label={words.stopLabel}
                width={44}
                min={1}
                max={100}
                value={pace.stopAfter}
                onChange={(stopAfter) => change({ stopAfter: Math.round(stopAfter) })}
              />
              {words.refusals}
            </span>
          )}
        </div>
      )}
      {answer.error !== undefined && (
        <InPlace title={words.failed} exact={answer.error.message}>
          {words.failedText}
        </InPlace>
      )}
      {failed !== null && <FieldError>{failed}</FieldError>}
      {p !== undefined && <PreviewFacts preview={p} pace={mode === 'paced' ? pace : null} onPace={change} />}
      {p !== undefined && types && p.messages > 0 && (
        <div>
          <Label>{byDomain ? words.typeDomainWhy(p.messages, domain ?? '') : words.typeWhy}</Label>
          <div className={styles.confirm}>
            <TextField
              label={what}
              placeholder={what}
              width={byDomain ? 280 : 170}
              {...(byDomain ? {} : { inputMode: 'numeric' as const })}
              value={typed}
              onChange={setTyped}
              onKeyDown={(e) => e.key === 'Enter' && start(false)}
            />
            <span className="s12 f3">{words.holdToConfirm}</span>
          </div>
        </div>
      )}
    </Dialog>
  );
}

const holdMs = 2000;

/** Click when it is confirmed; else it must be kept pressed, by pointer or key, for two seconds. */
function StartButton({
  button,
  dangerous,
  ready,
  holdable,
  text,
  icon,
  onStart,
}: {
  button: React.RefObject<HTMLButtonElement | null>;
  dangerous: boolean;
  ready: boolean;
  holdable: boolean;
  text: string;
  icon: 'trash' | 'pace' | 'held' | 'release' | 'retry';
  onStart: (confirmed: boolean) => void;
}) {
  const [since, setSince] = useState<number | null>(null);
  const run = useRef(onStart);
  run.current = onStart;
  useEffect(() => {
    if (since === null) return;
    const timer = setTimeout(() => {
      setSince(null);
      run.current(true);
    }, holdMs);
    return () => clearTimeout(timer);
  }, [since]);
  const press = () => holdable && !ready && setSince(Date.now());
  const release = () => setSince(null);
  return (
    <Button
      ref={button}
      kind={dangerous ? 'danger-solid' : 'primary'}
      icon={icon}
      disabled={!ready && !holdable}
      hint={ready && !dangerous ? '↵' : undefined}
      style={since === null ? undefined : { boxShadow: 'inset 0 0 0 2px currentColor' }}
      onClick={() => ready && onStart(false)}
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={release}
      onKeyDown={(e) => (e.key === ' ' || e.key === 'Enter') && !e.repeat && press()}
      onKeyUp={release}
      onBlur={release}
    >
      {text}
    </Button>
  );
}
