import { describe, expect, it } from 'vitest';
import { trayIcon } from '../../../electron/desktop/trayIcon.ts';
import { trayModel, type TrayData, type TrayItem } from '../../../electron/desktop/trayModel.ts';
import { calmStatus } from '../../support/fakeEngine.ts';

type Server = TrayData['servers'][number];
type Incident = TrayData['incidents'][number];
type Cause = TrayData['causes'][number];

// Only what the tray reads.
const server = (name: string, state: Server['state'], waiting: number | null): Server =>
  ({ config: { id: name, name }, state, stateText: `${state} 47 min`, waiting }) as Server;
const incident = (id: number, severity: Incident['severity'], state: Incident['state'] = 'open'): Incident =>
  ({ id, severity, state, title: `Incident ${id} & co`, now: id * 10 }) as Incident;
const cause = (id: string, messages: number): Cause => ({ id, title: `Cause ${id}`, messages }) as Cause;

const model = (change: Partial<TrayData> = {}) =>
  trayModel({ status: calmStatus, servers: [], incidents: [], causes: [], ...change });
const labels = (items: readonly TrayItem[]): string[] =>
  items.map((item) => (item.kind === 'line' ? '--' : item.label));
const commandOf = (items: readonly TrayItem[], label: string) => {
  const item = items.find((one) => one.kind === 'item' && one.label.startsWith(label));
  return item?.kind === 'item' ? item.command : null;
};

describe('tray menu', () => {
  it('names open incidents worst first, and none that is over', () => {
    const items = model({
      incidents: [
        incident(1, 'info'),
        incident(2, 'critical'),
        incident(3, 'warning'),
        incident(4, 'critical', 'closed'),
      ],
    }).items;
    expect(labels(items).slice(0, 4)).toEqual([
      'Incident 2 & co: 20',
      'Incident 3 & co: 30',
      'Incident 1 & co: 10',
      '--',
    ]);
    expect(commandOf(items, 'Incident 2')).toEqual({ do: 'open', link: 'queuewatch://incident/2' });
  });

  it('counts per server, says blind where nothing is seen, and never a zero for it', () => {
    const items = model({
      servers: [
        server('mx1', 'calm', 0),
        server('legacy', 'blind', 74),
        server('mx2', 'open', 1234),
        server('new', 'new', null),
      ],
    }).items;
    expect(labels(items).slice(0, 5)).toEqual([
      'mx2: 1,234 waiting',
      'legacy: blind 47 min',
      'new: not looked at yet',
      'mx1: 0 waiting',
      '--',
    ]);
  });

  it('stays short with fifty servers', () => {
    const many = Array.from({ length: 50 }, (_, i) => server(`mx${i}`, 'calm', i));
    expect(labels(model({ servers: many }).items)).toContain('42 more servers');
  });

  it('retry opens the preview of a cause in the window', () => {
    const retry = model({ causes: [cause('mx1|a/b', 438), cause('empty', 0)] }).items.find(
      (one) => one.kind === 'menu',
    );
    expect(retry?.kind === 'menu' ? retry.items : []).toEqual([
      {
        kind: 'item',
        label: 'Cause mx1|a/b: 438…',
        command: { do: 'open', link: 'queuewatch://cause/mx1%7Ca%2Fb?do=retry' },
      },
    ]);
  });

  it('mutes and unmutes everything, and leaves a mute of one server alone', () => {
    const mute = { id: 'm1', side: null, server: null, class: null, provider: null, title: '', until: 0, held: 0 };
    expect(commandOf(model().items, 'Mute everything')).toEqual({ do: 'mute' });
    const muted = model({ status: { ...calmStatus, mutes: [mute, { ...mute, id: 'm2', server: 'mx1' }] } });
    expect(commandOf(muted.items, 'Unmute')).toEqual({ do: 'unmute', ids: ['m1'] });
  });

  it('pauses and goes on', () => {
    expect(commandOf(model().items, 'Pause')).toEqual({ do: 'pause', paused: true });
    expect(commandOf(model({ status: { ...calmStatus, paused: true } }).items, 'Go on')).toEqual({
      do: 'pause',
      paused: false,
    });
  });

  it('keeps the tooltip below the limit of Windows', () => {
    const long = model({ status: { ...calmStatus, trayText: 'x'.repeat(500) } });
    expect(long.tooltip.length).toBeLessThanOrEqual(120);
  });
});

describe('tray icon', () => {
  it.each([
    ['darwin', false, '', 'criticalTemplate.png'],
    ['win32', false, '', 'critical-dark.ico'],
    ['win32', true, '', 'critical-light.ico'],
    ['linux', false, 'KDE', 'critical-dark.png'],
    ['linux', true, 'KDE', 'critical-light.png'],
    ['linux', false, 'ubuntu:GNOME', 'critical-light.png'],
  ] as const)('%s, dark panel %s, %s: %s', (platform, darkPanel, desktop, file) => {
    expect(trayIcon('critical', { platform, darkPanel, desktop })).toBe(file);
  });
});
