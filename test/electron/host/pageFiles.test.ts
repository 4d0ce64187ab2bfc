import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy, createPageFiles } from '../../../electron/host/pageFiles.ts';

let base: string;
let get: ReturnType<typeof createPageFiles>;

beforeAll(() => {
  base = mkdtempSync(path.join(os.tmpdir(), 'pages-'));
  const root = path.join(base, 'root');
  mkdirSync(path.join(root, 'assets'), { recursive: true });
  writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(root, 'assets', 'a b.js'), '1');
  writeFileSync(path.join(root, 'notes.txt'), 'no');
  writeFileSync(path.join(base, 'secret.json'), '{}');
  mkdirSync(path.join(base, 'root-of-another'));
  writeFileSync(path.join(base, 'root-of-another', 'x.json'), '{}');
  symlinkSync(path.join(base, 'secret.json'), path.join(root, 'link.json'));
  get = createPageFiles(root);
});
afterAll(() => rmSync(base, { recursive: true }));

describe('files of the window', () => {
  it('serves the page with type, policy and no guessing of types', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect((await get('/index.html')).body).toEqual(page.body);
  });

  it('keeps hashed files for good and the page not at all', async () => {
    expect((await get('/assets/a%20b.js')).headers['cache-control']).toContain('immutable');
    expect((await get('/')).headers['cache-control']).toBe('no-cache');
  });

  it.each([
    '/../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '/%2e%2e%2fsecret.json',
    '/..%5csecret.json',
    '/..\\secret.json',
    '/assets/../../secret.json',
    '/assets/%2e%2e/%2e%2e/secret.json',
    '/assets%2f..%2f..%2fsecret.json',
    '/index.html%00.js',
    '/%00',
    '/%',
    '/%c0%ae%c0%ae/secret.json',
    '//etc/passwd',
    '/./index.html',
    '/C:/Windows/win.ini',
    '/index.html::$DATA',
    '/assets//a%20b.js',
    '',
    'index.html',
  ])('refuses %s', async (address) => {
    expect((await get(address)).status).toBe(400);
  });

  it.each([
    '/link.json',
    '/notes.txt',
    '/assets',
    '/assets/',
    '/missing.js',
    '/..secret.json',
    '/%252e%252e/secret.json',
  ])('does not find %s', async (address) => {
    expect((await get(address)).status).toBe(404);
  });

  it('refuses script from anywhere but its own files', () => {
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).toContain("script-src 'self'");
    expect(contentSecurityPolicy).not.toMatch(/unsafe-|\*|https?:/);
  });
});
