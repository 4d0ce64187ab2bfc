import type { Finding, Reader } from '../finding.ts';
import type { Letter } from '../letter.ts';

/** Machine reports that are no bounces: abuse feedback, DMARC aggregates and failures, TLS reports. */
export const otherReports: Reader = {
  name: 'other-report',
  read(letter) {
    if (letter.feedback !== null || letter.reportType === 'feedback-report')
      return no('feedback-report', 'a feedback report (RFC 5965)');
    if (letter.reportType?.startsWith('tlsrpt') || letter.types.some((t) => t.startsWith('application/tlsrpt'))) {
      return no('report', 'a TLS report (RFC 8460)');
    }
    if (/^report domain: \S+ submitter: /i.test(letter.subject))
      return no('report', 'a DMARC report (RFC 7489 section 7.2)');
    if (letter.reportType?.includes('disposition-notification') && letter.disposition === null) {
      return no('read-receipt', 'a disposition notification');
    }
    if (isOptOut(letter)) return no('feedback-report', 'an unsubscribe request');
    return null;
  },
};

/** Apple Mail and others answer List-Unsubscribe with a mail of their own. */
function isOptOut(letter: Letter): boolean {
  return /^unsubscribe\b/i.test(letter.subject.trim()) && letter.status.length === 0;
}

function no(subkind: 'feedback-report' | 'report' | 'read-receipt', why: string): Finding {
  return { bounce: false, subkind, why, recipients: [] };
}
