import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { listedMtas } from '../../shared/messages/mtas.en.ts';
import type { RequestOutput } from '../../shared/contract.ts';
import type { MtaKind } from '../../shared/model/message.ts';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Content, PageHead } from '../ui/frame.tsx';
import { cx } from '../ui/cx.ts';
import { ProblemBox } from './ProblemBox.tsx';
import { addServerUi, openListingUi as words } from '../../shared/messages/add-server-ui.en.ts';
import styles from './Wizard.module.css';
import { Select, TextArea } from '../ui/labelled.tsx';

/** The contract's bound on a listing's text. */
const largest = 200_000_000;

/** Opens the saved output of a queue listing: from a file, dropped, or pasted. */
export function OpenListing(props: { onShow: (server: string) => void; onDone: () => void }): ReactNode {
  const bridge = useBridge();
  const [mta, setMta] = useState<MtaKind | null>(null);
  const [pasted, setPasted] = useState('');
  const [reading, setReading] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tooBig, setTooBig] = useState(false);
  const [answer, setAnswer] = useState<RequestOutput<'servers.openListing'> | null>(null);
  const picker = useRef<HTMLInputElement>(null);

  const open = async (fileName: string, bytes: number, read: () => Promise<string>): Promise<void> => {
    setError(null);
    setAnswer(null);
    setTooBig(bytes > largest);
    if (bytes > largest) return;
    setReading(bytes > 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} kB`);
    try {
      const found = await bridge.request('servers.openListing', {
        fileName: fileName.slice(0, 255),
        mta,
        text: await read(),
      });
      setAnswer(found);
      if (found.id !== null && found.problem === null && found.skipped === 0) props.onShow(found.id);
    } catch (cause) {
      setError(cause);
    } finally {
      setReading(null);
    }
  };
  const openFile = (file: File | undefined): void => {
    if (file !== undefined) void open(file.name, file.size, () => file.text());
  };
  const id = answer?.id ?? null;

  return (
    <Content>
      <PageHead
        title={words.title}
        tools={
          <Button kind="quiet" hint="Esc" onClick={props.onDone}>
            {addServerUi.cancel}
          </Button>
        }
      />
      <div className={styles.body} data-grow>
        <p className={cx(styles.sub, styles.narrow)}>{words.text}</p>
        <section className={styles.narrow}>
          <Select
            label={words.program}
            value={mta ?? ''}
            onChange={(value) => setMta(value === '' ? null : value)}
            options={[
              { value: '' as const, label: words.programAny },
              ...listedMtas.map((facts) => ({ value: facts.kind, label: facts.name })),
            ]}
          />
        </section>
        <section
          className={cx(styles.narrow, styles.drop, over && styles.dropOver)}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            openFile(event.dataTransfer.files[0]);
          }}
        >
          <input
            ref={picker}
            className={styles.file}
            type="file"
            tabIndex={-1}
            aria-hidden
            onChange={(event) => openFile(event.target.files?.[0])}
          />
          <Button icon="folder" onClick={() => picker.current?.click()}>
            {words.file}
          </Button>
          <span>{words.drop}</span>
        </section>
        <section className={styles.narrow}>
          <TextArea
            label={words.paste}
            placeholder={words.pastePlaceholder}
            value={pasted}
            onChange={setPasted}
            rows={8}
            mono
          />
        </section>
        <div aria-live="polite">
          {tooBig && <p className={styles.warning}>{words.tooBig}</p>}
          {reading !== null && <p className={styles.sub}>{words.opening(reading)}</p>}
          {answer !== null && answer.id !== null && (
            <p className={styles.sub}>{words.opened(answer.messages, answer.skipped)}</p>
          )}
        </div>
        {answer?.problem != null && <ProblemBox problem={answer.problem} />}
        {error !== null && <ErrorNote error={error} />}
      </div>
      <footer className={styles.foot}>
        <span className={styles.footText} />
        {id !== null && <Button onClick={() => props.onShow(id)}>{words.show}</Button>}
        <Button
          kind="primary"
          disabled={pasted.trim() === '' || reading !== null}
          onClick={() => void open(words.pastedName, new Blob([pasted]).size, () => Promise.resolve(pasted))}
        >
          {words.open}
        </Button>
      </footer>
    </Content>
  );
}
