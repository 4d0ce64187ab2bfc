import { z } from 'zod';
import { ReasonClass, Side } from '../model/reason.ts';

export const Mute = z.object({
  id: z.string(),
  side: Side.nullable(),
  server: z.string().nullable(),
  class: ReasonClass.nullable(),
  provider: z.string().nullable(),
  title: z.string(),
  /** Epoch milliseconds; null = until it recovers. */
  until: z.number().nullable(),
  held: z.number(),
});
export type Mute = z.infer<typeof Mute>;

export const Notice = z.object({
  id: z.string(),
  tone: z.enum(['info', 'warning', 'critical']),
  title: z.string(),
  text: z.string(),
  detail: z.string().nullable(),
});
export type Notice = z.infer<typeof Notice>;

/** What the frame of the window shows: status bar, counts in the sidebar, tray. */
export const Status = z.object({
  host: z.enum(['desktop', 'web']),
  version: z.string(),
  demo: z.boolean(),
  tray: z.enum(['calm', 'warning', 'critical', 'blind', 'paused']),
  trayText: z.string(),
  paused: z.boolean(),
  lastLookAt: z.number().nullable(),
  nextLookAt: z.number().nullable(),
  inSight: z.number(),
  servers: z.number(),
  mutes: z.array(Mute),
  quiet: z.object({ from: z.string(), to: z.string(), now: z.boolean() }).nullable(),
  counts: z.object({
    causes: z.number(),
    messages: z.number(),
    bounces: z.number(),
    openIncidents: z.number(),
    frozenIncidents: z.number(),
    unseenNotifications: z.number(),
  }),
  /** Saved views with their counts. */
  views: z.array(z.object({ id: z.string(), title: z.string(), query: z.string(), count: z.number().nullable() })),
  notices: z.array(Notice),
  secrets: z.enum(['keychain', 'weak', 'memory', 'unknown']),
});
export type Status = z.infer<typeof Status>;

/** A notification as it is shown on the desktop, in the browser and in the bell's list. */
export const ShownNotification = z.object({
  id: z.string(),
  at: z.number(),
  kind: z.string(),
  title: z.string(),
  body: z.string(),
  severity: z.enum(['critical', 'warning', 'info']),
  incident: z.number().nullable(),
  /** Address in the app that a click opens, "queuewatch://cause/...". */
  link: z.string(),
  seen: z.boolean(),
});
export type ShownNotification = z.infer<typeof ShownNotification>;
