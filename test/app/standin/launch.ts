import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as AppModule from './app.ts';
import type * as IpcModule from './ipcMain.ts';
import type * as RecordedModule from './recorded.ts';
import type * as ShellModule from './shell.ts';
import type * as WindowModule from './window.ts';

const url = (file: string): string => pathToFileURL(path.join(import.meta.dirname, file)).href;

/** By an address known only now: the test runner leaves it to Node, whose hooks below must see it. */
const nodeImport = (address: string): Promise<unknown> => import(/* @vite-ignore */ address);

export interface Standin {
  app: (typeof AppModule)['app'];
  ipcMain: (typeof IpcModule)['ipcMain'];
  recorded: RecordedModule.Recorded;
  shell: typeof ShellModule;
  openWindows: (typeof WindowModule)['openWindows'];
}

let launched = false;

/** Runs the built main bundle on the stand-in. Once in a process: modules cannot be loaded twice. */
export async function launchOnStandin(main: string, argv: readonly string[] = []): Promise<Standin> {
  if (launched) throw new Error('One launch a test file: the app lives in module state.');
  launched = true;
  registerHooks({
    resolve(specifier, context, next) {
      if (!/^electron(?:\/(?:main|common|renderer))?$/.test(specifier)) return next(specifier, context);
      return { url: url('electron.ts'), format: 'module-typescript', shortCircuit: true };
    },
  });
  process.argv = [process.execPath, main, ...argv];
  const put = (target: object, key: string, value: string): void =>
    void Object.defineProperty(target, key, { value, configurable: true });
  put(process.versions, 'electron', '45.4.1');
  put(process, 'type', 'browser');
  put(process, 'resourcesPath', path.dirname(main));

  const { app, appCodeLoaded } = (await nodeImport(url('app.ts'))) as typeof AppModule;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const why = 'The main module never finished: it awaits app.whenReady() at top level, which hangs in Electron.';
    timer = setTimeout(() => reject(new Error(why)), 10_000);
  });
  await Promise.race([nodeImport(pathToFileURL(main).href), late]);
  clearTimeout(timer);
  appCodeLoaded();
  const { recorded } = (await nodeImport(url('recorded.ts'))) as typeof RecordedModule;
  if (!recorded.secondInstance) await app.whenReady();
  return {
    app,
    recorded,
    ipcMain: ((await nodeImport(url('ipcMain.ts'))) as typeof IpcModule).ipcMain,
    shell: (await nodeImport(url('shell.ts'))) as typeof ShellModule,
    openWindows: ((await nodeImport(url('window.ts'))) as typeof WindowModule).openWindows,
  };
}
