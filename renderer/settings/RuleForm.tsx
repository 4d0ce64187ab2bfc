import { useState } from 'react';
import type { ReactNode } from 'react';
import { reasonsForm } from '../../shared/messages/settings-ui.en.ts';
import { adviceWords, sideWords } from '../../shared/messages/reasons.en.ts';
import type { ReasonClass, Side } from '../../shared/model/reason.ts';
import { complaintAbout, linesOf, wordsOf } from './ownRules.ts';
import type { OwnRule } from './ownRules.ts';
import { FormEnd } from './SettingRow.tsx';
import styles from './Settings.module.css';
import { Select, TextArea, TextField } from '../ui/labelled.tsx';

const words = reasonsForm.field;
/** From the words: the window needs no schema library for a list of names. */
const reasonClasses = Object.keys(adviceWords) as ReasonClass[];
const sides = Object.keys(sideWords) as Side[];

/** One own rule: which words or codes a reply has, and what that means. */
export function RuleForm(props: {
  rule: OwnRule;
  others: readonly OwnRule[];
  onDone: (rule: OwnRule) => void;
  onCancel: () => void;
}): ReactNode {
  const [rule, setRule] = useState(props.rule);
  const [text, setText] = useState(props.rule.text.join('\n'));
  const [regex, setRegex] = useState(props.rule.regex.join('\n'));
  const [not, setNot] = useState(props.rule.not.join('\n'));
  const [code, setCode] = useState(props.rule.code.join(' '));
  const [provider, setProvider] = useState(props.rule.provider.join(' '));
  const [example, setExample] = useState(props.rule.examples.join('\n'));
  const [tried, setTried] = useState(false);
  const made: OwnRule = {
    ...rule,
    id: rule.id.trim(),
    text: linesOf(text),
    regex: linesOf(regex),
    not: linesOf(not),
    code: wordsOf(code),
    provider: wordsOf(provider),
    examples: linesOf(example),
  };
  const complaint = complaintAbout(made, props.others);
  return (
    <form
      className={styles.card}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (complaint === null) props.onDone(made);
      }}
    >
      <div className={styles.fields}>
        <TextField
          label={words.id}
          hint={words.idHint}
          value={rule.id}
          onChange={(id) => setRule({ ...rule, id })}
          invalid={tried && (made.id === '' || complaint === 'name_taken')}
          mono
          autoFocus
        />
        <Select
          label={words.class}
          value={rule.class}
          onChange={(value) => setRule({ ...rule, class: value })}
          options={[
            { value: '' as const, label: '…' },
            ...reasonClasses.map((value) => ({ value, label: adviceWords[value].title })),
          ]}
        />
        <div className={styles.wide}>
          <TextArea label={words.text} hint={words.textHint} value={text} onChange={setText} rows={3} mono />
        </div>
        <TextArea label={words.regex} hint={words.regexHint} value={regex} onChange={setRegex} rows={2} mono />
        <TextArea label={words.not} value={not} onChange={setNot} rows={2} mono />
        <TextField label={words.code} hint={words.codeHint} value={code} onChange={setCode} mono />
        <TextField label={words.provider} value={provider} onChange={setProvider} mono />
        <Select
          label={words.side}
          value={rule.side ?? ''}
          onChange={(value) => setRule({ ...rule, side: value === '' ? null : value })}
          options={[
            { value: '' as const, label: words.sideAuto },
            ...sides.map((value) => ({ value, label: sideWords[value] })),
          ]}
        />
        <div className={styles.wide}>
          <TextField label={words.source} value={rule.source} onChange={(source) => setRule({ ...rule, source })} />
        </div>
        <div className={styles.wide}>
          <TextArea label={words.example} value={example} onChange={setExample} rows={2} mono />
        </div>
      </div>
      {tried && complaint !== null && (
        <p className="c-danger" role="alert">
          {complaint === 'missing' ? reasonsForm.fieldMissing : reasonsForm.nameTaken}
        </p>
      )}
      <FormEnd done={words.done} cancel={words.cancel} onCancel={props.onCancel} />
    </form>
  );
}
