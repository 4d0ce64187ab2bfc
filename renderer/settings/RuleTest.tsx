import { useState } from 'react';
import type { ReactNode } from 'react';
import { reasonsForm as words } from '../../shared/messages/settings-ui.en.ts';
import { adviceWords } from '../../shared/messages/reasons.en.ts';
import { mtaFacts } from '../../shared/messages/mtas.en.ts';
import type { RequestOutput } from '../../shared/contract.ts';
import type { MtaKind } from '../../shared/model/message.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { SideBadge } from '../ui/Badge.tsx';
import { KeyValues } from '../ui/facts.tsx';
import styles from './Settings.module.css';
import { Select, TextArea } from '../ui/labelled.tsx';

type Answer = RequestOutput<'rules.test'>;

/** Try a reply: what it is taken for, by which rule, and why. `json` is the unsaved draft of the rules, if there is one. */
export function RuleTest(props: { json: string | null }): ReactNode {
  const bridge = useBridge();
  const [text, setText] = useState('');
  const [mta, setMta] = useState<MtaKind | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<unknown>(null);
  const explain = (): void => {
    if (text.trim() === '') return;
    setError(null);
    bridge.request('rules.test', { json: props.json, text: text.slice(0, 20_000), mta }).then(setAnswer, setError);
  };
  return (
    <div className={styles.card}>
      <TextArea
        label={words.testText}
        placeholder={words.testPlaceholder}
        value={text}
        onChange={setText}
        onSubmit={explain}
        rows={2}
        mono
      />
      <div className={`${styles.line ?? ''} ${styles.lineEnd ?? ''}`}>
        <Select
          label={words.testMta}
          value={mta ?? ''}
          onChange={(value) => setMta(value === '' ? null : value)}
          options={[
            { value: '' as const, label: words.mtaAny },
            ...mtaFacts.map((facts) => ({ value: facts.kind, label: facts.name })),
          ]}
        />
        <Button onClick={explain} disabled={text.trim() === ''}>
          {words.testDo}
        </Button>
      </div>
      {error !== null && <ErrorNote error={error} />}
      <div aria-live="polite">{answer !== null && <Explained answer={answer} />}</div>
    </div>
  );
}

function Explained(props: { answer: Answer }): ReactNode {
  const { reason, title, explanation, steps, rule, ruleSource } = props.answer;
  const told = (text: string | null): string => text ?? words.unknown;
  const code = [reason.reply, reason.enhanced].filter((part) => part !== null).join(' ');
  const facts: [string, ReactNode][] = [
    [words.result.side, reason.side === null ? words.unknown : <SideBadge key="side" side={reason.side} />],
    [words.result.class, adviceWords[reason.class].title],
    [words.result.code, code === '' ? words.unknown : code],
    [words.result.provider, told(reason.provider)],
    [words.result.phase, told(reason.phase)],
    [
      words.result.speaker,
      reason.speaker === null
        ? words.unknown
        : [words.speakers[reason.speaker.kind], reason.speaker.host, reason.speaker.ip]
            .filter((p) => p !== null)
            .join(' '),
    ],
    [words.result.clears, reason.clearsItself === null ? words.unknown : words.clears[reason.clearsItself]],
    [words.result.confidence, reason.confidence],
    [words.source, told(ruleSource)],
  ];
  return (
    <div className={styles.list}>
      <p>
        <strong>{title}</strong> <span className="f2">{explanation}</span>
      </p>
      <p className="f3">{words.decided(rule)}</p>
      <KeyValues rows={facts} />
      <ol className={styles.list}>
        {steps.map((step) => (
          <li key={step.text}>
            {step.text} <span className="f3">{step.source}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
