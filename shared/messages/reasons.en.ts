import type { ReasonClass, Side } from '../model/reason.ts';

/** Where a step comes from: an RFC section, a manual page or a provider's page. */
export interface AdviceSource {
  readonly name: string;
  readonly url: string | null;
}

export interface AdviceWords {
  readonly title: string;
  readonly explanation: string;
  /** How long this normally lasts. */
  readonly timeScale: string;
  /** False: an extra retry does no harm. A text: why retrying now makes it worse. */
  readonly retryMakesWorse: false | string;
  readonly steps: readonly { readonly text: string; readonly source: AdviceSource }[];
}

const rfc = (number: number, section?: string): AdviceSource => ({
  name: section === undefined ? `RFC ${number}` : `RFC ${number} s.${section}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}${section === undefined ? '' : `#section-${section}`}`,
});
const postfix = (page: string): AdviceSource => ({
  name: `Postfix ${page}`,
  url: `https://www.postfix.org/${page.replace(/\(\d\).*$/, (m) => `.${m.slice(1, 2)}`)}.html`,
});
const page = (name: string, url: string): AdviceSource => ({ name, url });

export const source = { rfc, postfix, page };

/** Sides in the words of the interface. */
export const sideWords: Readonly<Record<Side, string>> = {
  local: 'our server',
  sender: 'our sending',
  remote: 'the receiver',
  network: 'the network',
  dns: 'DNS',
  tls: 'TLS',
};

