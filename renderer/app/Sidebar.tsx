import { shellWords } from '../../shared/messages/ui.en.ts';
import { useStream } from '../state/streams.ts';
import { number } from '../ui/format.ts';
import { Icon } from '../ui/icons.tsx';
import { href, useRoute } from './router.ts';
import { navigation, type NavId } from './screens.tsx';
import styles from './shell.module.css';

export function Sidebar({ nav }: { nav: NavId | null }) {
  const status = useStream('status');
  const route = useRoute();
  const c = status?.counts;
  const some = (n: number | undefined) => (n === undefined || n === 0 ? '' : number(n));
  const counts: Record<NavId, string> = {
    causes: some(c?.causes),
    messages: some(c?.messages),
    bounces: some(c?.bounces),
    incidents:
      c === undefined
        ? ''
        : c.openIncidents > 0
          ? shellWords.open(c.openIncidents)
          : c.frozenIncidents > 0
            ? shellWords.frozen(c.frozenIncidents)
            : '',
    history: '',
    servers: some(status?.servers),
    settings: '',
  };
  const entry = (id: NavId, icon: (typeof navigation)[number]['icon']) => (
    <a key={id} href={href(id)} aria-current={nav === id ? 'page' : undefined} title={shellWords.nav[id]}>
      <Icon name={icon} size={15} />
      <span className={styles.word}>{shellWords.nav[id]}</span>
      {counts[id] !== '' && <span>{counts[id]}</span>}
    </a>
  );
  const views = status?.views ?? [];
  return (
    <div className={styles.side}>
      <nav className={`${styles.nav ?? ''} nav`} aria-label={shellWords.screens}>
        {navigation.map((n) => entry(n.id, n.icon))}
      </nav>
      {views.length > 0 && (status?.servers ?? 0) > 0 && (
        <>
          <h2>{shellWords.views}</h2>
          <nav className={`${styles.nav ?? ''} ${styles.views ?? ''} nav`} aria-label={shellWords.savedViews}>
            {views.map((v) => (
              <a
                key={v.id}
                href={href('messages', [], { q: v.query })}
                aria-current={route.screen === 'messages' && route.query['q'] === v.query ? 'true' : undefined}
              >
                <span className={`${styles.word ?? ''} cut`}>{v.title}</span>
                {v.count !== null && <span>{number(v.count)}</span>}
              </a>
            ))}
          </nav>
        </>
      )}
      <nav className={`${styles.nav ?? ''} ${styles.bottom ?? ''} nav`} aria-label={shellWords.nav.settings}>
        {entry('settings', 'settings')}
      </nav>
    </div>
  );
}
