/**
 * SMTP reply codes and enhanced status codes in our own words. Source: the IANA registry "SMTP Enhanced Status Codes"
 * (RFC 5248) and the RFC named at each code. X is 2 (success), 4 (temporary) or 5 (permanent).
 */
export interface CodeWords {
  readonly code: string;
  readonly meaning: string;
  readonly rfc: string;
  /** Reply codes the registry names with an enhanced code; servers mix them freely. */
  readonly replies?: readonly string[];
}

export const enhancedCodeWords: readonly CodeWords[] = [
  { code: 'X.0.0', meaning: 'Nothing more specific known', rfc: 'RFC 3463', replies: ['any'] },
  { code: 'X.1.0', meaning: 'Something about the address, unspecified', rfc: 'RFC 3463' },
  { code: 'X.1.1', meaning: 'No such mailbox at the recipient domain', rfc: 'RFC 3463', replies: ['451', '550'] },
  { code: 'X.1.2', meaning: 'Recipient domain does not exist or cannot take mail', rfc: 'RFC 3463' },
  { code: 'X.1.3', meaning: 'Recipient address is malformed', rfc: 'RFC 3463', replies: ['501'] },
  { code: 'X.1.4', meaning: 'Recipient address matches more than one mailbox', rfc: 'RFC 3463' },
  { code: 'X.1.5', meaning: 'Recipient address is valid (success)', rfc: 'RFC 3463', replies: ['250'] },
  { code: 'X.1.6', meaning: 'Mailbox has moved and left no forwarding address', rfc: 'RFC 3463' },
  { code: 'X.1.7', meaning: 'Sender address is malformed', rfc: 'RFC 3463' },
  {
    code: 'X.1.8',
    meaning: 'Sender domain does not exist or cannot receive replies',
    rfc: 'RFC 3463',
    replies: ['451', '501'],
  },
  { code: 'X.1.9', meaning: 'Message relayed to a mailer that cannot report status', rfc: 'RFC 3886' },
  {
    code: 'X.1.10',
    meaning: 'Recipient domain publishes a null MX: it accepts no mail',
    rfc: 'RFC 7505',
    replies: ['556'],
  },
  { code: 'X.2.0', meaning: 'Something about the mailbox, unspecified', rfc: 'RFC 3463' },
  { code: 'X.2.1', meaning: 'Mailbox exists but is disabled or not accepting mail', rfc: 'RFC 3463' },
  { code: 'X.2.2', meaning: 'Mailbox is full or over quota', rfc: 'RFC 3463', replies: ['552'] },
  { code: 'X.2.3', meaning: 'Message is larger than this mailbox allows', rfc: 'RFC 3463', replies: ['552'] },
  { code: 'X.2.4', meaning: 'Mailing list could not be expanded', rfc: 'RFC 3463', replies: ['450', '452'] },
  {
    code: 'X.3.0',
    meaning: 'Something about the receiving system, unspecified',
    rfc: 'RFC 3463',
    replies: ['221', '250', '421', '451', '550', '554'],
  },
  { code: 'X.3.1', meaning: 'Receiving system is out of storage', rfc: 'RFC 3463', replies: ['452'] },
  {
    code: 'X.3.2',
    meaning: 'Receiving system is not taking mail now (shutdown, maintenance, load)',
    rfc: 'RFC 3463',
    replies: ['453', '521'],
  },
  { code: 'X.3.3', meaning: 'Receiving system cannot handle a requested feature', rfc: 'RFC 3463' },
  { code: 'X.3.4', meaning: 'Message is larger than the system limit', rfc: 'RFC 3463', replies: ['552', '554'] },
  { code: 'X.3.5', meaning: 'Receiving system is misconfigured', rfc: 'RFC 3463' },
  { code: 'X.3.6', meaning: 'Priority was changed on request', rfc: 'RFC 6710', replies: ['250', '251'] },
  { code: 'X.4.0', meaning: 'Something about network or routing, unspecified', rfc: 'RFC 3463' },
  { code: 'X.4.1', meaning: 'Host gave no answer', rfc: 'RFC 3463', replies: ['451'] },
  { code: 'X.4.2', meaning: 'Connection was made but failed or broke', rfc: 'RFC 3463', replies: ['421'] },
  {
    code: 'X.4.3',
    meaning: 'A directory or name server needed for routing failed',
    rfc: 'RFC 3463',
    replies: ['451', '550'],
  },
  { code: 'X.4.4', meaning: 'No route or next hop could be found', rfc: 'RFC 3463' },
  { code: 'X.4.5', meaning: 'Network or system is congested', rfc: 'RFC 3463', replies: ['451'] },
  { code: 'X.4.6', meaning: 'Mail loop detected', rfc: 'RFC 3463' },
  { code: 'X.4.7', meaning: 'Message was in the queue too long', rfc: 'RFC 3463' },
  {
    code: 'X.5.0',
    meaning: 'Something about the protocol, unspecified',
    rfc: 'RFC 3463',
    replies: ['220', '250', '251', '252', '253', '451', '452', '454', '458', '459', '501', '502', '503', '554'],
  },
  {
    code: 'X.5.1',
    meaning: 'Command out of sequence or not supported',
    rfc: 'RFC 3463',
    replies: ['430', '500', '501', '503', '530', '550', '554', '555'],
  },
  { code: 'X.5.2', meaning: 'Command not understood', rfc: 'RFC 3463', replies: ['500', '501', '502', '550', '555'] },
  { code: 'X.5.3', meaning: 'Too many recipients for one transaction', rfc: 'RFC 3463', replies: ['451'] },
  {
    code: 'X.5.4',
    meaning: 'Command has invalid arguments',
    rfc: 'RFC 3463',
    replies: ['451', '501', '502', '503', '504', '550', '555'],
  },
  { code: 'X.5.5', meaning: 'Protocol versions do not match', rfc: 'RFC 3463' },
  { code: 'X.5.6', meaning: 'Authentication exchange line too long', rfc: 'RFC 4954', replies: ['500'] },
  { code: 'X.6.0', meaning: 'Something about the content, unspecified', rfc: 'RFC 3463' },
  { code: 'X.6.1', meaning: 'Content type not supported by the receiver', rfc: 'RFC 3463' },
  { code: 'X.6.2', meaning: 'Conversion needed but forbidden', rfc: 'RFC 3463' },
  { code: 'X.6.3', meaning: 'Conversion needed but not possible', rfc: 'RFC 3463', replies: ['554'] },
  { code: 'X.6.4', meaning: 'Conversion was done and lost information', rfc: 'RFC 3463', replies: ['250'] },
  { code: 'X.6.5', meaning: 'Conversion failed', rfc: 'RFC 3463' },
  { code: 'X.6.6', meaning: 'Referenced content not available (BURL)', rfc: 'RFC 4468', replies: ['554'] },
  {
    code: 'X.6.7',
    meaning: 'Non-ASCII address not allowed for this sender or recipient',
    rfc: 'RFC 6531',
    replies: ['550', '553'],
  },
  {
    code: 'X.6.8',
    meaning: 'A UTF-8 reply is needed but the client did not allow it',
    rfc: 'RFC 6531',
    replies: ['252', '550', '553'],
  },
  {
    code: 'X.6.9',
    meaning: 'A message with UTF-8 headers cannot be passed to the recipient',
    rfc: 'RFC 6531',
    replies: ['550'],
  },
  { code: 'X.6.10', meaning: 'Registered by mistake as a copy of X.6.8; do not use', rfc: 'RFC 6531' },
  {
    code: 'X.7.0',
    meaning: 'Something about security or policy, unspecified',
    rfc: 'RFC 3463',
    replies: ['220', '235', '450', '454', '500', '501', '503', '504', '530', '535', '550'],
  },
  {
    code: 'X.7.1',
    meaning: 'Sender is not allowed to send to this recipient (used for any policy refusal)',
    rfc: 'RFC 3463',
    replies: ['451', '454', '502', '503', '533', '550', '551'],
  },
  { code: 'X.7.2', meaning: 'Sender may not post to this mailing list', rfc: 'RFC 3463', replies: ['550'] },
  { code: 'X.7.3', meaning: 'A security conversion is needed but not possible', rfc: 'RFC 3463' },
  { code: 'X.7.4', meaning: 'A required security feature is not supported', rfc: 'RFC 3463', replies: ['504'] },
  { code: 'X.7.5', meaning: 'A cryptographic step failed', rfc: 'RFC 3463' },
  { code: 'X.7.6', meaning: 'Cryptographic algorithm not supported', rfc: 'RFC 3463' },
  { code: 'X.7.7', meaning: 'Message integrity check failed', rfc: 'RFC 3463' },
  { code: 'X.7.8', meaning: 'Login name or password is wrong', rfc: 'RFC 4954', replies: ['535', '554'] },
  { code: 'X.7.9', meaning: 'Authentication mechanism too weak', rfc: 'RFC 4954', replies: ['534'] },
  { code: 'X.7.10', meaning: 'Encryption is needed before this command', rfc: 'RFC 5248', replies: ['523'] },
  {
    code: 'X.7.11',
    meaning: 'Encryption is needed for this login method',
    rfc: 'RFC 4954, RFC 5248',
    replies: ['524', '538'],
  },
  { code: 'X.7.12', meaning: 'Password must be changed first', rfc: 'RFC 4954', replies: ['422', '432'] },
  { code: 'X.7.13', meaning: 'User account is disabled', rfc: 'RFC 5248', replies: ['525'] },
  {
    code: 'X.7.14',
    meaning: 'Trust relationship with a third server is needed',
    rfc: 'RFC 5248',
    replies: ['535', '554'],
  },
  { code: 'X.7.15', meaning: 'Priority level of the message is too low now', rfc: 'RFC 6710', replies: ['450', '550'] },
  { code: 'X.7.16', meaning: 'Message too big for its priority level', rfc: 'RFC 6710', replies: ['552'] },
  { code: 'X.7.17', meaning: 'Mailbox has a new owner since the given date', rfc: 'RFC 7293', replies: ['5XX'] },
  { code: 'X.7.18', meaning: 'Domain has a new owner since the given date', rfc: 'RFC 7293', replies: ['5XX'] },
  { code: 'X.7.19', meaning: 'The required-recipient test could not be completed', rfc: 'RFC 7293', replies: ['5XX'] },
  { code: 'X.7.20', meaning: 'No DKIM signature passed', rfc: 'RFC 7372', replies: ['550'] },
  { code: 'X.7.21', meaning: 'No DKIM signature was acceptable', rfc: 'RFC 7372', replies: ['550'] },
  { code: 'X.7.22', meaning: 'No DKIM signature matched the author domain', rfc: 'RFC 7372', replies: ['550'] },
  { code: 'X.7.23', meaning: 'SPF check failed', rfc: 'RFC 7372', replies: ['550'] },
  { code: 'X.7.24', meaning: 'SPF check could not be evaluated (error)', rfc: 'RFC 7372', replies: ['451', '550'] },
  { code: 'X.7.25', meaning: 'Reverse DNS check of the client failed', rfc: 'RFC 7372', replies: ['550'] },
  { code: 'X.7.26', meaning: 'Several authentication checks failed together', rfc: 'RFC 7372', replies: ['550'] },
  { code: 'X.7.27', meaning: 'Sender domain publishes a null MX', rfc: 'RFC 7505', replies: ['550'] },
  { code: 'X.7.28', meaning: 'Message looks like part of a mail flood', rfc: 'IANA registry entry' },
  { code: 'X.7.29', meaning: 'ARC validation failed', rfc: 'RFC 8617', replies: ['550'] },
  { code: 'X.7.30', meaning: 'REQUIRETLS cannot be honoured', rfc: 'RFC 8689', replies: ['550'] },
];

