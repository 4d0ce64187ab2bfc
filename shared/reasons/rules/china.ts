import type { Rule } from '../rule.ts';
const neteaseList = 'NetEase: list of its codes, copied at https://blog.csdn.net/hjx9452/article/details/119910018';
const qqCodes = 'QQ Mail: the pages its replies link; in English at https://smtp.codes/qq';

/** NetEase (163, 126), QQ Mail, Alibaba Mail. */
export const china: readonly Rule[] = [
  // NetEase 163/126: the code before the Chinese text.
  ...(
    [
      [
        'spam',
        'spam_content',
        ['dt:spm'],
        '554 DT:SPM 163 mx13,发送的邮件内容包含了未被许可的信息，或被系统识别为垃圾邮件',
      ],
      [
        'rate',
        'rate_limit',
        [
          'hl:icc',
          'hl:ifc',
          'mi:dmc',
          'mi:ccl',
          'rp:drc',
          'rp:ccl',
          'mi:sfq',
          'rp:qrc',
          'mi:stc',
          'rp:rcl',
          'rp:trc',
          'hl:mep',
        ],
        '421 HL:IFC 该IP短期内发送了大量信件，超过了网易的限制，被临时禁止连接',
      ],
      [
        'blocked',
        'reputation',
        ['dt:rbl', 'wm:bli', 'hl:ihu', 'hl:ipb', 'hl:rep'],
        '554 HL:IHU 发信IP因发送垃圾邮件或存在异常的连接行为，被暂时挂起',
      ],
      ['sender', 'sender_rejected', ['wm:blu', 'mi:spb'], '554 MI:SPB 此用户不在网易允许的发信用户列表里'],
      ['authentication', 'sender_auth', ['mi:spf', 'mi:dma', 'dt:sum'], '550 MI:SPF 发信IP未被发送域的SPF许可'],
      ['helo', 'sender_identity', ['mi:nhd'], '550 MI:NHD HELO命令不允许为空'],
      ['commands', 'protocol_format', ['mi:cel', 'rp:cel'], '450 MI:CEL 发送方出现过多的错误指令。请检查发信程序'],
      ['address', 'protocol_format', ['mi:imf'], '550 MI:IMF 发信人电子邮件地址不合规范'],
      ['relay', 'relay_denied', ['rp:frl'], '550 RP:FRL 网易邮箱不开放匿名转发'],
    ] as const
  ).map(([name, cls, codes, example]): Rule => ({
    id: `netease.${name}`,
    class: cls,
    provider: ['netease'],
    text: codes,
    source: neteaseList,
    examples: [example],
  })),
  {
    id: 'netease.login',
    class: 'smtp_auth',
    provider: ['netease'],
    whole: ['err.login'],
    source: neteaseList,
    examples: ['535 ERR.LOGIN.PASSERR'],
  },
  // Coremail, the server of many Chinese universities and companies, and of its kin Eyou.
  ...(
    [
      [
        'sender',
        'sender_rejected',
        [
          'fake sender',
          'null sender is not allowed',
          'host denies the sender',
          'black mail address',
          'sender is unvalidated',
        ],
        '550 Requested mail action not taken: Fake sender',
      ],
      [
        'blocked',
        'reputation',
        [
          'requested mail action not taken: invalid ip',
          'ip is (hangup|rejected)',
          'black ip',
          'rbl deny',
          'openrelay check',
        ],
        '550 IP is Hangup',
      ],
      ['closed', 'mailbox_disabled', ['user (is )?(hangup|suspended)'], '550 User hangup'],
      ['listed-there', 'policy', ['user in blacklist'], '550 User in blacklist'],
      ['relay', 'relay_denied', ['host denies relay', 'no smtp mx only'], '553 host denies relay.'],
    ] as const
  ).map(([name, cls, text, example]): Rule => ({
    id: `coremail.${name}`,
    class: cls,
    text,
    not: ['smtp auth~'],
    source: 'https://www.icoremail.vip/support/ (退信: what each reply means); Eyou mail server, list of its replies',
    examples: [example],
  })),
  {
    id: 'tencent.access',
    class: 'unspecified',
    provider: ['tencent'],
    text: ['mailbox unavailable or access denied'],
    confidence: 'medium',
    source: qqCodes,
    examples: [
      '550 Mailbox unavailable or access denied [IP: 192.0.2.210]. https://open.work.weixin.qq.com/help2/pc/20057.',
    ],
  },
  {
    id: 'tencent.rate',
    class: 'rate_limit',
    provider: ['tencent'],
    text: [
      '(connection|domain|ip|sender|mail) frequency limited',
      'frequency limited',
      'too many (connections|recipients)',
    ],
    source: qqCodes,
    examples: [
      '550 Connection frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000722',
    ],
  },
  {
    id: 'tencent.blocked',
    class: 'reputation',
    provider: ['tencent'],
    text: ['suspected spam (ip|sender)', 'ip (is )?(rejected|in black~)', 'connection denied'],
    source: qqCodes,
    examples: ['550 Suspected spam ip http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726'],
  },
  {
    id: 'tencent.bounce',
    class: 'sender_rejected',
    provider: ['tencent'],
    text: ['suspected bounce attacks'],
    source: qqCodes,
    examples: ['550 Suspected bounce attacks http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000724'],
  },
  {
    id: 'tencent.sender-domain',
    class: 'sender_rejected',
    provider: ['tencent'],
    text: ['domain may not exist', 'dns check failed', 'mail from domain'],
    source: qqCodes,
    examples: ['550 Domain may not exist or DNS check failed. http://service.mail.qq.com/'],
  },
  {
    id: 'tencent.content',
    class: 'spam_content',
    provider: ['tencent'],
    text: ['mail content denied'],
    source: qqCodes,
    examples: ['550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726'],
  },
  {
    id: 'tencent.recipient-block',
    class: 'policy',
    provider: ['tencent'],
    text: ['mail is rejected by recipients'],
    source: qqCodes,
    examples: [
      '550 Mail is rejected by recipients. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000728',
    ],
  },
  {
    id: 'aliyun.behaviour',
    class: 'reputation',
    provider: ['aliyun'],
    text: ['reject by behaviou?r spam'],
    source: 'Alibaba Mail help centre: "Reject by behaviour spam" is about the sending address and its past mail',
    examples: [
      '554 Reject by behaviour spam at Rcpt State(Connection IP address:192.0.2.1)ANTISPAM_BAT[01201311R1234] : pass rule. service@aliyun.com',
    ],
  },
];
