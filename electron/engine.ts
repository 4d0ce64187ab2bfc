/**
 * Entry of the worker thread in which the engine runs. Messages are the contract's own requests and events; the keychain
 * stays in the main thread and is asked for over the same port.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { eventNames } from '../shared/contract.ts';
import { composeEngine } from './engine/compose.ts';
import { answering, secretsOver } from './engine/protocol.ts';
import type { FromWorker, ToWorker, WorkerStart } from './engine/protocol.ts';

if (parentPort) {
  const port = parentPort;
  const start = workerData as WorkerStart;
  const post = (message: FromWorker): void => port.postMessage(message);
  const secrets = secretsOver(start.secretsBackend, post);
  const engine = composeEngine({
    ...start.options,
    secrets: secrets.secrets,
    log: (error) =>
      post({ kind: 'log', text: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  });
  for (const name of eventNames) engine.on(name, (payload) => post({ kind: 'event', name, payload }));
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'request':
        void answering(engine, message).then(post);
        break;
      case 'secret':
        secrets.answered(message);
        break;
      case 'signal':
        if (message.signal.kind === 'secrets') secrets.moved(message.signal.backend);
        engine.signal(message.signal);
        break;
      case 'stop':
        void engine.dispose().finally(() => {
          post({ kind: 'stopped' });
          port.close();
        });
        break;
    }
  });
  post({ kind: 'ready' });
}
