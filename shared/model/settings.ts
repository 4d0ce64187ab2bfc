import { z } from 'zod';

/** Settings of the app itself; those of alerts and of reason rules stand beside their engines. */
export const AppSettings = z.object({
  appearance: z
    .object({
      theme: z.enum(['system', 'light', 'dark']).default('system'),
      density: z.enum(['compact', 'roomy']).default('compact'),
      zoom: z.number().min(0.8).max(2).default(1),
      singleKeys: z.boolean().default(true),
    })
    .prefault({}),
  desktop: z
    .object({
      autostart: z.boolean().default(false),
      /** null: on where the desktop surely has a tray. */
      closeToTray: z.boolean().nullable().default(null),
      notifications: z.boolean().default(true),
      /** null: not asked yet. Only asked where the system keeps secrets under a fixed password. */
      weakSecrets: z.enum(['session_only', 'accept']).nullable().default(null),
    })
    .prefault({}),
  history: z
    .object({
      days: z.number().int().min(1).max(3650).default(90),
      maxMegabytes: z.number().int().min(50).max(100_000).default(1024),
      keepAddresses: z.boolean().default(true),
    })
    .prefault({}),
  views: z
    .array(z.object({ id: z.string().max(64), title: z.string().max(64), query: z.string().max(1000) }))
    .max(50)
    .default([
      { id: 'soon', title: 'Bounce within 6 h', query: 'expires:<6h' },
      { id: 'held', title: 'Held', query: 'state:held' },
    ]),
});
export type AppSettings = z.infer<typeof AppSettings>;
