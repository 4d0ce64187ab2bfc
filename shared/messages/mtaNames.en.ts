import type { MtaKind } from '../model/message.ts';

/** How the programs write themselves. */
export const mtaNames: Readonly<Record<MtaKind, string>> = {
  postfix: 'Postfix',
  exim: 'Exim',
  sendmail: 'Sendmail',
  opensmtpd: 'OpenSMTPD',
  haraka: 'Haraka',
  qmail: 'qmail',
  courier: 'Courier',
  exchange: 'Exchange',
  mailcow: 'mailcow',
  pmg: 'Proxmox Mail Gateway',
  stalwart: 'Stalwart',
  kumomta: 'KumoMTA',
  zonemta: 'ZoneMTA',
  chasquid: 'chasquid',
  mox: 'mox',
};
