import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { requestNames } from '../../shared/contract.ts';
import type { Dispatch } from '../host/dispatch.ts';
import type { Disposer } from '../ports.ts';

export interface IpcDeps {
  dispatch: Dispatch;
  isTrusted(event: IpcMainInvokeEvent): boolean;
  refused(what: string): void;
}

/** One handler for each request of the contract, none beside. A stranger's call is rejected, not left unanswered. */
export function registerIpc(deps: IpcDeps): Disposer {
  for (const name of requestNames) {
    ipcMain.handle(name, (event, input: unknown) => {
      if (!deps.isTrusted(event)) {
        deps.refused(`IPC ${name} from ${event.senderFrame?.url.slice(0, 200) ?? 'a frame that is gone'}`);
        throw new Error('Refused.');
      }
      return deps.dispatch(name, input);
    });
  }
  return () => {
    for (const name of requestNames) ipcMain.removeHandler(name);
  };
}
