import { expect, it } from 'vitest';
import { compareCommand } from '../../../shared/messages/compareCommand.ts';

it('names the one file of a kind of key, however the kind is written', () => {
  for (const kind of ['ED25519', 'ssh-ed25519'])
    expect(compareCommand(kind)).toBe('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  for (const kind of ['ECDSA', 'ecdsa-sha2-nistp256'])
    expect(compareCommand(kind)).toBe('ssh-keygen -lf /etc/ssh/ssh_host_ecdsa_key.pub');
});

it('asks for every key where the kind is not known, one by one: ssh-keygen takes one file', () => {
  for (const kind of ['', 'sk-ssh-ed25519@openssh.com', '$(reboot)'])
    expect(compareCommand(kind)).toBe('for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$f"; done');
});
