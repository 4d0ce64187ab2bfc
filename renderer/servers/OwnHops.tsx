import { useState } from 'react';
import type { ReactNode } from 'react';
import { serversUi } from '../../shared/messages/servers-ui.en.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { Button, IconButton, LinkButton } from '../ui/Button.tsx';
import { Section } from '../ui/panel.tsx';
import styles from './ServerPanel.module.css';
import { TextField } from '../ui/labelled.tsx';

const words = serversUi.detail;

/** Filters, stores and relays that count as ours: found, confirmed, and proposed ones that want an answer. */
export function OwnHops(props: { server: ServerView; onHop: (hop: string, ours: boolean) => void }): ReactNode {
  const { server } = props;
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState('');
  const found = server.detection?.ownHops ?? [];
  const known = new Set(found.map((hop) => hop.address));
  const confirmed = server.config.ownHops.filter((hop) => !known.has(hop));
  const add = (): void => {
    const hop = text.trim();
    if (hop === '') return;
    props.onHop(hop, true);
    setText('');
    setAdding(false);
  };
  return (
    <Section
      className={styles.section}
      title={words.hops}
      aside={
        <Button kind="quiet" small icon="plus" onClick={() => setAdding(true)}>
          {words.addHop}
        </Button>
      }
    >
      <ul className={styles.hops}>
        {found.map((hop) => (
          <li key={`found ${hop.address}`}>
            <code>{hop.address}</code>
            <span>
              {hop.what} <span className="f3">{words.hopFound}</span>
            </span>
          </li>
        ))}
        {confirmed.map((hop) => (
          <li key={`ours ${hop}`}>
            <code>{hop}</code>
            <span className="f3">{words.hopConfirmed}</span>
            <IconButton icon="x" label={words.removeHop(hop)} onClick={() => props.onHop(hop, false)} />
          </li>
        ))}
        {server.proposedHops.map((hop) => (
          <li key={`ask ${hop}`}>
            <code>{hop}</code>
            <span>
              {words.hopAsk} <LinkButton onClick={() => props.onHop(hop, true)}>{words.yes}</LinkButton>{' '}
              <LinkButton onClick={() => props.onHop(hop, false)}>{words.no}</LinkButton>
            </span>
          </li>
        ))}
      </ul>
      {found.length + confirmed.length + server.proposedHops.length === 0 && <p className="s11 f3">{words.hopNone}</p>}
      {adding && (
        <form
          className={styles.inline}
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <TextField label={words.hopField} value={text} onChange={setText} maxLength={255} mono autoFocus />
          <Button type="submit">{words.addHop}</Button>
        </form>
      )}
      <p className="s11 f3">{words.hopNote}</p>
    </Section>
  );
}
