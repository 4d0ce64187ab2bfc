import { useMemo } from 'react';
import { codeWords as words } from '../../shared/messages/causes-ui.en.ts';
import { shellWords } from '../../shared/messages/ui.en.ts';
import { searchCodes, type CodePage } from '../../shared/reasons/codes.ts';
import { useKeys } from '../app/keys.tsx';
import { href } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { useBridge } from '../state/bridge.tsx';
import { useScope } from '../state/prefs.ts';
import { useRequest } from '../state/request.ts';
import { useVersion } from '../state/streams.ts';
import { IconButton, LinkButton } from '../ui/Button.tsx';
import { InPlace, KeyValues, Steps } from '../ui/facts.tsx';
import { Content, PageHead } from '../ui/frame.tsx';
import { Section } from '../ui/panel.tsx';
import styles from './page.module.css';

/** What a reply or enhanced status code means, who may say it, what to do, and how many wait with it. */
export default function CodeScreen({ route }: ScreenProps) {
  const asked = route.path[0] ?? '';
  const scope = useScope();
  const pages = useMemo(() => searchCodes(asked), [asked]);
  const codes = useMemo(
    () =>
      [...pages]
        .reverse()
        .map((p) => p.code)
        .join(' '),
    [pages],
  );
  const waiting = useRequest(
    'messages.window',
    {
      scope,
      filter: [{ field: 'code', op: 'is', value: codes, not: false }],
      sort: { by: 'age', down: true },
      from: 0,
      count: 0,
    },
    { key: codes, when: pages.length > 0, after: [useVersion('queue')] },
  );
  const back = () => history.back();
  useKeys([{ keys: 'Escape', label: shellWords.back, run: back }]);
  const matched = waiting.data?.matched ?? null;
  return (
    <Content>
      <PageHead
        title={pages.length === 0 ? words.unknown : words.title(codes)}
        before={<IconButton icon="left" label={shellWords.back} onClick={back} />}
      >
        {matched === null ? undefined : matched === 0 ? (
          words.nowNone
        ) : (
          <a href={href('messages', [], { q: `code:"${codes}"` })}>{words.nowCount(matched)}</a>
        )}
      </PageHead>
      {pages.length === 0 ? (
        <InPlace title={words.unknown}>{words.unknownText}</InPlace>
      ) : (
        <div className={styles.story} tabIndex={0} role="group" aria-label={words.title(codes)}>
          {pages.map((page) => (
            <Page key={page.code} page={page} />
          ))}
        </div>
      )}
    </Content>
  );
}

function Page({ page: p }: { page: CodePage }) {
  const bridge = useBridge();
  return (
    <>
      <Section title={words[p.kind]} aside={p.rfc}>
        <p className="s15 med">
          <span className="mono">{p.code}</span> {p.meaning}
        </p>
        <p className="s12 f2" style={{ maxWidth: '76ch', margin: '0.25rem 0 0.5rem' }}>
          {p.consequence}
        </p>
        <KeyValues
          width={120}
          rows={[
            [words.who, p.whoMaySay],
            ...(p.subject === null ? [] : ([[words.subject, p.subject]] as const)),
            ...p.providers.map((o) => [o.name, o.meaning] as const),
          ]}
        />
      </Section>
      {p.likely.map((l) => (
        <Section key={l.class} title={words.often(l.title)}>
          <Steps
            steps={l.steps.map((s) => {
              const { url } = s.source;
              return {
                body: s.text,
                source:
                  url === null ? (
                    s.source.name
                  ) : (
                    <LinkButton title={url} onClick={() => void bridge.request('app.openExternal', { url })}>
                      {s.source.name}
                    </LinkButton>
                  ),
              };
            })}
          />
        </Section>
      ))}
    </>
  );
}
