/** Which component an address opens: the first part of the route. Each screen is loaded when it is first asked for. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { IconName } from '../ui/icons.tsx';
import type { Route } from './router.ts';

export interface ScreenProps {
  route: Route;
}

export type NavId = 'causes' | 'messages' | 'bounces' | 'incidents' | 'history' | 'servers' | 'settings';

interface Screen {
  /** Entry of the sidebar that is current while this screen is open. */
  nav: NavId;
  component: LazyExoticComponent<ComponentType<ScreenProps>>;
}

const loads: (() => Promise<unknown>)[] = [];

function screen(nav: NavId, load: () => Promise<{ default: ComponentType<ScreenProps> }>): Screen {
  loads.push(load);
  return { nav, component: lazy(load) };
}

/** The other screens, once the first is there: opening one then waits for nothing. */
export function loadScreens(): void {
  for (const load of loads) load().catch(() => undefined); // Its own screen says so when it is opened.
}

const causes = screen('causes', () => import('../causes/CausesScreen.tsx'));
const messages = screen('messages', () => import('../messages/MessagesScreen.tsx'));
const bounces = screen('bounces', () => import('../bounces/BouncesScreen.tsx'));
const incidents = screen('incidents', () => import('../incidents/IncidentsScreen.tsx'));

export const screens: Readonly<Record<string, Screen>> = {
  causes,
  cause: screen('causes', () => import('../causes/CausePage.tsx')),
  problems: screen('causes', () => import('../causes/ProblemsScreen.tsx')),
  code: screen('causes', () => import('../causes/CodeScreen.tsx')),
  messages,
  message: messages,
  runs: screen('messages', () => import('../actions/RunsScreen.tsx')),
  run: screen('messages', () => import('../actions/RunsScreen.tsx')),
  bounces,
  bounce: bounces,
  incidents,
  incident: incidents,
  history: screen('history', () => import('../history/HistoryScreen.tsx')),
  servers: screen('servers', () => import('../servers/ServersScreen.tsx')),
  server: screen('servers', () => import('../servers/ServersScreen.tsx')),
  welcome: screen('causes', () => import('../servers/FirstRun.tsx')),
  settings: screen('settings', () => import('../settings/SettingsScreen.tsx')),
};

export const navigation: readonly { id: NavId; icon: IconName; key: string }[] = [
  { id: 'causes', icon: 'causes', key: 'Ctrl+1' },
  { id: 'messages', icon: 'messages', key: 'Ctrl+2' },
  { id: 'bounces', icon: 'bounces', key: 'Ctrl+3' },
  { id: 'incidents', icon: 'incidents', key: 'Ctrl+4' },
  { id: 'history', icon: 'history', key: 'Ctrl+5' },
  { id: 'servers', icon: 'servers', key: 'Ctrl+6' },
];
