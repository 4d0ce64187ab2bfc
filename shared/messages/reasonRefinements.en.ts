import type { ReasonClass } from '../model/reason.ts';
import { source } from './reasons.en.ts';
import type { AdviceWords } from './reasons.en.ts';

/**
 * What is different about a class at one provider, or with one code. The first that fits adds its steps before the
 * class's own and replaces the words it states.
 */
export interface AdviceRefinement extends Partial<Omit<AdviceWords, 'steps'>> {
  readonly id: string;
  readonly provider?: readonly string[];
  readonly class?: readonly ReasonClass[];
  /** Enhanced code or its beginning ("4.7.6"), or rule id beginning. */
  readonly enhanced?: readonly string[];
  readonly rule?: readonly string[];
  readonly steps: AdviceWords['steps'];
}

const { page, postfix, rfc } = source;
const gmailRules = page('Google: email sender guidelines', 'https://support.google.com/mail/answer/81126');
const gmailCodes = page('Google: SMTP error reference', 'https://support.google.com/a/answer/3726730');
const microsoftNdr = page(
  'Microsoft: NDR codes in Exchange Online',
  'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/non-delivery-reports-in-exchange-online',
);
const outlookPostmaster = page(
  'Outlook.com postmaster',
  'https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx',
);
const yahooCodes = page('Yahoo: SMTP error codes', 'https://senders.yahooinc.com/smtp-error-codes/');
const applePage = page('Apple: postmaster information for iCloud Mail', 'https://support.apple.com/HT204137');
const orangePage = page('Orange postmaster', 'https://postmaster.orange.fr/');
const gmxPage = page('GMX and WEB.DE postmaster', 'https://postmaster.gmx.net/en/');
const comcastPage = page('Comcast: SMTP error codes', 'https://postmaster.comcast.net/smtp-error-codes.php');
const qqPage = page('QQ Mail: its codes in English', 'https://smtp.codes/qq');
const mimecastPage = page(
  'Mimecast: SMTP error codes',
  'https://mimecastsupport.zendesk.com/hc/en-us/articles/34000709564691-Policies-Mimecast-SMTP-Error-Codes',
);
const proofpointPage = page('Proofpoint: IP look-up', 'https://ipcheck.proofpoint.com/');

