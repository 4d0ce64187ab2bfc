import type { Provider } from '../provider.ts';

/** Asian mailbox providers. */
export const asia: readonly Provider[] = [
  {
    key: 'tencent',
    name: 'QQ Mail',
    suffixes: ['qq.com', 'exmail.qq.com', 'foxmail.com', 'tencent.com', 'work.weixin.qq.com', 'qcloudmail.com'],
    dialect: [
      String.raw`\bsuspected (?:spam sender|bounce attacks)\b`,
      String.raw`\bmailbox unavailable or access denied\b`,
      String.raw`\bdomain \S{1,120} mismatches client ip\b`,
      String.raw`\bconnection frequency limited\b`,
      String.raw`\bmail content denied\b`,
      // QQ ends its replies with an id and the address that was counted: "[Nu9f… IP: 192.0.2.4]".
      String.raw`\[\S{2,80} ip: [\d.]{7,15}\]`,
    ],
  },
  {
    key: 'netease',
    name: 'NetEase (163, 126)',
    suffixes: ['163.com', '126.com', 'yeah.net', 'netease.com', '188.com', 'vip.163.com', '163.net'],
    dialect: [
      String.raw`\b(?:dt|mi|hl|rp|wm):[a-z]{2,4}\b`,
      String.raw`网易`,
      String.raw`\berr\.login\.`,
      String.raw`\bsmtp auth error limit exceed\b`,
    ],
  },
  {
    key: 'aliyun',
    name: 'Alibaba Mail',
    suffixes: ['aliyun.com', 'mxhichina.com', 'alibaba-inc.com', 'alimail.com', 'qiye.aliyun.com', 'aliyun-inc.com'],
  },
  { key: 'sina', name: 'Sina', suffixes: ['sina.com', 'sina.com.cn', 'sina.cn', 'sina.net', 'sinanet.com'] },
  { key: '263', name: '263 Mail', suffixes: ['263.net', '263xmail.com', '263.net.cn'] },
  { key: '21cn', name: '189 Mail', suffixes: ['21cn.com', '189.cn'] },
  { key: 'hinet', name: 'HiNet', suffixes: ['hinet.net'] },
  { key: 'sonet', name: 'So-net', suffixes: ['so-net.ne.jp'] },
  { key: 'plala', name: 'Plala', suffixes: ['plala.or.jp'] },
  { key: 'sohu', name: 'Sohu', suffixes: ['sohu.com', 'sohumail.com'] },
  { key: 'chinamobile', name: '139 Mail', suffixes: ['139.com', '10086.cn'] },
  {
    key: 'naver',
    name: 'Naver',
    suffixes: ['naver.com', 'worksmobile.com', 'navercorp.com'],
    dialect: [String.raw`- nsmtp\b`],
    codes: [String.raw`\b(?:ract|rdeny|rnexist|rfull|rnouser|rquota) \S{1,50}:`],
  },
  {
    key: 'daum',
    name: 'Daum',
    suffixes: ['hanmail.net', 'daum.net', 'kakao.com'],
    codes: [String.raw`\b(?:das\d\d|chic|ccrt) \S{1,50}: `],
  },
  { key: 'docomo', name: 'NTT docomo', suffixes: ['docomo.ne.jp', 'nttdocomo.co.jp', 'nttdocomo.com', 'spmode.ne.jp'] },
  {
    key: 'au',
    name: 'au (KDDI)',
    suffixes: ['ezweb.ne.jp', 'au.com', 'auone-net.jp', 'dion.ne.jp', 'kddi.com', 'kddi.ne.jp'],
  },
  { key: 'softbank', name: 'SoftBank', suffixes: ['softbank.ne.jp', 'softbank.jp', 'vodafone.ne.jp', 'i.softbank.jp'] },
  { key: 'nifty', name: 'Nifty', suffixes: ['nifty.com', 'nifty.ne.jp'] },
  { key: 'ocn', name: 'OCN', suffixes: ['ocn.ne.jp', 'ocn.ad.jp'] },
  { key: 'biglobe', name: 'BIGLOBE', suffixes: ['biglobe.ne.jp'] },
];
