/** How the programs write themselves. */
export const programNames: Readonly<Record<string, string>> = {
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
