/** A mail system's way to begin a notice that has no readable status part. */
export interface TextFormat {
  /** Name of the reader in the report. */
  readonly name: string;
  /** Said near the beginning of the notice. */
  readonly opening: RegExp;
}

/**
 * Openings as the programs write them: data, so that a new one is one line. Order matters only where one system copied
 * another's words. Sources: qmail-send(8) and QSBMF (cr.yp.to/proto/qsbmf.txt), Exim `deliver.c` and its
 * bounce_message_file, Postfix bounce(5), Sendmail `savemail.c`, Courier submit(8), OpenSMTPD bounce.c, dma mail.c, the
 * notices of Exchange and Domino, and those of providers as they arrive.
 */
export const textFormats: readonly TextFormat[] = [
  {
    name: 'qmail',
    opening:
      /^\s*hi\. (?:this is|the) [^\n]{0,80}(?:qmail-send|MTA program|program at|deliver program)|this is the qmail-send program|i'm afraid i wasn't able to deliver your message to the following/i,
  },
  {
    name: 'yahoo',
    opening:
      /^(?:message from [\w.-]+\.\s+)?(?:sorry, we were |we were |)unable to deliver (?:your )?message to the following address(?:\(es\)|es)?\.?/im,
  },
  {
    name: 'qmail',
    opening:
      /your mail was not delivered to the following address|we're sorry\. there's a problem with the e-?mail address|this is the machine generated message from mail service|(?:su mensaje no pudo ser entregado|sua mensagem n[ãa]o p[ôo]de ser enviada)/i,
  },
  {
    name: 'zoho',
    opening:
      /this message was created automatically by mail delivery software\.\s+a message that you sent could not be delivered to one or more of its recipients\. this is a permanent error\.\s+(?:[^\s@]+@[^\s@]+ [^\n]*ERROR_CODE|\[status)/i,
  },
  {
    name: 'gmx',
    opening:
      /mail delivery software[^]{0,200}the following address(?:\(es\))?\s+failed:\s+"?[^\s@]{1,100}@[^\s@]{1,200}"?:\s+SMTP error from remote server/i,
  },
  { name: 'mxlogic', opening: /a message that you have sent could not be delivered to one or more\s+recipients/i },
  {
    name: 'exim',
    opening:
      /this message was created automatically by (?:the )?(?:mail delivery software|mail delivery system|server|the sm)|a message that you (?:have )?sent (?:could not be delivered to (?:one or more|all) of its|has not yet been delivered to|to the following recipients? could not)|это письмо создано автоматически/i,
  },
  {
    name: 'gmail',
    opening:
      /delivery to the following recipients? (?:failed permanently|has been delayed)|this is an automatically generated delivery status notification|^\s*\*{2} (?:address not found|message (?:blocked|not delivered|rejected|too large)|delivery incomplete|recipient inbox full|mailbox full)/im,
  },
  { name: 'googlegroups', opening: /we're writing to let you know that the group you tried to contact/i },
  {
    name: 'postfix',
    opening:
      /this is the [^\n]{0,60}(?:mail system|program) at host|i'm sorry to have to inform you that (?:the|your) message/i,
  },
  {
    name: 'sendmail',
    opening:
      /-{3,} ?the following addresses? had (?:permanent fatal|transient non-fatal|delivery|successful)|-{3,} ?transcript of (?:the )?session follows|the original message was received at/i,
  },
  {
    name: 'exchange',
    opening:
      /did not reach the following recipient\(s\)|delivery (?:has failed|is delayed|of the message|to) [^\n]{0,10}these recipients|diagnostic information for administrators|generating server:|your message to the following recipients? (?:could not|cannot|wasn't)|your message wasn't delivered|(?:diagnoseinformationen für administratoren|informations de diagnostic pour les administrateurs|información de diagnóstico para administradores|informazioni di diagnostica per gli amministratori|diagnostische gegevens voor beheerders|diagnostikinformation för administratörer|diagnostic information for admins|informações de diagnóstico para administradores|diagnostyczne dla administrator|диагностические сведения для администратор|管理者向けの診断情報|管理员的诊断信息|診断情報)/i,
  },
  {
    name: 'domino',
    opening:
      /was not delivered to:\s+\S[^]{0,300}\bbecause:|-{3,} ?failure reasons? ?-{3,}|not listed in (?:domino directory|public name & address)/i,
  },
  { name: 'opensmtpd', opening: /this is the MAILER-DAEMON, please DO NOT REPLY/i },
  { name: 'dragonfly', opening: /this is the dragonfly mail agent/i },
  {
    name: 'courier',
    opening:
      /running the courier mail server|-{3,}\s+(?:UNDELIVERABLE MAIL|DELAYED MAIL)|this is a delivery status notification from/i,
  },
  {
    name: 'imail',
    opening:
      /^\s*(?:unknown (?:user|host|domain)|user mailbox exceeds allowed size|undeliverable to|delivery failed \d+ attempts|invalid final delivery userid|user not local|no valid recipients|mailbox (?:for )?\S+ is full):?\s/i,
  },
  {
    name: 'mailmarshal',
    opening:
      /could not be delivered because of[^]{0,400}the following recipients were affected|could not be delivered because of/i,
  },
  { name: 'mailfoundry', opening: /unable to deliver message to: <[^>]*>\s+delivery failed for the following reason/i },
  {
    name: 'surfcontrol',
    opening: /a transcript of the attempts to send the message follows|your message could not be sent\.\s/i,
  },
  { name: 'interscan', opening: /message from interscan|sent (?:>>>|<<<) rcpt to:/i },
  { name: 'mfilter', opening: /m-filter|^-{3,}server message$/im },
  { name: 'james', opening: /this is the james mail server|error message below:\s|failed recipient\(s\):/i },
  {
    name: 'kddi',
    opening:
      /your mail sent on:?[^\n]*\s+could not be delivered to|each of the following recipients was rejected by a remote mail server|the following recipients did not receive this message|the user\(s\) account is (?:disabled|temporarily)/i,
  },
  { name: 'verizon', opening: /message could not be delivered to mobile|no valid recipients for this mm/i },
  {
    name: 'mdaemon',
    opening:
      /the attached message had permanent fatal delivery errors|- no such user here\.?\s+there is no user by that name at this server|your message was unable to be delivered/i,
  },
  {
    name: 'groupwise',
    opening: /the message that you sent was undeliverable to the following|gwia\b|mail message was undeliverable to/i,
  },
  {
    name: 'powermta',
    opening:
      /(?:hello, )?this is the mail server on [^\n]{1,120}\s+i am sending you this message to inform you on the delivery status|delivery failed; will not continue trying/i,
  },
  { name: 'sun', opening: /this report relates to a message you sent with the following header fields/i },
  { name: 'mcafee', opening: /--- the following addresses had delivery problems ---/i },
  { name: 'activehunter', opening: /-{3,} the following addresses had permanent fatal errors -{3,}\s+>>>/i },
  { name: 'x6', opening: /we had trouble delivering your message\. full details follow/i },
  {
    name: 'spool',
    opening:
      /automatically generated delivery status notification\.?\s+=*\s+|delevery to the following recipients|the following message to <[^>]*> was undeliverable/i,
  },
  {
    name: 'intermail',
    opening:
      /this message is (?:a )?(?:being )?(?:an )?automatic(?:ally generated)?[^\n]{0,60}(?:delivery|bounce|mail)|intended recipient: |-{2,} ?failed recipients ?-{2,}|--- ?non-delivery report ?---|message not delivered to the following addresses|could not deliver (?:the )?message to the following recipient|^failed recipient:|-{3,} ?non-delivered information|-{3,}the following addresses had delivery errors-{3,}/im,
  },
  { name: 'smtp32', opening: /did not reach the following recipient:|undelivered message follows/i },
  {
    name: 'compuserve',
    opening:
      /your message could not be delivered\.? it is|receiver not found|could not be delivered for the following reason/i,
  },
  { name: 'fml', opening: /^\s*duplicated message-id in </i },
  {
    name: 'novell',
    opening:
      /the message you sent (?:could not be|was not) delivered|was undeliverable\.\s+the reason|the message you sent requires that you verify/i,
  },
  {
    name: 'kerio',
    opening:
      /message delivery failed\.? |your message (?:to|with subject)[^\n]{0,200} (?:could not|has not|cannot|was not) be(?:en)? delivered/i,
  },
];

/** How far into a notice an opening may stand: after a greeting, a logo's text, a bilingual preface. */
export const openingReach = 1600;

export function formatOf(notice: string): TextFormat | null {
  const start = notice.slice(0, openingReach);
  return textFormats.find((f) => f.opening.test(start)) ?? null;
}