export const replyCodeWords: readonly CodeWords[] = [
  { code: '211', meaning: 'System status or help', rfc: 'RFC 5321' },
  { code: '214', meaning: 'Help text', rfc: 'RFC 5321' },
  { code: '220', meaning: 'Service ready (greeting, or go ahead with TLS)', rfc: 'RFC 5321, RFC 3207' },
  { code: '221', meaning: 'Closing the connection', rfc: 'RFC 5321' },
  { code: '235', meaning: 'Login accepted', rfc: 'RFC 4954' },
  { code: '250', meaning: 'Done', rfc: 'RFC 5321' },
  { code: '251', meaning: 'Not local, will forward', rfc: 'RFC 5321' },
  { code: '252', meaning: 'Cannot verify, will try', rfc: 'RFC 5321' },
  { code: '253', meaning: 'Pending messages for the node started (ETRN)', rfc: 'RFC 1985' },
  { code: '334', meaning: 'Continue the login exchange', rfc: 'RFC 4954' },
  { code: '354', meaning: 'Send the message now', rfc: 'RFC 5321' },
  { code: '421', meaning: 'Service closing the connection; try later', rfc: 'RFC 5321' },
  { code: '422', meaning: 'Password transition needed (registered with X.7.12)', rfc: 'RFC 5248' },
  { code: '430', meaning: 'Command not allowed now (listed with X.5.1)', rfc: 'RFC 5248' },
  { code: '432', meaning: 'Password change needed; Exchange also uses it for a throttled recipient', rfc: 'RFC 4954' },
  { code: '450', meaning: 'Mailbox not available now (busy or temporarily blocked)', rfc: 'RFC 5321' },
  { code: '451', meaning: 'Local processing error at the receiver', rfc: 'RFC 5321' },
  { code: '452', meaning: 'Not enough storage, or too many recipients', rfc: 'RFC 5321' },
  { code: '453', meaning: 'You have no mail (ATRN); also listed with X.3.2', rfc: 'RFC 2645, RFC 5248' },
  { code: '454', meaning: 'Temporary login failure, or TLS not available now', rfc: 'RFC 4954, RFC 3207' },
  { code: '455', meaning: 'Parameters cannot be honoured now', rfc: 'RFC 5321' },
  { code: '458', meaning: 'Unable to queue messages for the node (ETRN)', rfc: 'RFC 1985' },
  { code: '459', meaning: 'Node not allowed (ETRN)', rfc: 'RFC 1985' },
  { code: '500', meaning: 'Command not recognised', rfc: 'RFC 5321' },
  { code: '501', meaning: 'Bad arguments', rfc: 'RFC 5321' },
  { code: '502', meaning: 'Command not implemented', rfc: 'RFC 5321' },
  { code: '503', meaning: 'Commands in the wrong order', rfc: 'RFC 5321' },
  { code: '504', meaning: 'Parameter not implemented', rfc: 'RFC 5321' },
  { code: '521', meaning: 'Host never accepts mail', rfc: 'RFC 7504' },
  { code: '523', meaning: 'Encryption needed', rfc: 'RFC 5248' },
  { code: '524', meaning: 'Encryption needed for this login method', rfc: 'RFC 5248' },
  { code: '525', meaning: 'User account disabled', rfc: 'RFC 5248' },
  { code: '530', meaning: 'Login (or STARTTLS) required', rfc: 'RFC 4954, RFC 3207' },
  { code: '533', meaning: 'Listed with X.7.1 for missing authorisation', rfc: 'RFC 5248' },
  { code: '534', meaning: 'Login mechanism too weak', rfc: 'RFC 4954' },
  { code: '535', meaning: 'Login credentials invalid', rfc: 'RFC 4954' },
  { code: '538', meaning: 'Encryption needed for this login method', rfc: 'RFC 4954' },
  { code: '550', meaning: 'Mailbox unavailable: unknown, no access, or policy', rfc: 'RFC 5321' },
  { code: '551', meaning: 'Not local; try the given address', rfc: 'RFC 5321' },
  { code: '552', meaning: 'Storage limit exceeded', rfc: 'RFC 5321' },
  { code: '553', meaning: 'Mailbox name not allowed', rfc: 'RFC 5321' },
  { code: '554', meaning: 'Transaction failed, or no SMTP service here', rfc: 'RFC 5321' },
  { code: '555', meaning: 'MAIL or RCPT parameters not recognised', rfc: 'RFC 5321' },
  { code: '556', meaning: 'Recipient domain accepts no mail', rfc: 'RFC 7504' },
];

