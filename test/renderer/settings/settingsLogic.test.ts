import { describe, expect, it } from 'vitest';
import { defaultAlertSettings } from '../../../shared/model/incident.ts';
import {
  decides,
  merged,
  readAddresses,
  readNumber,
  sameSettings,
  shownUrl,
  withGroup,
} from '../../../renderer/settings/alertsDraft.ts';
import { safetyCells } from '../../../renderer/settings/safetyCells.ts';

describe('the draft of the alert settings', () => {
  it('does not undo a mute or quiet hours that were set while it was open', () => {
    const draft = withGroup(defaultAlertSettings, 'spike', { floor_server: 30 });
    const mute = { server: 'mx1', provider: null, class: null, until: 5, since: 0, by: '' };
    const saved = { ...defaultAlertSettings, mutes: [mute] };
    expect(merged(draft, saved)).toMatchObject({ spike: { floor_server: 30 }, mutes: [mute] });
  });

  it('is dirty only when a value differs, not when keys stand in another order', () => {
    const turned = Object.fromEntries(Object.entries(defaultAlertSettings).reverse());
    expect(sameSettings(turned, defaultAlertSettings)).toBe(true);
    expect(sameSettings(withGroup(defaultAlertSettings, 'stuck', { enabled: false }), defaultAlertSettings)).toBe(
      false,
    );
    expect(sameSettings([1, 2], [2, 1])).toBe(false);
  });

  it('needs no dry run for what does not decide whether something opens', () => {
    const quiet = {
      ...defaultAlertSettings,
      targets: [
        { kind: 'ntfy', name: 'x', url: 'https://ntfy.example/x', kinds: null, least: 'warning', quiet: false },
      ],
    } as const;
    expect(
      sameSettings(decides({ ...defaultAlertSettings, targets: [...quiet.targets] }), decides(defaultAlertSettings)),
    ).toBe(true);
  });
});

it('reads numbers within their bounds and refuses the rest', () => {
  expect(readNumber('1,200', 1, 5000)).toBe(1200);
  expect(['', 'x', '0', '5001', 'Infinity'].map((t) => readNumber(t, 1, 5000))).toEqual([null, null, null, null, null]);
});

it('takes addresses and @domains, and names what is neither', () => {
  expect(readAddresses('ceo@a.example, @bank.example\nnonsense')).toEqual({
    good: ['ceo@a.example', '@bank.example'],
    bad: ['nonsense'],
  });
});

it('shows the host of a target only: path and query are secrets', () => {
  expect(shownUrl('https://hooks.example/services/T000/B000/secret')).toBe('hooks.example/…');
  expect(shownUrl('nonsense')).toBe('…');
});

describe('what a safety level means on a server', () => {
  it('offers nothing under observe, retry verbs under retry, and asks for the number under full', () => {
    expect(safetyCells('observe', false, null)).toEqual({ retry: 'no', hold: 'no', remove: 'no', all: 'no' });
    expect(safetyCells('retry', false, null)).toEqual({ retry: 'preview', hold: 'no', remove: 'no', all: 'preview' });
    expect(safetyCells('full', true, null)).toEqual({
      retry: 'preview',
      hold: 'preview',
      remove: 'typed',
      all: 'typed',
    });
  });

  it('says that the account may not, instead of promising a verb', () => {
    const list = [{ id: 'list', command: '', granted: 'yes', note: null }] as const;
    expect(safetyCells('full', false, [...list])).toEqual({
      retry: 'cannot',
      hold: 'cannot',
      remove: 'cannot',
      all: 'cannot',
    });
  });
});
