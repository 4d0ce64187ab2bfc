import { describe, expect, it } from 'vitest';
import { readDoNotDisturb, watchDoNotDisturb } from '../../../electron/desktop/doNotDisturb.ts';
import { createFakeClock } from '../../support/fakeClock.ts';

describe('do not disturb', () => {
  it.each([
    ['linux', 'ubuntu:GNOME', 'false\n', true],
    ['linux', 'ubuntu:GNOME', 'true\n', false],
    ['linux', 'GNOME', 'No such schema', null],
    ['linux', 'KDE', 'b true\n', true],
    ['linux', 'KDE', 'b false\n', false],
    ['linux', 'KDE', null, null],
    ['linux', 'sway', 'false', null],
    ['win32', '', '    ToastEnabled    REG_DWORD    0x0\r\n', true],
    ['win32', '', '    ToastEnabled    REG_DWORD    0x1\r\n', false],
    ['win32', '', null, null],
    ['darwin', '', 'true', null],
  ] as const)('%s %s says %j: %s', async (platform, desktop, output, expected) => {
    expect(await readDoNotDisturb(platform, desktop, () => Promise.resolve(output))).toBe(expected);
  });

  it('tells changes only, and stops asking where nobody can know', async () => {
    const clock = createFakeClock();
    const answers: (boolean | null)[] = [false, true, true, false, null, true];
    const told: boolean[] = [];
    watchDoNotDisturb(
      clock,
      () => Promise.resolve(answers.shift() ?? null),
      (on) => told.push(on),
    );
    for (let i = 0; i < 8; i++) {
      await Promise.resolve();
      clock.advance(30_000);
      await Promise.resolve();
    }
    expect(told).toEqual([true, false]);
    expect(clock.timers).toBe(0);
  });
});
