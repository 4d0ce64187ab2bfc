/** Park-Miller, so that a seed gives the same mailbox everywhere. */
export function createRandom(seed: number): { below(n: number): number; of<T>(list: readonly T[]): T } {
  let state = seed % 2147483647 || 1;
  const next = (): number => (state = (state * 48271) % 2147483647);
  return { below: (n) => next() % n, of: (list) => list[next() % list.length]! };
}

type Random = ReturnType<typeof createRandom>;
export interface OrdinaryMail {
  readonly sort: string;
  readonly raw: string;
}

const people = [
  'Anna Nowak <anna.nowak@example.org>',
  'Li Wei <li.wei@example.net>',
  'Jo Berg <jo@berg.example>',
  '"Müller, Kai" <kai.mueller@firma.example>',
  'piotr@zet.example',
  'Ops <ops@kestrel.example>',
];
const subjects = [
  'Invoice 4711',
  'Lunch on Friday?',
  'Minutes of the meeting',
  'Angebot Nr. 88',
  'Devis signé',
  'Contract draft v3',
  'Photos',
  'Delivery on Tuesday',
  'Bounce house for the party',
  'Mail server move',
  'Returned goods',
  'failed login attempts last week',
  'Your message to the board',
  'Undelivered parcels of October',
  'Mailbox cleaning',
];
const sentences = [
  'Please find the numbers attached.',
  'Could you call me back before noon?',
  'The mailbox was full yesterday, so I send it again.',
  'My mail to sales@example.com could not be delivered, do you have another address?',
  'The parcel could not be delivered and was returned to sender.',
  'Error 550 5.1.1 appeared twice in the log of mx1.example.org.',
  'We will keep trying until Monday.',
  'See http://intranet.example/wiki/550 for the details.',
  'User unknown is what the shop system says for customer 4711.',
  'Die Lieferung konnte nicht zugestellt werden, bitte neuen Termin nennen.',
  "Le colis n'a pas pu être livré.",
  'No se pudo entregar el paquete.',
  'Le destinataire est inconnu à cette adresse.',
  'ご注文の商品は配送できませんでした。',
  'Contact: support@example.com',
];
const code = [
  '550 5.1.1 <piotr.zet@example.com>: Recipient address rejected: User unknown',
  '451 4.7.1 Greylisted, try again later',
  '552 5.2.2 Mailbox full',
];

function text(r: Random, n: number): string {
  return Array.from({ length: n }, () => r.of(sentences)).join('\n');
}

function mail(header: readonly string[], body: string): string {
  return `${header.join('\n')}\nDate: Mon, 23 Nov 2026 09:00:00 +0000\nMessage-ID: <${header.length}.${body.length}@gen.example>\nMIME-Version: 1.0\n${header.some((h) => /^content-type/i.test(h)) ? '' : 'Content-Type: text/plain; charset=utf-8\n'}\n${body}\n`;
}

const quoted = (r: Random): string => `> This is the mail system at host mx1.example.org.
>
> I'm sorry to have to inform you that your message could not
> be delivered to one or more recipients. It's attached below.
>
> <piotr.zet@example.com>: host mx.example.com[192.0.2.25] said: ${r.of(code)}`;

const bounce = `From: MAILER-DAEMON@mx1.example.org (Mail Delivery System)
To: anna.nowak@example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=in

--in
Content-Type: text/plain

This is the mail system at host mx1.example.org.
--in
Content-Type: message/delivery-status

Reporting-MTA: dns; mx1.example.org

Final-Recipient: rfc822; piotr.zet@example.com
Action: failed
Status: 5.1.1
--in--`;

