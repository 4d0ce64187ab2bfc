import { useState } from 'react';
import type { ReactNode } from 'react';
import { incidentsUi } from '../../shared/messages/incidents-ui.en.ts';
import type { IncidentDetail } from '../../shared/views/incidents.ts';
import { Button, LinkButton } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { span, when } from '../ui/format.ts';
import { Section } from '../ui/panel.tsx';
import styles from './IncidentPage.module.css';
import { Checkbox, TextArea } from '../ui/labelled.tsx';

const words = incidentsUi.page;

export interface ExportChoice {
  format: 'markdown' | 'json' | 'text' | 'html';
  addresses: boolean;
}
const exportsOffered: readonly { format: ExportChoice['format']; label: string; ending: string }[] = [
  { format: 'text', label: words.exports.evidence, ending: '.txt' },
  { format: 'html', label: words.exports.report, ending: '.html' },
  { format: 'markdown', label: words.exports.markdown, ending: '.md' },
  { format: 'json', label: words.exports.json, ending: '.json' },
];

/** Beside the incident: why it opened, notes, similar ones, its bounces, and what can be handed on. */
export function IncidentSide(props: {
  detail: IncidentDetail;
  onNote: (text: string) => void;
  onExpected: () => void;
  onLink: (link: string) => void;
  onExport: (choice: ExportChoice) => void;
}): ReactNode {
  const { detail } = props;
  const [note, setNote] = useState('');
  const [addresses, setAddresses] = useState(false);
  const add = (): void => {
    if (note.trim() === '') return;
    props.onNote(note.trim());
    setNote('');
  };
  return (
    <aside className={styles.side}>
      <Section level={2} title={words.why}>
        <dl className={styles.kv}>
          {detail.why.map((fact) => (
            <div key={fact.label} style={{ display: 'contents' }}>
              <dt>{fact.label}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
        </dl>
        <p className={styles.hint}>
          <LinkButton onClick={() => props.onLink('queuewatch://settings/alerts')}>{words.whyThis}</LinkButton>
        </p>
      </Section>
      <Section level={2} title={words.notes} aside={<kbd aria-hidden>N</kbd>}>
        <div className={styles.notes}>
          {detail.notes.map((entry) => (
            <div key={`${entry.at} ${entry.by}`}>
              <p>{entry.text}</p>
              <span className={styles.by}>{words.noteBy(entry.by, when(entry.at, Date.now()))}</span>
            </div>
          ))}
        </div>
        <div className={styles.stack}>
          <TextArea
            label={words.addNote}
            hideLabel
            placeholder={words.addNote}
            value={note}
            onChange={setNote}
            rows={2}
            maxLength={5000}
            id="incident-note"
            onSubmit={add}
          />
          {note.trim() !== '' && (
            <Button small onClick={add}>
              {words.addNoteDo}
            </Button>
          )}
        </div>
      </Section>
      {detail.row.state !== 'closed' && detail.row.side !== 'local' && (
        <Section>
          <Button icon="check" onClick={props.onExpected}>
            {words.expected}
          </Button>
          <p className={styles.hint}>{words.expectedHint}</p>
        </Section>
      )}
      {detail.similar.length > 0 && (
        <Section level={2} title={words.similar}>
          <div className={styles.list}>
            {detail.similar.map((other) => (
              <div key={other.id} className={styles.line}>
                <LinkButton className="mono" onClick={() => props.onLink(`queuewatch://incident/${other.id}`)}>
                  #{other.id}
                </LinkButton>
                <span className={styles.grow}>{other.text}</span>
                <span className="f3">{span(other.lasted / 1000)}</span>
              </div>
            ))}
          </div>
        </Section>
      )}
      {detail.bounces.failed + detail.bounces.delayed > 0 && (
        <Section level={2} title={words.bounces}>
          <LinkButton onClick={() => props.onLink(`queuewatch://bounces?incident=${detail.row.id}`)}>
            {words.bouncesText(detail.bounces.failed, detail.bounces.delayed)}
          </LinkButton>
        </Section>
      )}
      <Section level={2} title={words.exports.heading}>
        <div className={styles.list}>
          {exportsOffered.map((offer) => (
            <div key={offer.format} className={styles.line}>
              <Icon name="export" size={14} />
              <LinkButton onClick={() => props.onExport({ format: offer.format, addresses })}>{offer.label}</LinkButton>
              <span className="f3">{offer.ending}</span>
            </div>
          ))}
          <Checkbox label={words.exports.addresses} checked={addresses} onChange={setAddresses} />
        </div>
        <p className={styles.hint}>{words.exports.addressesHint}</p>
      </Section>
    </aside>
  );
}
