import { describe, expect, it } from 'vitest';
import { readServeArguments } from '../../../electron/cli/serve.ts';

describe('queuewatch serve: arguments', () => {
  it('listens on loopback and a free port unless told otherwise', () => {
    expect(readServeArguments([])).toEqual({
      host: '127.0.0.1',
      port: 0,
      demo: false,
      dataDir: null,
      open: true,
      secretsFile: null,
    });
  });

  it('takes every documented option', () => {
    const read = readServeArguments(
      '--host 192.0.2.1 --port 8025 --demo --data /srv/q --no-open --secrets /etc/q.json'.split(' '),
    );
    expect(read).toEqual({
      host: '192.0.2.1',
      port: 8025,
      demo: true,
      dataDir: '/srv/q',
      open: false,
      secretsFile: '/etc/q.json',
    });
  });

  it.each([['--port', 'x'], ['--port', '65536'], ['--port=-1'], ['--what'], ['extra']])('refuses %s %s', (...argv) => {
    expect(readServeArguments(argv)).toHaveProperty('wrong');
  });
});