export const adviceRefinements: readonly AdviceRefinement[] = [
  {
    id: 'gmail.rate',
    provider: ['gmail'],
    class: ['rate_limit', 'reputation'],
    enhanced: ['4.7.28', '5.7.28', '4.7.0'],
    explanation:
      'Gmail sees an unusual rate of mail from our address, network or domain and slows it. It watches spam complaints as well as volume.',
    timeScale: 'about an hour after the volume falls',
    steps: [
      {
        text: 'Look at the spam rate and the IP reputation in Postmaster Tools: above 0.3 % complaints Gmail keeps limiting.',
        source: page('Google Postmaster Tools', 'https://postmaster.google.com/'),
      },
      { text: 'Send less at a time and raise the volume slowly.', source: gmailRules },
    ],
  },
  {
    id: 'gmail.receiving-rate',
    provider: ['gmail'],
    class: ['mailbox_busy'],
    steps: [
      {
        text: 'Only this mailbox is over its receiving limit (60 messages a minute, 3,600 an hour, 86,400 a day). Wait and send less to it; one that stays over it takes nothing for about 24 hours.',
        source: page('Google: receiving limits', 'https://support.google.com/a/answer/1366776'),
      },
    ],
  },
  {
    id: 'gmail.over-quota',
    provider: ['gmail'],
    class: ['mailbox_full'],
    steps: [
      {
        text: 'Their Google storage (mail, Drive, Photos) is full. Gmail answers 4xx for some days and then 5xx.',
        source: page('Gmail: over quota', 'https://support.google.com/mail/?p=OverQuotaTemp'),
      },
    ],
  },
  {
    id: 'gmail.auth',
    provider: ['gmail'],
    class: ['sender_auth', 'sender_identity'],
    steps: [
      {
        text: 'Gmail wants SPF or DKIM from everyone, and both with DMARC and a PTR from bulk senders. The X.7.2x code names the check.',
        source: gmailRules,
      },
      { text: 'Open "Show original" of a test message at Gmail: it states SPF, DKIM and DMARC.', source: gmailCodes },
    ],
  },
  {
    id: 'gmail.any',
    provider: ['gmail'],
    class: ['spam_content', 'policy', 'protocol_format', 'remote_temporary', 'malware_attachment'],
    steps: [{ text: 'Look the code up in Google’s list.', source: gmailCodes }],
  },
  {
    id: 'microsoft.reputation',
    provider: ['microsoft365'],
    class: ['reputation'],
    enhanced: ['4.7.6', '4.7.5'],
    explanation: 'Outlook.com limits our address because of its reputation: complaints, trap hits or a sudden volume.',
    timeScale: '24 to 48 hours after the source is stopped',
    steps: [
      {
        text: 'Look at SNDS for this address: complaint rate, traps, volume.',
        source: page('Outlook.com SNDS', 'https://sendersupport.olc.protection.outlook.com/snds/'),
      },
      {
        text: 'Stop the source first, then ask for mitigation with evidence.',
        source: page('Outlook.com sender support form', 'https://olcsupport.office.com/'),
      },
    ],
  },
  {
    id: 'microsoft.blocked',
    provider: ['microsoft365'],
    class: ['reputation'],
    steps: [
      {
        text: '5.7.606 to 5.7.649 ("banned sending IP"): use the delist portal. S3140 and S3150: our network is on their block list.',
        source: page('Office 365 delist portal', 'https://sender.office.com/'),
      },
      {
        text: 'Outlook.com consumer mail: read the S code on the postmaster page, then ask for mitigation.',
        source: outlookPostmaster,
      },
    ],
  },
  {
    id: 'microsoft.throttle',
    provider: ['microsoft365'],
    class: ['rate_limit'],
    steps: [
      {
        text: '4.7.500 to 4.7.699 "Server busy" or "Access denied, please try again later": a new or suspect address is slowed. Fewer connections, steady volume.',
        source: microsoftNdr,
      },
      {
        text: 'Check SNDS: if the address is red, treat this as reputation.',
        source: page('Outlook.com SNDS', 'https://sendersupport.olc.protection.outlook.com/snds/'),
      },
    ],
  },
  {
    id: 'microsoft.unknown',
    provider: ['microsoft365'],
    class: ['user_unknown'],
    enhanced: ['5.4.1'],
    explanation:
      'Exchange Online turns unknown recipients away at the edge with "Access denied" (directory based edge blocking).',
    steps: [
      {
        text: 'Check the address. If the person exists, their directory or accepted-domain setting is wrong: tell their administrator.',
        source: page(
          'Microsoft: fix NDR 5.4.1',
          'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/fix-error-code-550-5-4-1-in-exchange-online',
        ),
      },
    ],
  },
  {
    id: 'microsoft.auth',
    provider: ['microsoft365'],
    class: ['sender_auth'],
    steps: [
      {
        text: '5.7.515: senders of more than 5,000 messages a day need SPF, DKIM and DMARC that align. 5.7.509: our own DMARC policy says reject.',
        source: page(
          'Microsoft: 5.7.515',
          'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/ndr/fix-error-code-550-5-7-515-in-exchange-online',
        ),
      },
    ],
  },
  {
    id: 'microsoft.tls',
    provider: ['microsoft365'],
    class: ['tls', 'connect_failed', 'dns_temporary'],
    steps: [
      {
        text: '4.4.3xx and 4.7.32x are written by Exchange Online about the next server: the bracketed Message tells network from TLS from DNS.',
        source: microsoftNdr,
      },
    ],
  },
  {
    id: 'microsoft.any',
    provider: ['microsoft365'],
    class: [
      'policy',
      'remote_temporary',
      'spam_content',
      'relay_denied',
      'mailbox_busy',
      'routing_loop',
      'sender_rejected',
    ],
    steps: [{ text: 'Look the code up in Microsoft’s list.', source: microsoftNdr }],
  },
  {
    id: 'yahoo.tss',
    provider: ['yahoo', 'yahoojp'],
    class: ['reputation', 'rate_limit'],
    explanation:
      'Yahoo defers our mail for complaints or unexpected volume (TSS codes). It lifts this by itself when the mail improves.',
    timeScale: '4 to 48 hours',
    steps: [
      {
        text: 'Join the complaint feedback loop and remove who complains.',
        source: page(
          'Yahoo Sender Hub: complaint feedback loop',
          'https://senders.yahooinc.com/complaint-feedback-loop/',
        ),
      },
      { text: 'Read what the TSS or PH code says.', source: yahooCodes },
    ],
  },
  {
    id: 'yahoo.any',
    provider: ['yahoo', 'yahoojp'],
    steps: [{ text: 'Look the code in brackets up in Yahoo’s list.', source: yahooCodes }],
  },
  {
    id: 'apple.policy',
    provider: ['apple'],
    steps: [
      {
        text: 'CS01 and HM08 are verdicts on content and reputation: check authentication and lists, then write to icloudadmin@apple.com with the reply.',
        source: applePage,
      },
    ],
  },
  {
    id: 'orange.ofr',
    provider: ['orange', 'sfr', 'laposte', 'free'],
    class: ['reputation', 'rate_limit', 'spam_content', 'policy'],
    steps: [
      {
        text: 'The OFR, LPN or LSFR number names the rule. Orange wants a PTR, a HELO that is a full name, and an address on none of the lists of Abusix, Spamhaus and Cloudmark.',
        source: orangePage,
      },
      {
        text: 'Too many connections (OFR_104): one or two at a time, at most 100 messages a connection.',
        source: page(
          'Suped: limits at orange.fr',
          'https://www.suped.com/knowledge/email-deliverability/troubleshooting/what-are-the-recommended-connection-and-message-rate-limits-for-wanadoofr-and-orangefr-to-avoid-',
        ),
      },
      {
        text: 'Signal Spam tells its members how many complaints each address draws at Orange and SFR.',
        source: page('Signal Spam', 'https://signal-spam.fr/en/accueil/les-actions-contre-le-spam/'),
      },
    ],
  },
  {
    id: 'gmx.any',
    provider: ['gmx'],
    steps: [
      {
        text: 'Open the link in the reply: its case number (c=r…) tells the rule. GMX wants a PTR, a resolvable sender domain and no dynamic address.',
        source: gmxPage,
      },
    ],
  },
  {
    id: 'tonline.any',
    provider: ['tonline'],
    class: ['reputation', 'policy', 'rate_limit', 'sender_identity'],
    steps: [
      {
        text: 'T-Online takes mail only from addresses it knows, with a host name that shows who runs it: write to tosa@rx.t-online.de with the reply.',
        source: page('T-Online postmaster', 'https://postmaster.t-online.de/'),
      },
    ],
  },
  {
    id: 'comcast.any',
    provider: ['comcast'],
    steps: [
      {
        text: 'The letters tell: RL is a rate, BL a blocklist, DM DMARC, PT the PTR. The number leads to the page.',
        source: comcastPage,
      },
    ],
  },
  {
    id: 'qq.any',
    provider: ['tencent'],
    steps: [
      {
        text: 'The words name what is counted: address (Ip), sender, domain, each by the minute, hour and day; how many are taken is kept secret. Over the limit of a day nothing is taken until the next.',
        source: qqPage,
      },
      { text: 'Align SPF, DKIM and DMARC, and use the form behind the link in the reply.', source: qqPage },
    ],
  },
  {
    id: 'netease.any',
    provider: ['netease'],
    steps: [
      {
        text: 'The code before the Chinese text (DT:SPM, MI:SFQ, HL:IPB …) names the rule; the page lists all.',
        source: page('NetEase: list of its codes (a copy)', 'https://blog.csdn.net/hjx9452/article/details/119910018'),
      },
    ],
  },
  {
    id: 'mimecast.any',
    provider: ['mimecast'],
    steps: [
      {
        text: 'The recipient’s Mimecast policy decided: their administrator sees the message under Rejections and can permit the sender.',
        source: mimecastPage,
      },
    ],
  },
  {
    id: 'proofpoint.any',
    provider: ['proofpoint'],
    class: ['reputation', 'spam_content', 'policy'],
    steps: [{ text: 'Look our address up and ask for removal there.', source: proofpointPage }],
  },
  {
    id: 'barracuda.reputation',
    provider: ['barracuda'],
    class: ['reputation'],
    steps: [
      {
        text: 'Ask Barracuda for removal, once the source is stopped.',
        source: page('Barracuda removal request', 'https://www.barracudacentral.org/rbl/removal-request'),
      },
    ],
  },
  {
    id: 'cisco.reputation',
    provider: ['cisco'],
    class: ['reputation'],
    steps: [
      {
        text: 'Look our address up at Talos, and open a reputation ticket there.',
        source: page('Talos reputation', 'https://talosintelligence.com/reputation_center'),
      },
    ],
  },
  {
    id: 'cox.any',
    provider: ['cox'],
    steps: [
      {
        text: 'Look the code in the reply up in Cox’s list: some lift by themselves when we send less, others need a request.',
        source: page('Cox: email error codes', 'https://www.cox.com/residential/support/email-error-codes.html'),
      },
    ],
  },
  {
    id: 'spectrum.aup',
    provider: ['spectrum'],
    class: ['reputation', 'rate_limit', 'policy'],
    explanation:
      'Spectrum (Charter, Roadrunner) holds our address back for a while; it lifts this by itself when less unwanted mail arrives from it.',
    timeScale: 'five minutes to 24 hours',
    steps: [
      {
        text: 'Send less at a time, stop what they call unwanted, and wait a day before asking.',
        source: page(
          'Spam Resource: Charter and Roadrunner bounces',
          'https://www.spamresource.com/2019/10/charterroadrunner-bounces.html',
        ),
      },
    ],
  },
  {
    id: 'godaddy.ib',
    provider: ['godaddy'],
    steps: [
      {
        text: 'Look the IB code up: the page says which need a removal request.',
        source: page(
          'GoDaddy: rejected mail',
          'https://www.godaddy.com/help/fix-rejected-email-with-a-bounce-error-40685',
        ),
      },
    ],
  },
  {
    id: 'yandex.spam',
    provider: ['yandex'],
    class: ['spam_content', 'reputation'],
    timeScale: 'up to 24 hours',
    explanation: 'Yandex takes our mail for spam; from a host that sends nothing else it takes none for a day.',
    steps: [
      {
        text: 'Stop the source of the unwanted mail, then let the queue rest for a day.',
        source: page('Yandex: non-delivery reports', 'https://www.yandex.com/support/mail/bounces/yandex.html'),
      },
    ],
  },
  {
    id: 'mailru.any',
    provider: ['mailru'],
    steps: [
      {
        text: 'Register our domain at their postmaster service; it shows complaints and limits.',
        source: page('Mail.ru Postmaster', 'https://postmaster.mail.ru/'),
      },
    ],
  },
  {
    id: 'ses.throttle',
    provider: ['amazonses'],
    class: ['rate_limit'],
    steps: [
      {
        text: 'Send at most the rate of our account, or ask for a higher quota.',
        source: page(
          'Amazon SES: sending quotas',
          'https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html',
        ),
      },
    ],
  },
  {
    id: 'own-filter',
    class: ['local_fault'],
    rule: ['postfix.own-part', 'own-hop.'],
    title: 'A part of our own server does not answer',
    steps: [
      {
        text: 'Start the filter, store or milter that the text names, and see that its port or socket listens.',
        source: postfix('FILTER_README'),
      },
      { text: 'Prove it with one message. If it leaves, retry the rest paced.', source: postfix('postqueue(1)') },
    ],
  },
  {
    id: 'exim.waiting',
    class: ['connect_failed'],
    rule: ['exim.waiting-only'],
    explanation:
      'Exim waits for its retry time because earlier tries to this host failed; the real reason is in an older line.',
    steps: [
      {
        text: 'Ask exinext for the cause and the next try.',
        source: page(
          'Exim specification: retry configuration',
          'https://www.exim.org/exim-html-current/doc/html/spec_html/ch-retry_configuration.html',
        ),
      },
    ],
  },
  {
    id: 'auth.dns',
    class: ['sender_auth'],
    rule: ['auth.dns-temporary', 'gmail.auth-dns'],
    explanation: 'They could not read our SPF, DKIM or DMARC record just now.',
    timeScale: 'mostly under an hour',
    steps: [
      {
        text: 'Ask our name servers from outside for the SPF, DKIM and DMARC records; look for time-outs and DNSSEC faults.',
        source: rfc(7208, '2.6.6'),
      },
    ],
  },
  {
    id: 'ndn.null-mx',
    class: ['no_such_domain'],
    enhanced: ['5.1.10'],
    explanation: 'The domain says by a null MX that it takes no mail.',
    steps: [],
  },
];
