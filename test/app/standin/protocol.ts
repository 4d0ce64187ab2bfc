import type * as Electron from 'electron';
import { isReady } from './app.ts';
import { recorded } from './recorded.ts';

type Handle = (request: Request) => Response | Promise<Response>;

export const schemes = new Map<string, Handle>();

export const protocol = {
  registerSchemesAsPrivileged(list: Electron.CustomScheme[]): void {
    if (isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (recorded.privilegedSchemes.length > 0) throw new Error('registerSchemesAsPrivileged can only be called once');
    recorded.privilegedSchemes.push(...list);
  },
  handle(scheme: string, handler: Handle): void {
    if (!isReady()) throw new Error('protocol.handle before ready');
    if (schemes.has(scheme)) throw new Error(`Scheme ${scheme} is handled already`);
    schemes.set(scheme, handler);
  },
} satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