export const adviceWords: Readonly<Record<ReasonClass, AdviceWords>> = {
  greylist: {
    title: 'Greylisting',
    explanation:
      'The receiver turns away first contact on purpose and takes the message when the same server tries again. Nothing is wrong.',
    timeScale: '1 to 15 minutes, sometimes an hour',
    retryMakesWorse:
      'A retry before the waiting time is over is refused again, and at some receivers starts the time anew.',
    steps: [
      { text: 'Do nothing: let the queue try again from the same address.', source: rfc(6647, '2') },
      { text: 'If the reply states a wait, retry just after it, not before.', source: rfc(6647, '5') },
      {
        text: 'If it lasts for hours, see whether each try leaves from another address (pool, NAT, IPv4 and IPv6 in turn).',
        source: rfc(6647, '5'),
      },
    ],
  },
  rate_limit: {
    title: 'Sending limit reached',
    explanation: 'We connect or send faster, or name more recipients at a time, than this receiver allows us.',
    timeScale: '5 minutes to an hour; daily quotas up to 24 hours',
    retryMakesWorse:
      'Every try counts against the same limit. Retry paced, one every few seconds, and stop at the first refusal.',
    steps: [
      { text: 'Lower concurrency and rate for this destination.', source: postfix('TUNING_README') },
      { text: 'Look for the burst: which sender or job filled the queue?', source: postfix('QSHAPE_README') },
      {
        text: 'Read the limits of this provider and spread the rest over the day.',
        source: page(
          'M3AAWG sender best practices',
          'https://www.m3aawg.org/documents/en/m3aawg-sender-best-common-practices-version-30',
        ),
      },
    ],
  },
  mailbox_busy: {
    title: 'Recipient mailbox is busy',
    explanation:
      'This one mailbox gets more mail than it may, is locked or is being moved. Other mailboxes there are not affected.',
    timeScale: 'minutes to a few hours',
    retryMakesWorse: 'More tries to the same mailbox add to the load that closed it.',
    steps: [
      { text: 'Wait, and spread out mail to that one address.', source: rfc(5321, '4.2.3') },
      { text: 'If the flood is ours (alerts, a loop, a test), stop its source.', source: rfc(3834, '2') },
    ],
  },
  remote_temporary: {
    title: 'Temporary trouble at the receiver',
    explanation:
      'Load, maintenance, disk, a look-up or a filter at their side; or they only say "try later". The code alone does not tell why.',
    timeScale: 'minutes to hours; look again after 4 hours, or when only we see it',
    retryMakesWorse: false,
    steps: [
      { text: 'Wait and let the queue retry.', source: rfc(5321, '4.5.4.1') },
      {
        text: 'Compare: all recipients at that provider, or only one of our addresses or senders? If only ours, treat it as a rate or reputation matter.',
        source: page('Yahoo: temporary failures', 'https://senders.yahooinc.com/smtp-error-codes/'),
      },
      { text: 'Look at the status page of the provider, then write to its postmaster.', source: rfc(2142, '4') },
    ],
  },
  reputation: {
    title: 'Our address or domain is mistrusted',
    explanation: 'A blocklist, the provider’s own list or complaints speak against our IP address or domain.',
    timeScale: 'hours to weeks after the cause is gone',
    retryMakesWorse: 'Each refused try is counted as more unwanted mail. Hold bulk mail; send one probe an hour.',
    steps: [
      {
        text: 'Look the address up at the list or code the reply names.',
        source: page('Spamhaus check', 'https://check.spamhaus.org/'),
      },
      {
        text: 'Find and stop the source: a hijacked account, a form, a forwarder, a list without consent.',
        source: page(
          'M3AAWG sender best practices',
          'https://www.m3aawg.org/documents/en/m3aawg-sender-best-common-practices-version-30',
        ),
      },
      {
        text: 'Pause bulk mail to that provider, then ask once for delisting at the form the reply names.',
        source: rfc(6471, '2.1'),
      },
    ],
  },
  spam_content: {
    title: 'The message looks like spam',
    explanation: 'Text, links or headers of this message were judged to be spam.',
    timeScale: 'does not pass by waiting',
    retryMakesWorse: 'The same message gets the same verdict, and the tries count against us.',
    steps: [
      {
        text: 'Check every link and its domain against the URI lists.',
        source: page('SURBL look-up', 'https://surbl.org/surbl-analysis'),
      },
      {
        text: 'Send a plain version as a test; part bulk from personal mail.',
        source: page('Gmail: avoid being marked as spam', 'https://support.google.com/mail/answer/188131'),
      },
      { text: 'Check SPF, DKIM and DMARC: mail without them scores worse.', source: rfc(7489, '6.6') },
    ],
  },
  malware_attachment: {
    title: 'Virus or forbidden attachment',
    explanation: 'A scanner found malware or a file type that is not let in.',
    timeScale: 'never passes',
    retryMakesWorse: 'Sending malware again harms our reputation.',
    steps: [
      {
        text: 'Remove the attachment or share a link instead.',
        source: page('Gmail: blocked file types', 'https://support.google.com/mail/?p=BlockedMessage'),
      },
      {
        text: 'Scan the machine that sent it, and hold its other mail.',
        source: page('ClamAV', 'https://docs.clamav.net/'),
      },
    ],
  },
  sender_auth: {
    title: 'SPF, DKIM or DMARC failed',
    explanation: 'The message is not authenticated as the receiver demands.',
    timeScale: 'after the DNS is mended: mostly under an hour',
    retryMakesWorse: false,
    steps: [
      {
        text: 'Check that SPF includes the sending address, DKIM signs with the From domain, and one of them aligns.',
        source: rfc(7489, '3.1'),
      },
      {
        text: 'Is it forwarded mail? The forwarder breaks SPF: rewrite the sender (SRS) or seal it (ARC).',
        source: rfc(8617),
      },
      { text: 'Read the code of the reply: it names the check that failed.', source: rfc(7372, '3') },
    ],
  },
  sender_identity: {
    title: 'Reverse DNS or HELO name is wrong',
    explanation: 'Our address has no matching reverse name, or our HELO is not a real host name.',
    timeScale: 'as long as the DNS keeps the old answer',
    retryMakesWorse: false,
    steps: [
      { text: 'Set a PTR at whoever owns the address, and an A or AAAA that leads back.', source: rfc(1912, '2.1') },
      { text: 'Use that name as myhostname or smtp_helo_name.', source: postfix('postconf(5)') },
      {
        text: 'Check IPv6 by itself, or send over IPv4.',
        source: page('Gmail: IPv6 guidelines', 'https://support.google.com/mail/?p=IPv6AuthError'),
      },
    ],
  },
  sender_rejected: {
    title: 'The sender address is refused',
    explanation: 'The sender or its domain does not exist, takes no replies, is not ours to use, or is blocked.',
    timeScale: 'until the address or its DNS is mended',
    retryMakesWorse: false,
    steps: [
      {
        text: 'Mend the address: root@localhost and the like need a real domain.',
        source: postfix('ADDRESS_REWRITING_README'),
      },
      { text: 'Make the sender’s domain resolve (MX or A) and take bounces.', source: rfc(5321, '4.5.5') },
      {
        text: 'At a relay service: verify the sender there.',
        source: page(
          'Amazon SES: verified identities',
          'https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html',
        ),
      },
    ],
  },
  policy: {
    title: 'Refused by a rule of the receiver',
    explanation: 'A rule of their administrator, a closed group, geography, or the recipient’s own block.',
    timeScale: 'until their rule changes',
    retryMakesWorse: false,
    steps: [
      {
        text: 'Ask the recipient or their administrator by another way to let the sender in.',
        source: page(
          'Exchange NDR 5.7.1',
          'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/fix-error-code-550-5-7-1-in-exchange-online',
        ),
      },
      {
        text: 'Rule out authentication and reputation: they often hide behind "policy".',
        source: page('Yahoo SMTP error codes', 'https://senders.yahooinc.com/smtp-error-codes/'),
      },
    ],
  },
  user_unknown: {
    title: 'No such mailbox',
    explanation: 'The address does not exist there.',
    timeScale: 'never passes',
    retryMakesWorse: 'Tries to addresses that do not exist look like guessing and harm our reputation.',
    steps: [
      { text: 'Correct the address, and stop sending to it.', source: rfc(3463, '3.2') },
      {
        text: 'With a 4xx code it stays in the queue and bounces in the end: delete it.',
        source: postfix('ADDRESS_VERIFICATION_README'),
      },
    ],
  },
  mailbox_disabled: {
    title: 'Mailbox disabled or moved',
    explanation: 'The account exists but is closed, suspended or gone.',
    timeScale: 'days, if at all',
    retryMakesWorse: false,
    steps: [
      { text: 'Reach the person by another way, and take the address off lists.', source: rfc(3463, '3.3') },
      {
        text: 'Delete the queued copy: retries rarely help.',
        source: page('Gmail: disabled account', 'https://support.google.com/mail/?p=DisabledUser'),
      },
    ],
  },
  mailbox_full: {
    title: 'Recipient mailbox full',
    explanation: 'The quota or disk of the recipient’s mailbox is used up.',
    timeScale: 'hours to days',
    retryMakesWorse: false,
    steps: [
      { text: 'Tell the recipient by another way, and leave the message queued.', source: rfc(3463, '3.3') },
      {
        text: 'Our own mailbox? Raise its quota or clean it up.',
        source: page('Dovecot quota', 'https://doc.dovecot.org/latest/core/plugins/quota.html'),
      },
    ],
  },
  message_too_big: {
    title: 'Message too big',
    explanation: 'The message, its headers or its attachments are over a limit.',
    timeScale: 'never passes',
    retryMakesWorse: false,
    steps: [
      { text: 'Make it smaller, or share a link.', source: rfc(1870, '6') },
      { text: 'Our own limit? See message_size_limit, and the SIZE of the next hop.', source: postfix('postconf(5)') },
    ],
  },
  protocol_format: {
    title: 'Malformed message or dialogue',
    explanation: 'A header, a line ending, an address or an SMTP command is not as the standard wants it.',
    timeScale: 'never passes',
    retryMakesWorse: false,
    steps: [
      {
        text: 'Find the program that built the message, and mend the header the reply names.',
        source: rfc(5322, '3.6'),
      },
      {
        text: '8-bit or international address? Use an ASCII address or another path.',
        source: postfix('SMTPUTF8_README'),
      },
      { text: 'Odd dialogue through a firewall? Switch off its SMTP inspection.', source: postfix('postconf(5)') },
    ],
  },
  relay_denied: {
    title: 'Not our relay',
    explanation: 'The server we asked takes no mail from us for this recipient’s domain.',
    timeScale: 'until it is mended',
    retryMakesWorse: false,
    steps: [
      { text: 'Is it our relay host? Log in there, or have our address allowed.', source: postfix('SASL_README') },
      { text: 'Is it their MX? It no longer knows the domain: tell them.', source: rfc(5321, '3.6.2') },
      { text: 'Is the domain misspelt? Correct the address.', source: rfc(5321, '2.3.5') },
    ],
  },
  smtp_auth: {
    title: 'Login to the relay failed',
    explanation:
      'User, password or login method is not accepted, or the plan is used up. Everything behind this relay waits.',
    timeScale: 'until the login is mended',
    retryMakesWorse: 'Repeated failed logins can lock the account.',
    steps: [
      {
        text: 'Check user and (app) password, the port (587 or 465) and the login method.',
        source: postfix('SASL_README'),
      },
      { text: 'Then prove it with one message and retry the rest.', source: postfix('postqueue(1)') },
    ],
  },
  tls: {
    title: 'TLS failed',
    explanation: 'No STARTTLS, a handshake that fails, or a certificate that does not match what a policy demands.',
    timeScale: 'until it is mended; expired certificates often under a day',
    retryMakesWorse: false,
    steps: [
      {
        text: 'See who demands it: our security level, MTA-STS, DANE, or their server.',
        source: postfix('TLS_README'),
      },
      { text: 'Test the peer: openssl s_client -starttls smtp -connect HOST:25.', source: rfc(3207, '4') },
      {
        text: 'Their certificate is broken: tell them; relax the policy for that domain only if you may.',
        source: rfc(8461, '5'),
      },
    ],
  },
  dns_temporary: {
    title: 'DNS look-up fails for now',
    explanation: 'No answer, SERVFAIL, a broken answer or failing DNSSEC.',
    timeScale: 'minutes to hours',
    retryMakesWorse: false,
    steps: [
      { text: 'Only this domain? Their DNS. Many domains? Our resolver.', source: rfc(5321, '5.1') },
      { text: 'Ask with and without our resolver: dig MX and A, also with +dnssec.', source: rfc(4035, '4.3') },
      {
        text: 'Restart the local resolver; compare /etc/resolv.conf with the copy in the chroot.',
        source: postfix('DEBUG_README'),
      },
    ],
  },
  no_such_domain: {
    title: 'The domain takes no mail',
    explanation: 'No such domain, no usable MX or address, or a null MX.',
    timeScale: 'never passes, unless a lapsed domain returns',
    retryMakesWorse: false,
    steps: [
      { text: 'Check the spelling (gmal.com, .comn).', source: rfc(5321, '5.1') },
      { text: 'A null MX means never.', source: rfc(7505, '3') },
      { text: 'Delete the queued copy.', source: rfc(5321, '4.5.4.1') },
    ],
  },
  connect_failed: {
    title: 'Cannot connect',
    explanation: 'Refused, timed out, unreachable or no route.',
    timeScale: 'minutes to days',
    retryMakesWorse: false,
    steps: [
      { text: 'Do other destinations work? Then it is them: wait.', source: rfc(5321, '4.5.4.1') },
      {
        text: 'Every port 25 connection times out? Our network provider blocks it: use a relay on 587.',
        source: postfix('DEBUG_README'),
      },
      { text: '"Network is unreachable" over IPv6: set inet_protocols = ipv4.', source: postfix('postconf(5)') },
    ],
  },
  connection_dropped: {
    title: 'Connection broke or stalled',
    explanation: 'The dialogue ended early: lost, reset or timed out.',
    timeScale: 'minutes to hours',
    retryMakesWorse: false,
    steps: [
      {
        text: 'At the greeting: overload, a tarpit, or a silent block of our address.',
        source: postfix('QSHAPE_README'),
      },
      {
        text: 'At the end of the data: a slow filter, an MTU or a firewall. The message may arrive twice.',
        source: rfc(1047),
      },
      { text: 'Compare IPv4 with IPv6, and large with small messages.', source: postfix('DEBUG_README') },
    ],
  },
  local_fault: {
    title: 'Our own mail server has a fault',
    explanation:
      'A transport, filter, store, milter, look-up table, disk or permission of ours fails. No other server can mend this.',
    timeScale: 'until we mend it',
    retryMakesWorse: 'Every retry fails the same way until it is mended, and delays other mail.',
    steps: [
      {
        text: 'Read our log around the queue id: the line with "warning:" or "fatal:" names the cause.',
        source: postfix('DEBUG_README'),
      },
      { text: 'A filter, LMTP or milter port refuses? Start that service.', source: postfix('FILTER_README') },
      {
        text: 'Disk, inodes, permission or table: mend it, prove it with one message, then retry the rest.',
        source: postfix('postqueue(1)'),
      },
    ],
  },
  routing_loop: {
    title: 'Mail goes round in circles',
    explanation: 'Too many hops, or the mail comes back to the server that sent it.',
    timeScale: 'until it is mended',
    retryMakesWorse: 'A looping message multiplies load with each try.',
    steps: [
      {
        text: '"Loops back to myself": the MX points to us but the domain is not in our list of domains.',
        source: postfix('BASIC_CONFIGURATION_README'),
      },
      {
        text: 'Too many hops: two systems forward to each other. Read the Received lines from below.',
        source: rfc(5321, '6.3'),
      },
    ],
  },
  expired: {
    title: 'Gave up after retrying',
    explanation: 'The text says only that time ran out; the cause is in an earlier reply.',
    timeScale: 'over',
    retryMakesWorse: false,
    steps: [
      { text: 'Find the last real reply for this message in the log.', source: postfix('DEBUG_README') },
      { text: 'Send again after the cause is gone.', source: rfc(5321, '4.5.4.1') },
    ],
  },
  unspecified: {
    title: 'Refused without a usable reason',
    explanation: 'The reply does not say why.',
    timeScale: 'unknown',
    retryMakesWorse: false,
    steps: [
      {
        text: 'Use the phase: at connect it is about our address, after MAIL about the sender, after RCPT about the recipient, after the data about the content.',
        source: rfc(5321, '4.3.2'),
      },
      {
        text: 'Send a test from another sender, and from another address of ours, to part the causes.',
        source: rfc(5321, '4.2.1'),
      },
      { text: 'Ask their postmaster, with the exact reply and the time.', source: rfc(2142, '4') },
    ],
  },
};

export const finalAnswer = 'This answer is final: the same message gets it again.';

/** Time scale where the reply itself states the wait, in seconds. */
export function statedWait(seconds: number): string {
  if (seconds < 120) return `${seconds} s, as the reply says`;
  if (seconds < 7200) return `${Math.ceil(seconds / 60)} min, as the reply says`;
  return `${Math.ceil(seconds / 3600)} h, as the reply says`;
}
