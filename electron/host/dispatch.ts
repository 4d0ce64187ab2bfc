import {
  isRequestName,
  requests,
  type EngineRequestName,
  type Handlers,
  type RequestName,
  type RequestOutput,
} from '../../shared/contract.ts';
import { AppError } from '../../shared/error.ts';
import { toWireError, type Reply } from '../../shared/bridgeError.ts';
import type { EngineLink } from './engineLink.ts';

export type HostRequestName = Exclude<RequestName, EngineRequestName>;

export interface DispatchDeps {
  engine: Pick<EngineLink, 'handle'>;
  host: Handlers<HostRequestName>;
  /** Told of everything that went wrong on our side, never of a wrong input. */
  failed(name: string, error: unknown): void;
}

export type Dispatch = (name: string, input: unknown) => Promise<Reply>;

const isHostRequest = (name: RequestName): name is HostRequestName => requests[name].host === 'host';

/**
 * The one door behind IPC and HTTP: an unknown name or an input the contract does not know is refused before anything
 * runs. Inputs come from a page that shows strangers' texts and are treated as such.
 */
export function createDispatch(deps: DispatchDeps): Dispatch {
  const handleHost = async <K extends HostRequestName>(name: K, input: unknown): Promise<RequestOutput<K>> => {
    // The handler's type follows from the contract; the union over K is what TypeScript cannot follow here.
    const handler = deps.host[name] as (input: unknown) => unknown;
    return requests[name].out.parse(await handler(input)) as RequestOutput<K>;
  };

  return async (name, input) => {
    try {
      if (!isRequestName(name)) throw new AppError('unknown_request', 'There is no such request.');
      const parsed = requests[name].in.safeParse(input);
      if (!parsed.success) {
        const at = parsed.error.issues[0];
        throw new AppError('bad_input', `${name}: ${at?.path.join('.') ?? ''} ${at?.message ?? 'does not fit'}`);
      }
      const value = isHostRequest(name)
        ? await handleHost(name, parsed.data)
        : // Name and data belong together by the parse above; a union of both is what TypeScript cannot follow.
          await deps.engine.handle(name, parsed.data as never);
      return { ok: true, value };
    } catch (thrown) {
      const error = toWireError(thrown);
      if (error.code === 'internal') deps.failed(name, thrown);
      return { ok: false, error };
    }
  };
}
