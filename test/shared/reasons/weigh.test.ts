import { describe, expect, it } from 'vitest';
import { classifyText, gather } from '../../../shared/reasons/classify.ts';
import { pairs, saidOfIt, spokenOf } from '../../../shared/reasons/clues.ts';
import { compilePhrases } from '../../../shared/reasons/phrase.ts';
import { weigh } from '../../../shared/reasons/weigh.ts';

describe('texts that no rule knows', () => {
  it.each([
    ['550 Nobody with the name user lives here', 'user_unknown'],
    ['550 The owner of this account passed away', 'mailbox_disabled'],
    ['552 Kullanıcının posta kutusu dolu', 'mailbox_full'],
    ['450 You have hit the ceiling for messages this minute', 'rate_limit'],
    ['550 .zip files are not welcome', 'malware_attachment'],
    ['554 I have no forwarding for outside hosts, you may not use it', 'relay_denied'],
    ['550 Dein Server steht bei uns auf der Sperrliste', 'reputation'],
    ['550 Nobody of this company reads your newsletter, junk', 'spam_content'],
  ])('%s: read by what is spoken of and what is said of it', (text, cls) => {
    const said = classifyText(text);
    expect(said.class).toBe(cls);
    expect(said.confidence).not.toBe('high');
  });

  it('says nothing where no word points anywhere', () => {
    expect(classifyText('550 5.0.0 Kwyjibo')).toMatchObject({ class: 'unspecified', confidence: 'low' });
    expect(weigh(gather('550 5.0.0 Kwyjibo', {}).evidence)).toBeNull();
  });

  it('believes words that ask for another try less where the code is permanent', () => {
    const points = (text: string): number => weigh(gather(text, {}).evidence)?.points ?? 0;
    expect(points('550 first contact of this client')).toBeLessThan(points('450 first contact of this client'));
  });

  it('stays linear on hostile text', () => {
    const hostile = `550 ${'not the user mailbox full again '.repeat(4000)}`;
    expect(weigh(gather(hostile, {}).evidence)).not.toBeNull();
  });

  it('knows every clue that a pair is made of', () => {
    for (const [subject, of] of Object.entries(pairs)) {
      expect(Object.keys(spokenOf)).toContain(subject);
      for (const predicate of Object.keys(of)) expect(Object.keys(saidOfIt)).toContain(predicate);
    }
  });
});

describe('phrases', () => {
  it('end a word in each alternative, whatever the last one ends in', () => {
    const is = compilePhrases(['(arc|なりすまし)', 'ban|blockiert~']);
    expect(is.test('archive')).toBe(false);
    expect(is.test('bank')).toBe(false);
    expect(is.test('arc')).toBe(true);
    expect(is.test('blockierter')).toBe(true);
  });
});
