import { expect, it } from 'vitest';
import {
  emptyMailbox,
  formOf,
  mailboxConfig,
  withAddress,
  withSecurity,
} from '../../../renderer/servers/mailboxForm.ts';
import { MailboxConfig } from '../../../shared/views/mailboxes.ts';

const filled = { ...withAddress(emptyMailbox, 'bounces@kestrel.example'), host: 'imap.kestrel.example' };

it('makes a configuration the contract accepts, TLS by default, and reads it back unchanged', () => {
  const { config } = mailboxConfig(filled, new Set());
  const parsed = MailboxConfig.parse(config);
  expect(parsed).toMatchObject({
    id: 'bounces-kestrel.example',
    security: 'tls',
    port: 993,
    folders: ['INBOX'],
    lookBackDays: 7,
  });
  expect(MailboxConfig.parse(mailboxConfig(formOf(parsed), new Set([parsed.id])).config)).toEqual(parsed);
});

it('moves the port with the encryption only while it is the usual one', () => {
  expect(withSecurity(filled, 'starttls').port).toBe('143');
  expect(withSecurity({ ...filled, port: '10993' }, 'starttls').port).toBe('10993');
});

it('lets the login follow the address until the person writes one', () => {
  expect(withAddress(filled, 'postmaster@fjordline.example').user).toBe('postmaster@fjordline.example');
  expect(withAddress({ ...filled, user: 'b17' }, 'x@y.example').user).toBe('b17');
});

it('keeps a host the person wrote when the address changes', () => {
  expect(withAddress(filled, 'someone@gmail.com').host).toBe('imap.kestrel.example');
  expect(withAddress(emptyMailbox, 'someone@gmail.com').host).toBe('imap.gmail.com');
});

it('names what is missing', () => {
  const { bad } = mailboxConfig({ ...emptyMailbox, port: '0', auth: 'oauth2', folders: [' '] }, new Set());
  expect(bad).toEqual(['name', 'host', 'user', 'folders', 'clientId', 'port']);
});
