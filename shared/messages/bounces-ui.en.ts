/** Words of the Bounces screen. failed, delayed, relayed, not ours: four words for four kinds of report. */
import type { BounceRow } from '../views/bounces.ts';
import { count, plural } from './words.en.ts';

export const bounceKindWords: Record<BounceRow['kind'] | 'not_ours', { word: string; long: string }> = {
  failed: { word: 'Failed', long: 'Failed for good' },
  delayed: { word: 'Delayed', long: 'Only delayed, still trying' },
  relayed: { word: 'Relayed', long: 'Relayed to a system that sends no reports' },
  expanded: { word: 'Expanded', long: 'Delivered to a list or alias' },
  delivered: { word: 'Delivered', long: 'Delivered' },
  unreadable: { word: 'Unreadable', long: 'Could not be read' },
  not_ours: { word: 'Not ours', long: 'Not ours: a forged sender' },
};

export const bouncesUi = {
  title: 'Bounces',
  asking: 'Asking …',
  summary: (failed: number, delayed: number): string =>
    failed === 0 && delayed === 0
      ? 'nothing failed today'
      : `${count(failed)} failed today, ${count(delayed)} only late`,
  filters: { all: 'All', failed: 'Failed', delayed: 'Delayed', not_ours: 'Not ours', other: 'Other' },
  filterLabel: 'Kind of report',
  search: 'Filter: address, reason, code, queue id',
  columns: {
    time: 'Time',
    kind: 'Kind',
    recipient: 'Recipient',
    why: 'Why',
    message: 'Message',
    incident: 'Incident',
  },
  today: 'Today',
  yesterday: 'Yesterday',
  dayCounts: (failed: number, delayed: number, notOurs: number): string =>
    [
      failed > 0 ? `${count(failed)} failed` : '',
      delayed > 0 ? `${count(delayed)} delayed` : '',
      notOurs > 0 ? `${count(notOurs)} not ours` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  more: (n: number): string => `+${count(n)}`,
  noMatch: 'no match',
  noRecipient: 'not told',
  nullSender: 'the null sender',
  done: 'done',
  undoneOnly: 'Hide what is done',
  groups: { none: 'Reports', domain: 'By domain', class: 'By cause', sender: 'By sender' },
  groupLabel: 'Group',
  groupColumns: {
    domain: 'Recipient domain',
    class: 'Cause',
    sender: 'Sender',
    failed: 'Failed',
    delayed: 'Delayed',
    notOurs: 'Not ours',
    last: 'Last',
  },
  groupsMany: (n: number): string => `the ${count(n)} with most reports`,
  groupNone: 'not told',
  export: 'Export',
  exports: {
    dead: 'Dead addresses',
    deadHint: 'failed for good; a delay notice is never in it',
    reports: 'These reports',
    reportsHint: (n: number): string => plural(n, 'report matches', 'reports match'),
    csv: '.csv',
    json: '.json',
  },
  exported: (name: string, truncated: boolean): string =>
    truncated ? `${name} was cut at the largest size.` : `${name} was written.`,
  ofIncident: (id: number): string => `Incident #${id}`,
  clear: 'Clear filter',
  empty: {
    noMailbox: 'No bounce mailbox is watched.',
    noMailboxText:
      'Queuewatch reads the mailbox your bounces go to, by IMAP and read only, and joins what failed to the queue and to incidents.',
    add: 'Add a mailbox',
    none: 'No bounces.',
    noneText: (mailboxes: number, since: string | null): string =>
      `${plural(mailboxes, 'mailbox is', 'mailboxes are')} read${since === null ? '' : `, last ${since}`}; no report has arrived in the time that was looked at.`,
    filtered: 'No report matches.',
    filteredText: 'Nothing of what was read fits this filter.',
    blind: 'No mailbox can be read.',
    blindText:
      'What arrived meanwhile is missing here. It is read in order once a mailbox works again; nothing is skipped.',
  },
  mailbox: {
    reading: (done: number, total: number): string => `reading back ${count(done)} of ${count(total)}`,
    cancel: 'Stop reading back',
    fix: 'Fix',
    ago: (age: string): string => `${age} ago`,
    check: 'Look now',
    add: 'Add a mailbox',
    strip: 'Mailboxes',
  },
  panel: {
    label: 'Report',
    previous: 'Previous report',
    next: 'Next report',
    close: 'Close',
    tabs: { summary: 'Summary', fields: 'Report fields', raw: 'Raw' },
    whoSaid: 'Who said it',
    refusedBy: 'Refused by',
    reportedBy: 'Reported by',
    original: 'Original',
    joinedBy: 'Joined by',
    notJoined: 'not joined',
    seen: (when: string): string => `${when}, seen in the queue`,
    subject: 'Subject',
    from: 'From',
    to: 'To',
    sent: 'Sent',
    messageId: 'Message-ID',
    envelopeId: 'Envelope id',
    readBy: 'Read as',
    report: 'Delivery report',
    copy: 'Copy',
    recipients: (n: number): string => plural(n, 'recipient', 'recipients'),
    action: 'Action',
    status: 'Status',
    reply: 'Reply',
    diagnostic: 'Diagnostic',
    remote: 'Remote MTA',
    phase: 'Phase',
    whatToDo: 'What to do',
    sameAddress: (n: number): string => `${plural(n, 'other mail', 'other mails')} to this address failed in 30 days.`,
    showThem: 'Show them',
    related: 'Other reports about this message',
    copyForSender: 'Copy for the sender',
    markDone: 'Mark done',
    markUndone: 'Not done',
    loading: 'Reading the report …',
    gone: 'This report is no longer kept.',
    rawLoading: 'Asking for the raw source …',
    rawCut: 'Cut: the whole message is in the mailbox.',
    noFields: 'This report has no machine-readable fields; it was read from its text.',
    openMessage: 'Open the message',
    openIncident: (id: number): string => `Open incident #${id}`,
  },
  /** Plain text for the person whose mail failed; no jargon first, the exact reply last. */
  forSender: (parts: {
    kind: BounceRow['kind'];
    recipients: readonly { address: string; why: string; reply: string | null }[];
    more: number;
    subject: string | null;
    date: string | null;
    steps: readonly string[];
  }): string => {
    const what = parts.subject === null ? 'Your message' : `Your message “${parts.subject}”`;
    const when = parts.date === null ? '' : ` of ${parts.date}`;
    const became =
      parts.kind === 'delayed' ? 'has not been delivered yet; the server is still trying' : 'could not be delivered';
    const lines = [`${what}${when} ${became}:`, ''];
    for (const recipient of parts.recipients) {
      lines.push(`  ${recipient.address}: ${recipient.why}`);
      if (recipient.reply !== null) lines.push(`    ${recipient.reply}`);
    }
    if (parts.more > 0) lines.push(`  and ${count(parts.more)} more`);
    if (parts.steps.length > 0) lines.push('', 'What helps:', ...parts.steps.map((step) => `  - ${step}`));
    return lines.join('\n');
  },
};
