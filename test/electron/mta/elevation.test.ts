import { describe, expect, it } from 'vitest';
import { checkElevation, elevationRefusal, type ElevationRefusal } from '../../../electron/mta/run.ts';
import { parseSudoList, sudoAllows } from '../../../electron/mta/sudoRules.ts';

/** Words of sudo 1.8 to 1.9 and of doas 6.8 (sudo.c, sudo_auth.c, parse.c, doas.c). */
const refusals: [string, ElevationRefusal][] = [
  ['sudo: a password is required', 'password_needed'],
  ['sudo: a terminal is required to read the password; either use the -S option', 'password_needed'],
  ['sudo: interactive authentication is required', 'password_needed'],
  ['monitor is not in the sudoers file.  This incident will be reported.', 'not_in_sudoers'],
  ["Sorry, user monitor is not allowed to execute '/usr/sbin/postsuper -d -' as root on mx.", 'command_not_allowed'],
  ['Sorry, user monitor may not run sudo on mx.', 'not_in_sudoers'],
  ['sudo: sorry, you must have a tty to run sudo', 'tty_needed'],
  ['sudo: no tty present and no askpass program specified', 'tty_needed'],
  ['sudo: The "no new privileges" flag is set, which prevents sudo from running as root.', 'no_new_privileges'],
  ['sh: 1: exec: sudo: not found', 'not_installed'],
  ['/bin/sh: line 1: exec: doas: not found', 'not_installed'],
  ['sudo: unable to open /etc/sudoers: Permission denied', 'denied'],
  ['sudo: /etc/sudoers is owned by uid 1000, should be 0', 'denied'],
  ['doas: Operation not permitted', 'denied'],
  ['doas: Authentication required', 'denied'],
  ['doas: a tty is required', 'denied'],
];

describe('sudo -n and doas -n', () => {
  it.each(refusals)('%s', (text, why) => {
    expect(elevationRefusal(`noise before\n${text}\n`)).toBe(why);
    expect(() => checkElevation({ exitCode: 1, stderr: text })).toThrow(
      expect.objectContaining({ code: 'rights_missing', details: { why } }) as Error,
    );
  });

  it('takes no failure of the command itself for one', () => {
    for (const text of [
      'postsuper: fatal: use of this command is reserved for the superuser',
      'exim: permission denied',
    ])
      expect(elevationRefusal(text)).toBeNull();
    expect(() => checkElevation({ exitCode: 0, stderr: 'sudo: a password is required' })).not.toThrow();
  });

  it('reads a rule that checks the id itself as it is meant', () => {
    const rules = parseSudoList(
      'User monitor may run the following commands on mx:\n    (root) NOPASSWD: /usr/sbin/sendmail ^-OTimeout.queuereturn\\=now -Am -qI[0-9A-Za-z]+$, /usr/bin/rm ^/var/spool/mqueue/[0-9A-Za-z_/-]*hf[0-9A-Za-z]+$\n',
    );
    const may = (...argv: string[]) => sudoAllows(rules, argv);
    expect(may('/usr/sbin/sendmail', '-OTimeout.queuereturn=now', '-Am', '-qI6ANLhXHx011381')).toBe(true);
    expect(may('/usr/sbin/sendmail', '-OTimeout.queuereturn=now', '-Am', '-qI6ANLhXHx011381', '-C/tmp/x')).toBe(false);
    expect(may('/usr/bin/rm', '/var/spool/mqueue/q1/hf6ANLhXHx011381')).toBe(true);
    expect(may('/usr/bin/rm', '/var/spool/mqueue/../../etc/hf6ANLhXHx011381')).toBe(false);
    expect(may('/usr/bin/rm', '/var/spool/mqueue/qf6ANLhXHx011381')).toBe(false);
  });
});
