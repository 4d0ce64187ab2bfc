import { AppError } from '../../shared/error.ts';
import type { MtaKind } from '../../shared/model/message.ts';
import type { CreateListingReader, MtaDriver, MtaRegistry } from '../ports.ts';
import { createChasquidReader } from './api/chasquidPage.ts';
import { apiDrivers } from './api/index.ts';
import { courier } from './courier/driver.ts';
import { createCourierReader } from './courier/reader.ts';
import { exchange } from './exchange/driver.ts';
import { createExchangeReader } from './exchange/reader.ts';
import { exim } from './exim/driver.ts';
import { createEximReader } from './exim/readQueue.ts';
import { haraka } from './haraka/driver.ts';
import { createHarakaReader } from './haraka/reader.ts';
import { mox } from './mox/driver.ts';
import { createMoxReader } from './mox/reader.ts';
import { opensmtpd } from './opensmtpd/driver.ts';
import { createOpensmtpdReader } from './opensmtpd/readQueue.ts';
import { postfix } from './postfix/driver.ts';
import { createPostfixReader } from './postfix/reader.ts';
import { qmail } from './qmail/driver.ts';
import { createQmailReader } from './qmail/reader.ts';
import { sendmail } from './sendmail/driver.ts';
import { createSendmailReader } from './sendmail/readQueue.ts';

/** In the order of detection: programs that no other MTA ships come first. */
const all: readonly MtaDriver[] = [
  postfix,
  exim,
  opensmtpd,
  sendmail,
  haraka,
  qmail,
  courier,
  mox,
  exchange,
  ...apiDrivers,
];

const readers: Readonly<Partial<Record<MtaKind, CreateListingReader>>> = {
  postfix: createPostfixReader,
  exim: createEximReader,
  opensmtpd: createOpensmtpdReader,
  sendmail: createSendmailReader,
  haraka: createHarakaReader,
  qmail: createQmailReader,
  courier: createCourierReader,
  exchange: createExchangeReader,
  mox: createMoxReader,
  chasquid: createChasquidReader,
};

export function createMtaRegistry(): MtaRegistry {
  const byKind = new Map(all.map((driver) => [driver.kind, driver]));
  return {
    driver(kind) {
      const found = byKind.get(kind);
      if (!found) throw new AppError('no_driver', `there is no driver for ${kind}`, { kind });
      return found;
    },
    drivers(route) {
      const needs = route.kind === 'https' ? 'http' : 'command';
      return all.filter((driver) => driver.needs === needs);
    },
    reader: (kind) => readers[kind] ?? null,
  };
}
