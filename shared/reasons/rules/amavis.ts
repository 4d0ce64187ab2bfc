import type { Rule } from '../rule.ts';

/** What amavisd-new answers for itself and for the server it hands the mail back to. */
export const amavis: readonly Rule[] = [
  {
    id: 'amavis.trouble',
    class: 'remote_temporary',
    code: ['4'],
    text: [
      'error in processing, id=',
      'tempfailed, id=',
      'from mta ?smtp',
      'during fwd-(connect|mail-from|rcpt-to|data|end-of-data|ehlo|helo)',
      '(virus_scan|mime_decode|parts_decode|decoding|spam-wb|check_mail|mail_dispatch|creating_partsdir)~ * fail~',
      'all virus scanners failed',
    ],
    source:
      'amavisd-new: "Error in processing, id=…", "From MTA(smtp:[…]:10025) during fwd-…": it or the next hop has trouble',
    examples: [
      '451 4.5.0 From MTA(smtp:[127.0.0.1]:10025) during fwd-connect (Negative greeting: at (eval 105) line 484.): id=03812-12',
      '451 4.5.0 Error in processing, id=01234-01, virus_scan FAILED: ALL VIRUS SCANNERS FAILED',
    ],
  },
  {
    id: 'amavis.bad-header',
    class: 'protocol_format',
    text: ['bad_header', 'bad header section'],
    source: 'amavisd-new RELEASE_NOTES: CC_BADH',
    examples: ['554 5.6.0 Reject, id=01234-01 - BAD_HEADER: Non-encoded 8-bit data (char E9 hex): Subject: ...'],
  },
];