/** Every sort of mail that is no bounce and that a mailbox for bounces, or a postmaster's, gets. */
const sorts: Readonly<Record<string, (r: Random, n: number) => string>> = {
  personal: (r) =>
    mail(
      [`From: ${r.of(people)}`, `To: ${r.of(people)}`, `Subject: ${r.of(subjects)}`],
      `Hi,\n\n${text(r, 3)}\n\nBest`,
    ),
  answer: (r) =>
    mail(
      [
        `From: ${r.of(people)}`,
        `To: ${r.of(people)}`,
        `Subject: ${r.of(['Re', 'AW', 'RE', 'Antw', 'SV', 'Fwd', 'WG', 'TR'])}: ${r.of([...subjects, 'Undelivered Mail Returned to Sender', 'Mail delivery failed', 'failure notice'])}`,
        'In-Reply-To: <1@x.example>',
        'References: <1@x.example>',
      ],
      `${text(r, 2)}\n\n${quoted(r)}`,
    ),
  'quotes a bounce': (r) =>
    mail(
      [
        `From: ${r.of(people)}`,
        'To: helpdesk@example.org',
        `Subject: ${r.of(['why does my mail bounce?', 'Mail problem', 'Undelivered mail, help', 'Please check this address'])}`,
      ],
      `Hi,\nI keep getting this.\n\n${r.below(2) === 0 ? quoted(r) : quoted(r).replaceAll(/^> ?/gm, '')}\n\nThanks`,
    ),
  'forwards a bounce': (r) =>
    mail(
      [
        `From: ${r.of(people)}`,
        'To: helpdesk@example.org',
        `Subject: ${r.of(['Fwd: Undelivered Mail Returned to Sender', 'WG: Mail delivery failed', 'Fw: failure notice'])}`,
        'Content-Type: multipart/mixed; boundary=o',
      ],
      `--o\nContent-Type: text/plain\n\n${text(r, 1)}\n--o\nContent-Type: message/rfc822\n\n${bounce}\n--o--`,
    ),
  list: (r) =>
    mail(
      [
        `From: ${r.of(people)}`,
        'To: postfix-users@lists.example',
        `Subject: [pfx] ${r.of(['Undelivered Mail Returned to Sender', '550 5.1.1 for valid user', 'Delivery Status Notification format', 'bounce of list mail'])}`,
        'List-Id: <postfix-users.lists.example>',
        'Precedence: list',
        'List-Post: <mailto:postfix-users@lists.example>',
      ],
      `I see this in my log:\n\nNov 23 mx1 postfix/smtp: ${r.of(code)}\n\n${text(r, 2)}\n\nFinal-Recipient: rfc822; piotr.zet@example.com\nAction: failed\nStatus: 5.1.1`,
    ),
  newsletter: (r) =>
    mail(
      [
        'Return-Path: <bounce+77@news.example>',
        'From: Mail Ops Weekly <news@ops.example>',
        `To: ${r.of(people)}`,
        `Subject: ${r.of(['What 550 5.1.1 really means', 'Your mail could not be delivered: 5 tips', 'Delivery failed? Read this', 'Undeliverable: the week in mail'])}`,
        'List-Unsubscribe: <mailto:u@ops.example>',
        'Content-Type: text/html; charset=utf-8',
      ],
      `<html><body><p>When the mail system says "${r.of(code)}", your message could not be delivered.</p><a href="http://ops.example/">more</a></body></html>`,
    ),
  'newsletter without list fields': (r) =>
    mail(
      [
        'From: Deliverability Digest <hello@digest.example>',
        `To: ${r.of(people)}`,
        `Subject: ${r.of(['Why mail bounces', 'Mail delivery failed: what now?', 'Returned mail explained'])}`,
      ],
      `This week: the classic notice.\n\nThis is the mail system at host mx1.example.org.\nI'm sorry to have to inform you that your message could not be delivered.\n\n${text(r, 3)}`,
    ),
  'out of office': (r) =>
    mail(
      [
        ...(r.below(2) === 0 ? ['Return-Path: <>'] : []),
        `From: ${r.of(people)}`,
        'To: orders@kestrel.example',
        `Subject: ${r.of(['Automatic reply: Invoice', 'Out of Office: Order', 'Automatische Antwort: Rechnung', 'Abwesenheitsnotiz', 'Réponse automatique : Devis', 'Respuesta automática: Pedido', 'Automatyczna odpowiedź: faktura', '自動返信: 注文', 'Re: Invoice (auto-reply)', 'Poissaoloilmoitus'])}`,
        r.of([
          'Auto-Submitted: auto-replied',
          'X-Auto-Response-Suppress: All',
          'X-Autoreply: yes',
          'Precedence: auto_reply',
        ]),
      ],
      r.of([
        'I am out of the office until Monday. Your message will not be forwarded.',
        'Ich bin bis Montag nicht im Büro. Ihre Nachricht wird nicht zugestellt oder weitergeleitet.',
        "Je suis absent, votre message n'a pas été transmis.",
        'This mailbox is no longer monitored. Please contact office@example.net.',
        'I have left the company; my mailbox is disabled. Write to jo@berg.example instead.',
        '不在にしております。',
      ]),
    ),
  ticket: (r) =>
    mail(
      [
        'Return-Path: <>',
        'From: Support <support@desk.example>',
        'To: orders@kestrel.example',
        `Subject: [Ticket #${r.below(9999)}] ${r.of(subjects)}`,
        'Auto-Submitted: auto-replied',
      ],
      `We received your message. Ticket 5.1.1 was opened. Request 550 is in progress.`,
    ),
  challenge: (r) =>
    mail(
      [
        'Return-Path: <>',
        'From: "TMDA" <li.wei-confirm@example.net>',
        'To: orders@kestrel.example',
        'Subject: Please confirm your message',
        'Auto-Submitted: auto-replied',
      ],
      `Your message has NOT been delivered yet. It is being held because your address is not in the whitelist.\nReply to this message to release it. ${r.below(99)}`,
    ),
  calendar: (r) =>
    mail(
      [
        `From: ${r.of(people)}`,
        `To: ${r.of(people)}`,
        `Subject: ${r.of(['Invitation: Weekly', 'Accepted: Weekly', 'Declined: Delivery failure review', 'Canceled: Returned mail meeting', 'Updated: Mail system status'])}`,
        'Content-Type: multipart/mixed; boundary=o',
      ],
      `--o\nContent-Type: text/plain\n\n${text(r, 1)}\n--o\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--o--`,
    ),
  'read receipt': (r) =>
    mail(
      [
        'Return-Path: <>',
        `From: ${r.of(people)}`,
        'To: orders@kestrel.example',
        `Subject: ${r.of(['Read: Invoice', 'Gelesen: Rechnung', 'Not read: Invoice', 'Lu : Devis'])}`,
        'Content-Type: multipart/report; report-type=disposition-notification; boundary=o',
      ],
      `--o\nContent-Type: text/plain\n\n${r.of(['Your message was read.', 'Your message was deleted without being read.'])}\n--o\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;li.wei@example.net\nDisposition: manual-action/MDN-sent-manually; ${r.of(['displayed', 'deleted'])}\n--o--`,
    ),
  complaint: () =>
    mail(
      [
        'From: feedback@arf.example',
        'To: abuse@kestrel.example',
        'Subject: FW: Order',
        'Content-Type: multipart/report; report-type=feedback-report; boundary=o',
      ],
      '--o\nContent-Type: text/plain\n\nThis is an email abuse report.\n--o\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: X/1\nVersion: 1\nOriginal-Rcpt-To: a@example.net\n--o\nContent-Type: message/rfc822\n\nFrom: orders@kestrel.example\nSubject: Order\n\nx\n--o--',
    ),
  'dmarc report': (r) =>
    mail(
      [
        'From: noreply-dmarc@big.example',
        'To: dmarc@kestrel.example',
        `Subject: Report Domain: kestrel.example Submitter: big.example Report-ID: <${r.below(99999)}>`,
        'Content-Type: application/gzip',
        'Content-Transfer-Encoding: base64',
      ],
      'H4sIAAAAAAAAA6tWSkksSVSyUlBKLMhUqgUAk1r0lA0AAAA=',
    ),
  'tls report': () =>
    mail(
      [
        'From: tlsrpt@big.example',
        'To: tlsrpt@kestrel.example',
        'Subject: Report Domain: kestrel.example Submitter: big.example',
        'Content-Type: multipart/report; report-type="tlsrpt"; boundary=o',
      ],
      '--o\nContent-Type: text/plain\n\nreport\n--o\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\nH4sIAA==\n--o--',
    ),
  cron: (r) =>
    mail(
      [
        'From: root@mx1.kestrel.example (Cron Daemon)',
        'To: root@mx1.kestrel.example',
        `Subject: Cron <root@mx1> ${r.of(['/usr/local/bin/backup', 'run-parts /etc/cron.daily', 'mail-check'])}`,
        'Auto-Submitted: auto-generated',
      ],
      `rsync: connection unexpectedly closed\nerror: failed to deliver snapshot to backup@store.example\n${r.of(code)}`,
    ),
  pflogsumm: (r) =>
    mail(
      [
        'From: root@mx1.example.org',
        'To: postmaster@example.org',
        `Subject: ${r.of(['Postfix log summaries for Nov 22', 'Logwatch for mx1 (Linux)', 'Mail queue report', 'Delivery report for yesterday'])}`,
      ],
      `Grand Totals\n------------\n   12   bounced\n    3   deferred\nmessage bounce detail (by relay)\n  mx.example.com (total: 1)\n    1   ${r.of(code)}`,
    ),
  monitoring: (r) =>
    mail(
      [
        'From: nagios@mon.example',
        'To: postmaster@kestrel.example',
        `Subject: ** PROBLEM Service Alert: mx1/SMTP is ${r.of(['CRITICAL', 'WARNING', 'UNKNOWN'])} **`,
      ],
      `Service: SMTP\nHost: mx1\nState: CRITICAL\nInfo: Connection refused, 421 Service not available\nmailq is 550, undelivered mail to admin@example.org`,
    ),
  'postmaster writes': (r) =>
    mail(
      [
        'From: Postmaster <postmaster@kestrel.example>',
        `To: ${r.of(people)}`,
        `Subject: ${r.of(['Maintenance of the mail server on Sunday', 'Your mailbox is almost full', 'New spam filter', 'Mail problems this morning', 'Password expires'])}`,
      ],
      r.of([
        'During the window mail could not be delivered; all of it is here now.',
        'Your mailbox is 95 % full. When it is full, mail for you will be returned to the sender.',
        'We changed the filter. Please report mail that was rejected to helpdesk@kestrel.example.',
      ]),
    ),
  quarantine: (r) =>
    mail(
      [
        'From: Spam Quarantine <quarantine@filter.example>',
        `To: ${r.of(people)}`,
        'Subject: Quarantine summary: 3 new messages',
        'Content-Type: text/html; charset=utf-8',
      ],
      `<html><body><p>These messages were not delivered to your inbox:</p><p>winner@lottery.example You won</p><p><a href="http://filter.example/r?${r.below(999)}">Release</a></p></body></html>`,
    ),
  phishing: (r) =>
    mail(
      [
        `From: ${r.of(['Mail Delivery System <mailer-daemon@mail-quota.example>', '"postmaster@example.org" <it@upgrade.example>', 'Mail Administrator <no-reply@cloud.example>'])}`,
        'To: anna.nowak@example.org',
        `Subject: ${r.of(['Undelivered Mail Returned to Sender', 'Mail delivery failed: returning message to sender', 'Incoming messages on hold'])}`,
        'Content-Type: text/html; charset=utf-8',
      ],
      `<html><body><p>${r.below(9) + 2} messages for anna.nowak@example.org could not be delivered because your mailbox is full (552 5.2.2).</p><p><a href="http://login.example/">Release messages</a></p></body></html>`,
    ),
  parcel: (r) =>
    mail(
      [
        'From: Parcel Service <noreply@parcel.example>',
        `To: ${r.of(people)}`,
        `Subject: ${r.of(['Delivery Status Notification (Failure)', 'We could not deliver your parcel', 'Delivery failed', 'Zustellung fehlgeschlagen: Ihr Paket', 'Échec de livraison de votre colis', 'Undeliverable shipment returned to sender'])}`,
      ],
      `Dear customer,\nthe delivery of parcel 5.1.1-550-${r.below(9999)} failed: recipient not found at the address.\nFinal recipient: A. Nowak\nStatus: 5 attempts\nAction: failed\nQuestions? service@parcel.example`,
    ),
  shop: (r) =>
    mail(
      [
        'Return-Path: <bounce-8812@shop.example>',
        'From: Shop <noreply@shop.example>',
        `To: ${r.of(people)}`,
        `Subject: ${r.of(['Payment failed', 'Your order has been delayed', 'Order could not be processed', 'Verify your address', 'Password reset'])}`,
        'Content-Type: multipart/alternative; boundary=o',
      ],
      `--o\nContent-Type: text/plain\n\nYour order ${r.below(99999)} has been delayed. We will try again on Monday.\n--o\nContent-Type: text/html\n\n<p>Your order has been delayed. <a href="http://shop.example">Status</a></p>\n--o--`,
    ),
  'list owner': (r) =>
    mail(
      [
        'From: mailman@lists.example',
        'To: news-owner@lists.example',
        `Subject: ${r.of(['Bounce action notification', 'Uncaught bounce notification', 'News unsubscribe notification', '2 News moderator request(s) waiting'])}`,
        'Content-Type: multipart/mixed; boundary=o',
      ],
      `--o\nContent-Type: text/plain\n\nThis is a Mailman mailing list bounce action notice:\n\n    List:       News\n    Member:     piotr.zet@example.com\n    Action:     Subscription disabled.\n    Reason:     Excessive or fatal bounces.\n--o\nContent-Type: message/rfc822\n\n${bounce}\n--o--`,
    ),
  moderation: () =>
    mail(
      [
        'From: news-bounces@lists.example',
        'To: orders@kestrel.example',
        'Subject: Your message to News awaits moderator approval',
        'List-Id: News <news.lists.example>',
        'Precedence: bulk',
      ],
      "Your mail to 'News' with the subject\n\n    Order\n\nIs being held until the list moderator can review it for approval.",
    ),
  'issue tracker': (r) =>
    mail(
      [
        'From: Dev <notifications@code.example>',
        'To: mailtool@noreply.code.example',
        `Subject: ${r.of(['Re: ', ''])}[mailtool] Parser misses X-Failed-Recipients (#12)`,
        'Content-Type: text/plain; charset=utf-8',
        ...(r.below(2) === 0 ? ['List-Unsubscribe: <http://code.example/u>'] : []),
      ],
      `The sample has\n\`\`\`\nX-Failed-Recipients: piotr.zet@example.com\nReporting-MTA: dns; mx1.example.org\nFinal-Recipient: rfc822; piotr.zet@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; ${r.of(code)}\n\`\`\`\nand the parser reports nothing.`,
    ),
  unsubscribe: (r) =>
    mail(
      [
        'From: example@icloud.example',
        'To: opt-out@kestrel.example',
        'Subject: unsubscribe',
        'Auto-Submitted: auto-replied',
      ],
      `Apple Mail sent this email to unsubscribe from the message ${r.below(99)}.`,
    ),
  'delivered report': () =>
    mail(
      [
        'From: Mail Delivery Subsystem <MAILER-DAEMON@mx1.example.org>',
        'To: orders@kestrel.example',
        'Subject: Successful Mail Delivery Report',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=o',
      ],
      '--o\nContent-Type: text/plain\n\nYour message was successfully delivered.\n--o\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx1.example.org\n\nFinal-Recipient: rfc822; a@example.net\nAction: delivered\nStatus: 2.0.0\n--o--',
    ),
  'session errors': () =>
    mail(
      [
        'Return-Path: <>',
        'From: MAILER-DAEMON@mx1.example.org (Mail Delivery System)',
        'To: postmaster@mx1.example.org',
        'Subject: Postfix SMTP server: errors from unknown[198.51.100.7]',
      ],
      'Transcript of session follows.\n\n Out: 220 mx1.example.org ESMTP Postfix\n In:  RCPT TO:<piotr.zet@example.com>\n Out: 554 5.7.1 <piotr.zet@example.com>: Relay access denied\n\nSession aborted, reason: lost connection',
    ),
};

/** `count` mails, every sort equally often, each told by its sort. */
export function* ordinaryMailbox(count: number, seed: number): Generator<OrdinaryMail> {
  const random = createRandom(seed);
  const names = Object.keys(sorts);
  for (let n = 0; n < count; n++) {
    const sort = names[n % names.length]!;
    const raw = sorts[sort]!(random, n);
    yield { sort, raw: random.below(3) === 0 ? raw.replaceAll('\n', '\r\n') : raw };
  }
}
