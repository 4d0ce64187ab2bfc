import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { firstRunUi } from '../../shared/messages/add-server-ui.en.ts';
import { useBridge } from '../state/bridge.tsx';
import { useServers } from '../state/servers.ts';
import { Button, LinkButton } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { AppIcon } from '../ui/icons.tsx';
import { href, navigate } from '../app/router.ts';
import { handOver } from './chosenHost.ts';
import { HostPicker } from './HostPicker.tsx';
import styles from './FirstRun.module.css';

/** The first screen of an empty Queuewatch: one field, and three ways without a server. */
export default function FirstRun(): ReactNode {
  const { servers, known } = useServers();
  const began = useRef<number | null>(null);
  if (known) began.current ??= servers.length;
  // The first server came (added, or the demo's): this screen has nothing more to ask.
  useEffect(() => {
    if (began.current === 0 && servers.length > 0) navigate(href('causes'), { replace: true });
  }, [servers.length]);
  const bridge = useBridge();
  const [error, setError] = useState<unknown>(null);
  const [starting, setStarting] = useState(false);
  const demo = (): void => {
    setStarting(true);
    setError(null);
    bridge.request('app.demo', { on: true }).catch((cause: unknown) => {
      setStarting(false);
      setError(cause);
    });
  };
  return (
    <div className={styles.page}>
      <div className={styles.inner}>
        <header className={styles.head}>
          <AppIcon size={44} />
          <div>
            <h1>{firstRunUi.title}</h1>
            <p>{firstRunUi.text}</p>
          </div>
        </header>
        <HostPicker
          label={firstRunUi.label}
          placeholder={firstRunUi.placeholder}
          large
          autoFocus
          onChoose={(choice) => {
            handOver(choice);
            navigate(href('servers', ['add']));
          }}
        />
        {error !== null && <ErrorNote error={error} />}
        <div className={styles.ways}>
          <section className={styles.way}>
            <h2>
              <Icon name="play" size={15} />
              {firstRunUi.demo}
            </h2>
            <p>{firstRunUi.demoText}</p>
            <div className={styles.buttons}>
              <Button disabled={starting} onClick={demo}>
                {firstRunUi.demoDo}
              </Button>
            </div>
          </section>
          <section className={styles.way}>
            <h2>
              <Icon name="folder" size={15} />
              {firstRunUi.listing}
            </h2>
            <p>{firstRunUi.listingText}</p>
            <div className={styles.buttons}>
              <Button onClick={() => navigate(href('servers', ['listing']))}>{firstRunUi.listingDo}</Button>
            </div>
          </section>
          <section className={styles.way}>
            <h2>
              <Icon name="bounces" size={15} />
              {firstRunUi.mailbox}
            </h2>
            <p>{firstRunUi.mailboxText}</p>
            <div className={styles.buttons}>
              <Button onClick={() => navigate(href('servers', ['mailbox']))}>{firstRunUi.mailboxDo}</Button>
            </div>
          </section>
        </div>
        <p className={styles.works}>
          {firstRunUi.works}{' '}
          <LinkButton onClick={() => navigate(href('servers', ['programs']))}>{firstRunUi.all}</LinkButton>
        </p>
      </div>
    </div>
  );
}
