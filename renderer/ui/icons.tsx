/** Symbols on a 16 px grid, after the design's icon set. A symbol never stands alone where it means something. */
import type { ReactElement } from 'react';

type Shape = string | { d: string; fill?: string; stroke?: string; width?: number; dash?: string };

const shapes = {
  local: ['M2.5 7.2 8 2.6l5.5 4.6v6.3h-11z', 'M6.5 13.3V9.6h3v3.7'],
  sender: ['M1.8 7.6 14.2 2.2 9.9 13.8 7.4 9z', 'M7.4 9l6.6-6.6'],
  network: ['M1.5 10.5h3.2M11.3 10.5h3.2M4.7 8v5M11.3 8v5', 'M6.4 5.6 5.2 2.8M8 5V2M9.6 5.6l1.2-2.8'],
  dns: [
    'M8 5.4v2.2M8 7.6H3.8v2.6M8 7.6h4.2v2.6',
    {
      d: 'M8 5.6a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM3.8 14a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8zM12.2 14a1.9 1.9 0 1 0 0-3.8 1.9 1.9 0 0 0 0 3.8z',
      fill: 'currentColor',
    },
  ],
  tls: ['M3.2 7.2h9.6v6.3H3.2zM5.3 7V5a2.7 2.7 0 0 1 5.4 0v2'],
  remote: ['M1.8 8h8.2M7.2 5l3 3-3 3M13.6 2.6v10.8'],
  critical: [
    { d: 'M5 1h6l4 4v6l-4 4H5l-4-4V5zM7.1 4l.3 5h1.2l.3-5zM8 10.3a1 1 0 1 0 0 2 1 1 0 0 0 0-2z', fill: 'currentColor' },
  ],
  warning: [
    { d: 'M8 1.6 15.2 14.2H.8z', fill: 'var(--sev-warning-fill)', stroke: 'var(--sev-warning)', width: 1.2 },
    { d: 'M7.3 6h1.4l-.2 4.2h-1zM8 11a.9.9 0 1 1 0 1.8.9.9 0 0 1 0-1.8z', fill: 'var(--sev-warning-on)' },
  ],
  info: [
    'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.4v3.4',
    { d: 'M8 4.4a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8z', fill: 'currentColor' },
  ],
  calm: ['M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.4 8.2l1.8 1.8 3.4-3.8'],
  pending: [{ d: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z', dash: '2.2 2.5' }, 'M8 4.8V8l2 1.4'],
  draining: ['M2.5 2.5h11M8 5.2v8M4.8 10.2 8 13.4l3.2-3.2'],
  blind: ['M1.6 8S4 3.8 8 3.8 14.4 8 14.4 8 12 12.2 8 12.2 1.6 8 1.6 8z', 'M2.6 14 13.4 2'],
  paused: ['M5.2 3v10M10.8 3v10'],
  held: ['M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.4 5.8v4.4M9.6 5.8v4.4'],
  causes: [
    { d: 'M1.6 2.6h2.6v2.6H1.6zM1.6 6.7h2.6v2.6H1.6zM1.6 10.8h2.6v2.6H1.6z', fill: 'currentColor' },
    'M6.6 3.9h8M6.6 8h5.4M6.6 12.1h3',
  ],
  messages: ['M1.8 3.4h12.4v9.2H1.8zM2 3.8l6 4.8 6-4.8'],
  bounces: ['M5.6 3 2.4 6.2l3.2 3.2M2.6 6.2h7a3.6 3.6 0 0 1 0 7.2H5'],
  incidents: ['M3.2 14.2V2.2M3.2 2.8h9.4l-2 3.2 2 3.2H3.2'],
  history: ['M1.8 2v12h12.6', 'M4.2 10.4 7 6.6l2.6 2.2 4-5.2'],
  servers: ['M2 2.6h12v4.2H2zM2 9.2h12v4.2H2zM4.6 4.7h.1M4.6 11.3h.1'],
  settings: [
    'M1.8 4.4h6M11.4 4.4h2.8M1.8 11.6h2.8M8.2 11.6h6',
    'M9.6 2.6a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM6.4 9.8a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  ],
  search: ['M7 11.6a4.6 4.6 0 1 0 0-9.2 4.6 4.6 0 0 0 0 9.2zM10.6 10.6 14 14'],
  down: ['M4 6.2 8 10.2l4-4'],
  right: ['M6 4l4 4-4 4'],
  up: ['M4 9.8 8 5.8l4 4'],
  left: ['M10 4 6 8l4 4'],
  x: ['M4 4l8 8M12 4l-8 8'],
  check: ['M3.4 8.4 6.6 11.6 12.6 4.8'],
  minus: ['M3.6 8h8.8'],
  plus: ['M8 3v10M3 8h10'],
  more: [
    {
      d: 'M3.2 9.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4zM8 9.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4zM12.8 9.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4z',
      fill: 'currentColor',
    },
  ],
  retry: ['M13.4 8A5.4 5.4 0 1 1 11.6 4M13.6 1.8v3.4h-3.4'],
  pace: ['M2 8h.1M6 8h.1M10 8h.1', 'M12 5l3 3-3 3'],
  release: [{ d: 'M4.6 2.8 13 8l-8.4 5.2z', fill: 'currentColor' }],
  trash: ['M2.6 4.2h10.8M6 4V2.4h4V4M4 4.4l.7 9.2h6.6l.7-9.2'],
  bell: ['M3 11.6h10c-1-1.2-1.4-2-1.4-4.6a3.6 3.6 0 0 0-7.2 0c0 2.6-.4 3.4-1.4 4.6zM6.6 13.8h2.8'],
  mute: ['M3 11.6h10c-1-1.2-1.4-2-1.4-4.6a3.6 3.6 0 0 0-7.2 0c0 2.6-.4 3.4-1.4 4.6zM2.2 14 13.8 1.6'],
  copy: ['M5.4 5.4h8v8h-8zM3 10.6h-.4V2.6h8V3'],
  ext: ['M6 3H3v10h10v-3M9 2.6h4.4V7M13 3 7.6 8.4'],
  export: ['M8 10.4V2M4.8 5 8 1.8 11.2 5M2.6 9.6v4h10.8v-4'],
  clock: ['M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6'],
  moon: ['M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z'],
  key: ['M5 13.2a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM7 8.4 13.4 2M11 4.4l2 2'],
  folder: ['M1.8 3.4h4.4l1.4 1.8h6.6v7.6H1.8z'],
  note: ['M3 2.4h7.2L13 5.2v8.4H3zM5.4 7h5M5.4 10h5'],
  eye: ['M1.6 8S4 3.8 8 3.8 14.4 8 14.4 8 12 12.2 8 12.2 1.6 8 1.6 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z'],
  play: ['M4.6 2.8 13 8l-8.4 5.2z'],
  term: ['M2 3h12v10H2zM4.6 6l2 2-2 2M8.4 10h2.8'],
  link: ['M6.6 9.4 9.4 6.6M7 4.6l1.4-1.4a3 3 0 0 1 4.4 4.4L11.4 9M9 11.4l-1.4 1.4a3 3 0 0 1-4.4-4.4L4.6 7'],
  sort: ['M8 3v10M4.6 9.6 8 13l3.4-3.4'],
  forged: ['M8 1.8 13.6 4v4.2c0 3-2.3 5-5.6 6-3.300-1-5.600-3-5.600-6V4z', 'M6 6.400l4 4M10 6.400l-4 4'],
  quarter: ['M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z', { d: 'M8 8V3a5 5 0 0 1 5 5z', fill: 'currentColor' }],
  wmin: ['M3 8h10'],
  wmax: ['M3.500 3.500h9v9h-9z'],
  wx: ['M3.500 3.500l9 9M12.500 3.500l-9 9'],
  tray_calm: [
    { d: 'M3.500 4h9M5.500 1.500h5', width: 1.6 },
    { d: 'M1.500 6.750h13v8h-13z', width: 1.6 },
    { d: 'M2 7.500 8 11.600l6-4.100', width: 1.5 },
  ],
  tray_warning: [
    { d: 'M8 .6 15.800 15.200H.2z', fill: 'currentColor' },
    {
      d: 'M7.100 5.200h1.800l-.3 5.200H7.400zM8 11.500a1.050 1.050 0 1 1 0 2.100 1.050 1.050 0 0 1 0-2.100z',
      fill: 'var(--tray-hole,#fff)',
    },
  ],
  tray_critical: [
    { d: 'M5 .5h6L15.500 5v6L11 15.500H5L.5 11V5z', fill: 'currentColor' },
    {
      d: 'M7 3.500h2l-.35 5.700h-1.300zM8 10.300a1.100 1.100 0 1 1 0 2.200 1.100 1.100 0 0 1 0-2.200z',
      fill: 'var(--tray-hole,#fff)',
    },
  ],
  tray_blind: [
    { d: 'M1.500 10V6.750h4M14.500 10v4.750h-4M1.500 13v1.750h1', width: 1.6 },
    { d: 'M3.500 4h4M5.500 1.500h4', width: 1.6 },
    { d: 'M3.200 15 14.600 2.200', width: 2 },
  ],
  tray_paused: [
    { d: 'M3.500 4h9M5.500 1.500h5', width: 1.6 },
    { d: 'M1.500 6.750h13v8h-13z', width: 1.6 },
    { d: 'M6 8.800v3.900M10 8.800v3.900', width: 2 },
  ],
} as const satisfies Record<string, readonly Shape[]>;

export type IconName = keyof typeof shapes;

function path(shape: Shape, key: number): ReactElement {
  const s = typeof shape === 'string' ? { d: shape } : shape;
  const filled = s.fill !== undefined && s.stroke === undefined;
  return (
    <path
      key={key}
      d={s.d}
      fill={s.fill ?? 'none'}
      fillRule="evenodd"
      stroke={filled ? 'none' : (s.stroke ?? 'currentColor')}
      strokeWidth={s.width ?? 1.5}
      strokeDasharray={s.dash}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  );
}

/** Decorative by itself: the word stands beside it. `size` is px at 100 % and follows the zoom. */
export function Icon({
  name,
  size = 16,
  className,
}: {
  name: IconName;
  size?: number;
  className?: string | undefined;
}) {
  const side = `${size / 16}rem`;
  return (
    <svg width={side} height={side} viewBox="0 0 16 16" aria-hidden="true" className={className}>
      {shapes[name].map(path)}
    </svg>
  );
}

/** The mark of the app, as on the tray's "calm" but in colour. */
export function AppIcon({ size = 44 }: { size?: number }) {
  const side = `${size / 16}rem`;
  return (
    <svg width={side} height={side} viewBox="0 0 64 64" aria-hidden="true">
      <rect x="2" y="2" width="60" height="60" rx="14" fill="#1d2328" />
      <path d="M20 15h24" stroke="#7f8b94" strokeWidth="4" strokeLinecap="round" />
      <path d="M16 23h32" stroke="#b4bdc4" strokeWidth="4" strokeLinecap="round" />
      <rect x="12" y="30" width="40" height="22" rx="3" fill="#f6f4ee" />
      <path d="M13.5 32 32 43.5 50.5 32" fill="none" stroke="#1d2328" strokeWidth="3.5" strokeLinejoin="round" />
      <circle cx="32" cy="42.5" r="6.5" fill="#f2b61c" stroke="#1d2328" strokeWidth="3" />
    </svg>
  );
}