/** Reply codes no standard knows, but seen. */
export const strayReplyWords: readonly { readonly code: string; readonly note: string }[] = [
  { code: '426', note: 'seen from some relays for a timed-out connection' },
  { code: '472', note: 'seen as "validating sender" (greylist-like)' },
  { code: '498', note: 'Mailgun event: no MX' },
  { code: '460', note: 'NetEase: wrong login' },
  { code: '522', note: 'seen for over quota' },
  { code: '540', note: 'Rambler: mailbox inactive or blocked' },
  { code: '541', note: 'Zoho, MXToolbox-style filters: rejected by policy or spam' },
  { code: '542', note: 'MessageLabs: rejected' },
  { code: '571', note: 'Laposte, Verizon: refused by policy' },
  { code: '585', note: 'listed in the KumoMTA community rules' },
  { code: '591', note: 'seen for a blocklist refusal' },
  { code: '605', note: 'Mailgun event: suppressed address' },
];

/** What providers mean by codes of their own. "A-B" is a range, "A / B" are several. */
export const providerCodeWords: readonly {
  readonly code: string;
  readonly provider: string;
  readonly meaning: string;
}[] = [
  {
    code: '4.7.650-4.7.651',
    provider: 'microsoft365',
    meaning: 'Outlook.com: sending IP rate limited for its reputation',
  },
  { code: '4.7.652', provider: 'microsoft365', meaning: 'Outlook.com: too many connections from the sending IP' },
  {
    code: '4.7.500-4.7.699',
    provider: 'microsoft365',
    meaning: 'Exchange Online Protection: sending IP throttled or suspected',
  },
  { code: '5.7.606-5.7.649', provider: 'microsoft365', meaning: 'sending IP banned; delist portal' },
  { code: '5.7.509', provider: 'microsoft365', meaning: 'DMARC reject' },
  { code: '5.7.515', provider: 'microsoft365', meaning: 'sender domain fails the bulk-sender authentication rules' },
  { code: '4.4.312', provider: 'microsoft365', meaning: 'DNS query failed' },
  { code: '4.4.315', provider: 'microsoft365', meaning: 'connection timed out' },
  { code: '4.4.316', provider: 'microsoft365', meaning: 'connection refused' },
  {
    code: '4.4.317',
    provider: 'microsoft365',
    meaning: 'cannot connect: the bracketed message tells network from TLS',
  },
  { code: '4.4.318', provider: 'microsoft365', meaning: 'connection closed abruptly' },
  { code: '4.7.320', provider: 'microsoft365', meaning: 'certificate validation failed' },
  {
    code: '4.7.321-4.7.325',
    provider: 'microsoft365',
    meaning: 'DANE failures (no STARTTLS, expired, TLSA, DNSSEC, host mismatch)',
  },
  { code: '4.7.23 / 4.7.25', provider: 'gmail', meaning: 'no matching reverse DNS' },
  {
    code: '4.7.26 / 4.7.27 / 4.7.30 / 4.7.32',
    provider: 'gmail',
    meaning:
      'unauthenticated / SPF / DKIM / alignment: note that 7.30 and 7.32 clash with or lie outside the IANA meaning',
  },
  { code: '4.7.28', provider: 'gmail', meaning: 'unusual rate of (unsolicited) mail' },
  { code: '4.7.29', provider: 'gmail', meaning: 'message not sent over TLS (IANA: ARC failure)' },
];

