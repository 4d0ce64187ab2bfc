import { describe, expect, it } from 'vitest';
import { externalUrl } from '../../shared/externalUrl.ts';

describe('addresses given to the system', () => {
  it.each([
    ['https://www.postfix.org/postqueue.1.html#x', 'https://www.postfix.org/postqueue.1.html#x'],
    ['https://Example.COM', 'https://example.com/'],
    ['mailto:postmaster@example.com?subject=x', 'mailto:postmaster@example.com?subject=x'],
  ])('opens %s', (given, opened) => {
    expect(externalUrl(given)).toEqual({ ok: true, url: opened });
  });

  it.each([
    'http://example.com/',
    'file:///etc/passwd',
    'smb://host/share',
    '\\\\host\\share',
    '//host/share',
    'ms-msdt:/id PCWDiagnostic',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>1</script>',
    'vbscript:x',
    'ssh://host',
    'app://queuewatch/',
    'queuewatch://cause/x',
    'https://user@example.com/',
    'https://user:pass@example.com/',
    'https://www.bank.example@evil.example/',
    'https://',
    'https:\\\\evil.example',
    'https://example.com/\u0000',
    ' https://example.com/',
    'https://example.com/a b',
    'search-ms:query=x',
    'C:\\Windows\\System32\\calc.exe',
    '',
    'example.com',
  ])('refuses %j', (given) => {
    expect(externalUrl(given).ok).toBe(false);
  });
});
