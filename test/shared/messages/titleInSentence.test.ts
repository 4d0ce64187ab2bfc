import { expect, it } from 'vitest';
import { causeTitleWords, titleInSentence } from '../../../shared/messages/causeTitles.en.ts';
import { providers } from '../../../shared/reasons/providers.ts';

it('leaves the name of every provider as it is, wherever it stands in a title', () => {
  for (const { name } of providers)
    for (const { named } of Object.values(causeTitleWords)) {
      const title = named.replace('{p}', name);
      if (named.includes('{p}')) expect(titleInSentence(title)).toContain(name);
      if (named.startsWith('{p}')) expect(titleInSentence(title)).toBe(title);
    }
});

it('begins our own words small, but not abbreviations, addresses or numbers', () => {
  expect(titleInSentence('Content filter is not answering')).toBe('content filter is not answering');
  expect(titleInSentence('Temporary trouble at Gmail')).toBe('temporary trouble at Gmail');
  for (const title of ['DNS fails for 3 recipient domains', 'TLS fails', '127.0.0.1:10024 is not answering', ''])
    expect(titleInSentence(title)).toBe(title);
});