export const codeClassWords: Readonly<Record<string, string>> = {
  '2': 'success',
  '4': 'persistent transient failure: retry may work',
  '5': 'permanent failure',
};

export const codeSubjectWords: Readonly<Record<string, string>> = {
  '0': 'undefined',
  '1': 'addressing',
  '2': 'mailbox',
  '3': 'mail system',
  '4': 'network and routing',
  '5': 'delivery protocol',
  '6': 'message content',
  '7': 'security or policy',
};

/** Who may say a code, by its subject digit. */
export const codeSpeakerWords: Readonly<Record<string, string>> = {
  0: 'Anybody: the code says nothing about who or why.',
  1: 'The receiver after MAIL or RCPT; our own server for its own domains and unknown hosts.',
  2: 'The store of the recipient: the receiver, or our own when no other host is quoted.',
  3: 'The receiver’s mail system. Our own server says it as well: a full disk, a look-up table, a filter or a missing transport.',
  4: 'Mostly our own server, about DNS, connections, loops and time-outs on the way.',
  5: 'The server that did not understand a command, or that limits a session.',
  6: 'The receiver, about the message itself, after its data.',
  7: 'The receiver’s policy, filter or login; our own milter says 4.7.1 when it fails. Only who spoke tells them apart.',
};

/** Who may say a reply code, by its second digit (RFC 5321 s.4.2.1). */
export const replySpeakerWords: Readonly<Record<string, string>> = {
  0: 'The server that could not read a command.',
  1: 'The server, as information.',
  2: 'The server, about the connection.',
  3: 'The server, about login (RFC 4954).',
  5: 'The receiver’s mail system; our own filter or store when it stands on our own address.',
};

export const codeNotes = {
  temporary: 'The sending server tries again by itself.',
  permanent: 'The sending server gives up and sends a bounce.',
  success: 'Not a failure.',
  unknown: 'No standard knows this code. The words next to it count.',
};
