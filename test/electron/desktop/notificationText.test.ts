import { describe, expect, it } from 'vitest';
import { notificationText } from '../../../electron/desktop/notificationText.ts';

describe('notification text', () => {
  it('is plain where the service reads markup', () => {
    const reply = '<b>451</b> <a href="https://evil.example">Fix & go</a>';
    expect(notificationText(reply, 'linux')).toBe(
      '&lt;b&gt;451&lt;/b&gt; &lt;a href="https://evil.example"&gt;Fix &amp; go&lt;/a&gt;',
    );
    expect(notificationText(reply, 'win32')).toBe(reply);
  });
  it('is short and has no control characters', () => {
    expect(notificationText('a\u0000b\u001b[31mc\nd', 'darwin')).toBe('a b [31mc\nd');
    expect(notificationText('x'.repeat(5000), 'darwin')).toHaveLength(220);
  });
  it('is cut before it is escaped, so that no half entity is left', () => {
    expect(notificationText('&'.repeat(5000), 'linux')).toMatch(/^(&amp;)+…$/);
  });
});
