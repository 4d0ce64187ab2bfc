import { useEffect, useState } from 'react';
import { dialogWords, shellWords } from '../../shared/messages/ui.en.ts';
import type { ShownNotification } from '../../shared/views/status.ts';
import { useBridge } from '../state/bridge.tsx';
import { useNow } from '../state/now.ts';
import { useRequest } from '../state/request.ts';
import { useStream } from '../state/streams.ts';
import { Button, IconButton, LinkButton } from '../ui/Button.tsx';
import { when } from '../ui/format.ts';
import type { IconName } from '../ui/icons.tsx';
import { Icon } from '../ui/icons.tsx';
import { Label } from '../ui/panel.tsx';
import { Popover } from '../ui/Popover.tsx';
import { showToast } from '../ui/Toast.tsx';
import { hrefOfRoute, openLink, parseLink } from './router.ts';
import styles from './shell.module.css';

const looks: Record<string, { icon: IconName; tone: string }> = {
  recovered: { icon: 'tray_calm', tone: 'c-ok' },
  'away-summary': { icon: 'tray_calm', tone: 'c-ok' },
  blind: { icon: 'tray_blind', tone: 'c-blind' },
};

function look(n: ShownNotification): { icon: IconName; tone: string } {
  return looks[n.kind] ?? { icon: n.severity, tone: `c-${n.severity}` };
}

/** What was told, newest first; in a browser also the way to let it through to the desktop. */
export function Bell() {
  const bridge = useBridge();
  const unseen = useStream('status')?.counts.unseenNotifications ?? 0;
  const [open, setOpen] = useState(false);
  const [told, setTold] = useState(0);
  const list = useRequest('notifications.list', {}, { after: [told], when: open });
  const now = useNow(60_000);

  useEffect(
    () =>
      bridge.on('notification', (n) => {
        setTold((t) => t + 1);
        announce(n, bridge.host === 'web');
      }),
    [bridge],
  );

  const askable = bridge.host === 'web' && typeof Notification === 'function' && Notification.permission === 'default';
  const rows = list.data ?? [];
  return (
    <span className={styles.bell}>
      <Popover
        label={shellWords.notifications}
        width={400}
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          if (!next && unseen > 0) void bridge.request('notifications.seen', { id: null });
        }}
        trigger={<IconButton icon="bell" label={unseen > 0 ? shellWords.unseen(unseen) : shellWords.notifications} />}
      >
        <Label
          aside={
            askable && (
              <LinkButton style={{ minHeight: '1.5rem' }} onClick={() => void Notification.requestPermission()}>
                {shellWords.allowBrowser}
              </LinkButton>
            )
          }
        >
          {shellWords.notifications}
        </Label>
        {rows.length === 0 && <p className="f2">{shellWords.nothingToldYet}</p>}
        <div className={styles.bellList}>
          {rows.map((n) => {
            const { icon, tone } = look(n);
            const route = parseLink(n.link);
            return (
              <a key={n.id} href={route === null ? '#/causes' : hrefOfRoute(route)} onClick={() => setOpen(false)}>
                <span className={tone}>
                  <Icon name={icon} size={16} />
                </span>
                <span>
                  <span className={n.seen ? 'block' : 'block strong'}>{n.title}</span>
                  <span className="f2">{n.body}</span>
                </span>
                <span className="f3 s11">{when(n.at, now)}</span>
              </a>
            );
          })}
        </div>
      </Popover>
      {unseen > 0 && <i aria-hidden="true" />}
    </span>
  );
}

/** A toast always; the browser's own notification where the person allowed it and the page is not in front. */
function announce(n: ShownNotification, web: boolean): void {
  const { icon, tone } = look(n);
  showToast({
    id: n.id,
    icon,
    tone,
    title: n.title,
    body: n.body,
    stays: n.severity === 'critical' ? 0 : 12_000,
    actions: (close) => (
      <Button
        small
        onClick={() => {
          close();
          openLink(n.link);
        }}
      >
        {dialogWords.open}
      </Button>
    ),
  });
  if (!web || typeof Notification !== 'function' || Notification.permission !== 'granted' || document.hasFocus())
    return;
  const shown = new Notification(n.title, { body: n.body, tag: n.id });
  shown.onclick = () => {
    window.focus();
    openLink(n.link);
    shown.close();
  };
}
