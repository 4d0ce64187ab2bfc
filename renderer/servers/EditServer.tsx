import { useState } from 'react';
import type { ReactNode } from 'react';
import { addServerUi } from '../../shared/messages/add-server-ui.en.ts';
import { serversUi } from '../../shared/messages/servers-ui.en.ts';
import type { ServerConfig } from '../../shared/model/server.ts';
import type { ServerView } from '../../shared/views/servers.ts';
import { useKeys } from '../app/keys.tsx';
import { useBridge } from '../state/bridge.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { frame, PageHead } from '../ui/frame.tsx';
import { Checkbox, NumberField, Select, TextField } from '../ui/labelled.tsx';
import { choicesOf, readHostText, routeOf } from './hostText.ts';
import { ApiFields, SshFields } from './RouteFields.tsx';
import { SafetyChoice } from './SafetyChoice.tsx';
import styles from './Wizard.module.css';

/** A server's settings after it was added: name, route, pace, rights and safety. Secrets are written, never shown. */
export function EditServer(props: {
  server: ServerView;
  servers: readonly ServerView[];
  onDone: () => void;
}): ReactNode {
  const bridge = useBridge();
  const [config, setConfig] = useState<ServerConfig>(props.server.config);
  const [host, setHost] = useState(hostOf(config));
  const [choices, setChoices] = useState(choicesOf(config.route));
  const [secret, setSecret] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  useKeys([{ keys: 'Escape', label: addServerUi.cancel, run: props.onDone }]);
  const set = (values: Partial<ServerConfig>): void => setConfig({ ...config, ...values });
  const reading = readHostText(host);
  const named = config.route.kind === 'ssh' || config.route.kind === 'https';
  const route = !named ? config.route : reading.kind === config.route.kind ? routeOf(reading, choices) : null;
  const words = addServerUi;
  const groups = [...new Set(props.servers.flatMap((s) => (s.config.group === null ? [] : [s.config.group])))];
  const save = (): void => {
    if (route === null || config.name.trim() === '') return;
    setSaving(true);
    setError(null);
    const kept = config.route.kind === 'ssh' && route.kind === 'ssh' ? { ...filesOf(config.route), ...route } : route;
    bridge
      .request('servers.save', {
        config: { ...config, name: config.name.trim(), route: kept },
        secret: secret === '' ? null : secret,
      })
      .then(props.onDone, (cause: unknown) => {
        setSaving(false);
        setError(cause);
      });
  };
  return (
    <form
      className={frame.page}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <PageHead
        title={words.editTitle(props.server.config.name)}
        tools={
          <Button kind="quiet" hint="Esc" onClick={props.onDone}>
            {words.cancel}
          </Button>
        }
      />
      <div className={styles.body}>
        <ErrorNote error={error} />
        <section className={styles.narrow}>
          <div className={styles.fields}>
            <TextField
              label={words.alerts.name}
              value={config.name}
              onChange={(name) => set({ name })}
              maxLength={64}
              invalid={config.name.trim() === ''}
            />
            <TextField
              label={words.alerts.group}
              hint={words.alerts.groupHint}
              value={config.group ?? ''}
              onChange={(group) => set({ group: group === '' ? null : group })}
              maxLength={64}
              suggestions={groups}
            />
            {named && (
              <TextField
                label={words.host.label}
                value={host}
                onChange={setHost}
                invalid={route === null}
                mono
                {...(reading.kind === 'bad' ? { hint: words.host.complaints[reading.why] } : {})}
              />
            )}
            {config.route.kind === 'ssh' && <SshFields choices={choices} onChange={setChoices} />}
            {config.route.kind === 'https' && (
              <ApiFields
                choices={choices}
                onChange={setChoices}
                mta={config.mta}
                onMta={(mta) => set({ mta })}
                secret={secret}
                onSecret={setSecret}
              />
            )}
            <NumberField
              label={words.alerts.poll}
              unit={words.alerts.seconds}
              hint={words.alerts.pollHint}
              value={config.pollSeconds}
              min={15}
              max={3600}
              onChange={(pollSeconds) => set({ pollSeconds })}
            />
            <Checkbox
              label={words.alerts.countMail}
              hint={words.alerts.countMailHint}
              checked={config.countMail}
              onChange={(countMail) => set({ countMail })}
            />
            {config.route.kind !== 'https' && (
              <Select
                label={words.rights.elevate}
                value={config.elevate}
                onChange={(elevate) => set({ elevate })}
                options={(['none', 'sudo', 'doas'] as const).map((value) => ({
                  value,
                  label: words.rights.elevates[value],
                }))}
              />
            )}
          </div>
        </section>
        <section className={styles.narrow}>
          <h2 className={styles.label}>{serversUi.detail.safety}</h2>
          <SafetyChoice label={serversUi.detail.safety} value={config.safety} onChange={(safety) => set({ safety })} />
          <Checkbox
            label={words.rights.production}
            hint={words.rights.productionHint}
            checked={config.production}
            onChange={(production) => set({ production })}
          />
        </section>
      </div>
      <footer className={styles.foot}>
        <span className={styles.footText} />
        <Button kind="primary" type="submit" disabled={saving || route === null || config.name.trim() === ''}>
          {words.save}
        </Button>
      </footer>
    </form>
  );
}

function hostOf({ route }: ServerConfig): string {
  if (route.kind === 'https') return route.baseUrl;
  if (route.kind !== 'ssh') return '';
  const bare = route.target.includes(':') && route.port !== undefined ? `[${route.target}]` : route.target;
  return route.port === undefined ? bare : `${bare}:${route.port}`;
}

/** Parts of an SSH route this form does not show; they are kept. */
function filesOf(route: Extract<ServerConfig['route'], { kind: 'ssh' }>): {
  configFile?: string;
  knownHostsFile?: string;
} {
  return {
    ...(route.configFile === undefined ? {} : { configFile: route.configFile }),
    ...(route.knownHostsFile === undefined ? {} : { knownHostsFile: route.knownHostsFile }),
  };
}
