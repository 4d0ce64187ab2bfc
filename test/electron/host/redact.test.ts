import { describe, expect, it } from 'vitest';
import { redact } from '../../../electron/host/redact.ts';

describe('log lines', () => {
  it.each([
    'Authorization: Bearer abcdef123456',
    '{"password":"hunter2","user":"me"}',
    "{ passphrase: 'correct horse battery' }",
    'https://admin:hunter2@pmg.example:8006/api2/json',
    'A1 LOGIN me@example.com hunter2',
    'AUTHENTICATE PLAIN AGhlbGxvAGh1bnRlcjI=',
    'AUTH LOGIN aHVudGVyMg==',
    'api_key=hunter2&x=1',
    'refresh_token: 1//0hunter2',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----',
    'http://127.0.0.1:8080/#token=AbCdEfGhIjKlMnOpQrSt',
    '#ticket=AbCdEfGhIjKlMnOp',
  ])('keep no secret: %s', (line) => {
    const clean = redact(line);
    expect(clean).not.toMatch(/hunter2|abcdef123456|correct horse|AGhlbG|aHVudGVy|b3BlbnNza|AbCdEf/);
    expect(clean).toMatch(/removed|private key/);
  });

  it.each([
    'postqueue: fatal: Queue report unavailable',
    '451 4.7.650 The mail server [203.0.113.25] has been temporarily rate limited',
    'ssh mx1: connect ECONNREFUSED 192.0.2.1:22',
  ])('keep the rest: %s', (line) => {
    expect(redact(line)).toBe(line);
  });

  it('take linear time on hostile text', () => {
    const started = performance.now();
    for (const bait of ['password=', '://a', '-----BEGIN A', 'Bearer ', 'LOGIN a ']) redact(bait.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
