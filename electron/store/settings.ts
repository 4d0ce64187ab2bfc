/**
 * Servers, mailboxes and settings in one JSON file, by `conf` (the base of electron-store), so that the desktop and the
 * web host share one code path. Every part is parsed on its own: what is broken falls back to its default, the file is
 * kept aside as a copy, and the screen says so.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Conf from 'conf';
import { z } from 'zod';
import { AlertSettings } from '../../shared/model/incident.ts';
import { ServerConfig } from '../../shared/model/server.ts';
import { AppSettings } from '../../shared/model/settings.ts';
import { MailboxConfig } from '../../shared/views/mailboxes.ts';

export interface Settings {
  servers(): ServerConfig[];
  setServers(servers: readonly ServerConfig[]): void;
  mailboxes(): MailboxConfig[];
  setMailboxes(mailboxes: readonly MailboxConfig[]): void;
  app(): AppSettings;
  setApp(app: AppSettings): void;
  alerts(): AlertSettings;
  setAlerts(alerts: AlertSettings): void;
  rules(): string;
  setRules(json: string): void;
  /** Small facts of the engine itself: dismissed notices, watching paused. */
  state(): EngineState;
  setState(state: EngineState): void;
  /** What was wrong with the file at the start; null when nothing was. */
  readonly broken: { detail: string; aside: string | null } | null;
  onWriteError(listener: (error: unknown) => void): void;
}

const EngineState = z.object({
  paused: z.boolean().default(false),
  dismissed: z.array(z.string().max(200)).max(200).default([]),
  /** Keychain entries made for a server, to be removed with it. */
  keptSecrets: z.record(z.string(), z.array(z.string().max(500)).max(100)).default({}),
  /** Hosts the admin said are not ours, by server. */
  refusedHops: z.record(z.string(), z.array(z.string().max(255)).max(500)).default({}),
});
export type EngineState = z.infer<typeof EngineState>;

/** Steps from an older layout to the next; `version` in the file counts them. */
const steps: readonly ((data: Record<string, unknown>) => Record<string, unknown>)[] = [
  (data) => ({ ...data, version: 1 }),
];

export interface SettingsDeps {
  /** null keeps everything in memory. */
  dataDir: string | null;
  now: () => number;
}

function readWhole(file: string): { data: Record<string, unknown>; wrong: string | null } {
  if (!existsSync(file)) return { data: {}, wrong: null };
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const object = z.record(z.string(), z.unknown()).safeParse(parsed);
    return object.success ? { data: object.data, wrong: null } : { data: {}, wrong: 'not an object' };
  } catch (error) {
    return { data: {}, wrong: error instanceof Error ? error.message.slice(0, 300) : String(error) };
  }
}

export function openSettings({ dataDir, now }: SettingsDeps): Settings {
  const name = 'settings';
  let broken: Settings['broken'] = null;
  let file: string | null = null;
  let data: Record<string, unknown> = {};
  const wrong: string[] = [];
  if (dataDir !== null) {
    try {
      mkdirSync(dataDir, { recursive: true });
    } catch (error) {
      wrong.push(error instanceof Error ? error.message : String(error));
    }
    file = join(dataDir, `${name}.json`);
    const whole = readWhole(file);
    data = whole.data;
    if (whole.wrong !== null) wrong.push(whole.wrong);
    for (let step = Number(data.version ?? 0); step < steps.length; step += 1) data = steps[step]?.(data) ?? data;
  }

  function part<T>(key: string, schema: z.ZodType<T>, otherwise: T): T {
    if (data[key] === undefined) return otherwise;
    const parsed = schema.safeParse(data[key]);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    wrong.push(`${key}.${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
    return otherwise;
  }
  /** One broken entry of a list costs that entry only. */
  function list<T>(key: string, schema: z.ZodType<T>): T[] {
    const entries = part(key, z.array(z.unknown()), []);
    return entries.flatMap((entry, at) => {
      const parsed = schema.safeParse(entry);
      if (parsed.success) return [parsed.data];
      wrong.push(`${key}[${at}]: ${parsed.error.issues[0]?.message ?? ''}`);
      return [];
    });
  }

  let servers = list('servers', ServerConfig);
  let mailboxes = list('mailboxes', MailboxConfig);
  let app = part('app', AppSettings, AppSettings.parse({}));
  let alerts = part('alerts', AlertSettings, AlertSettings.parse({}));
  let rules = part('rules', z.string().max(1_000_000), '[]');
  let state = part('state', EngineState, EngineState.parse({}));

  if (wrong.length > 0) {
    let aside: string | null = null;
    if (file !== null && existsSync(file)) {
      aside = `${file}.broken-${new Date(now()).toISOString().replace(/[:.]/g, '-')}`;
      try {
        copyFileSync(file, aside);
      } catch {
        aside = null;
      }
    }
    broken = { detail: wrong.join('\n').slice(0, 2000), aside };
  }

  const listeners = new Set<(error: unknown) => void>();
  let store: Conf | null = null;
  function save(key: string, value: unknown): void {
    if (dataDir === null) return;
    try {
      store ??= new Conf({
        cwd: dataDir,
        configName: name,
        clearInvalidConfig: true,
        projectName: 'queuewatch',
      });
      // The whole at once: a half-written file is what `conf` prevents by writing aside and renaming.
      store.store = { version: steps.length, servers, mailboxes, app, alerts, rules, state, [key]: value };
    } catch (error) {
      for (const listener of listeners) listener(error);
    }
  }

  return {
    servers: () => servers,
    setServers(next) {
      servers = [...next];
      save('servers', servers);
    },
    mailboxes: () => mailboxes,
    setMailboxes(next) {
      mailboxes = [...next];
      save('mailboxes', mailboxes);
    },
    app: () => app,
    setApp(next) {
      app = next;
      save('app', app);
    },
    alerts: () => alerts,
    setAlerts(next) {
      alerts = next;
      save('alerts', alerts);
    },
    rules: () => rules,
    setRules(json) {
      rules = json;
      save('rules', rules);
    },
    state: () => state,
    setState(next) {
      state = next;
      save('state', state);
    },
    broken,
    onWriteError(listener) {
      listeners.add(listener);
    },
  };
}
