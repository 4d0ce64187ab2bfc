import { codeWords as words, causeWords } from '../../shared/messages/causes-ui.en.ts';
import { requestWords, tableWords, shellWords } from '../../shared/messages/ui.en.ts';
import { codeOf } from '../app/paletteEntries.ts';
import { useKeys } from '../app/keys.tsx';
import { href, navigate } from '../app/router.ts';
import type { ScreenProps } from '../app/screens.tsx';
import { Content } from '../app/Shell.tsx';
import { useBridge } from '../state/bridge.tsx';
import { useScope } from '../state/prefs.ts';
import { useRequest } from '../state/request.ts';
import { SideBadge } from '../ui/Badge.tsx';
import { IconButton, LinkButton } from '../ui/Button.tsx';
import { InPlace, PageHead, parts, Section, Steps } from '../ui/parts.tsx';
import styles from './page.module.css';

/** What a reply or enhanced status code means by itself, what to do, and how many wait with it. */
export default function CodeScreen({ route }: ScreenProps) {
  const asked = route.path[0] ?? '';
  const code = codeOf(asked);
  const bridge = useBridge();
  const scope = useScope();
  const meaning = useRequest(
    'rules.test',
    { json: null, text: code ?? '', mta: null },
    { key: asked, when: code !== null },
  );
  const waiting = useRequest(
    'messages.window',
    {
      scope,
      filter: (code ?? '')
        .split(' ')
        .map((value) => ({ field: 'code' as const, op: 'is' as const, value, not: false })),
      sort: { by: 'age', down: true },
      from: 0,
      count: 0,
    },
    { key: asked, when: code !== null },
  );
  const back = () => history.back();
  useKeys([{ keys: 'Escape', label: shellWords.back, run: back }]);
  const m = meaning.data;
  return (
    <Content>
      <PageHead title={words.title(asked)} before={<IconButton icon="left" label={shellWords.back} onClick={back} />} />
      {code === null ? (
        <InPlace title={words.unknown}>{words.unknownText}</InPlace>
      ) : meaning.error !== undefined ? (
        <InPlace title={requestWords.failed} exact={meaning.error.message} />
      ) : m === undefined ? (
        <InPlace title={tableWords.loading} />
      ) : (
        <div className={styles.story} tabIndex={0} role="group" aria-label={words.title(asked)}>
          <Section>
            <div className="row" style={{ marginBottom: '0.375rem' }}>
              <SideBadge side={m.reason.side} />
              <span className="s12 f3 mono">{m.reason.class}</span>
            </div>
            <p className="s15 med">{m.title}</p>
            <p className="s12 f2" style={{ maxWidth: '76ch' }}>
              {m.explanation}
            </p>
            <p className="s12 f3">
              {words.example}: <span className="mono">{code}</span>, {causeWords.confidence(m.reason.confidence)}
              {m.ruleSource !== null && `, ${m.ruleSource}`}
            </p>
          </Section>
          {m.steps.length > 0 && (
            <Section title={words.todo}>
              <Steps
                steps={m.steps.map((s) => {
                  const { url } = s;
                  return {
                    body: s.text,
                    source:
                      url === null ? (
                        s.source
                      ) : (
                        <LinkButton onClick={() => void bridge.request('app.openExternal', { url })}>
                          {s.source}
                        </LinkButton>
                      ),
                  };
                })}
              />
            </Section>
          )}
          <Section title={words.now}>
            <p className={`s12 ${parts.src ?? ''}`}>
              {waiting.data === undefined || waiting.data.matched === 0 ? (
                words.nowNone
              ) : (
                <LinkButton
                  onClick={() =>
                    navigate(
                      href('messages', [], {
                        q: code
                          .split(' ')
                          .map((c) => `code:${c}`)
                          .join(' '),
                      }),
                    )
                  }
                >
                  {words.nowCount(waiting.data.matched)}
                </LinkButton>
              )}
            </p>
          </Section>
        </div>
      )}
    </Content>
  );
}
