import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ordinaryMailbox } from '../../shared/dsn/ordinaryMail.ts';
import type { Dovecot } from './dovecot.ts';

const reports = ['postfix-failed.eml', 'postfix-delayed.eml'].map((name) =>
  readFileSync(new URL(`../../fixtures/inbox/${name}`, import.meta.url), 'utf8'),
);

/** The same report as another message: a new Message-ID. */
export const another = (text: string, n: number): string =>
  text.replace(/^Message-Id: <[^>]*>/im, `Message-Id: <lab-${String(n)}@lab.example>`);

/** Puts a message into a maildir as a delivery agent does (maildir(5)); `n` orders the messages. */
export function putMail(folder: string, n: number, text: string): void {
  writeFileSync(path.join(folder, 'new', `1790${String(n).padStart(9, '0')}.M1P1.lab`), text);
}

export function makeFolder(folder: string): void {
  for (const sub of ['cur', 'new', 'tmp']) mkdirSync(path.join(folder, sub), { recursive: true });
}

/** What was written as root belongs to the mail server's account from now on. */
export function handOver(dovecot: Dovecot, folder: string): void {
  const { uid, gid } = statSync(path.dirname(dovecot.maildir()));
  execFileSync('chown', ['-R', `${String(uid)}:${String(gid)}`, folder]);
}

/** A mailbox of ordinary, list, automatic and calendar mail with a real report after every `every`-th. Returns how many. */
export function fillMailbox(dovecot: Dovecot, user: string, count: number, every: number): number {
  const dir = dovecot.maildir(user);
  makeFolder(dir);
  let n = 0;
  let put = 0;
  for (const { raw } of ordinaryMailbox(count, 4)) {
    putMail(dir, n, raw);
    n++;
    if (n % every !== 0) continue;
    putMail(dir, n, another(reports[put % reports.length] ?? '', n));
    n++;
    put++;
  }
  handOver(dovecot, dir);
  return put;
}
