import type { Rule } from '../rule.ts';

/** Asked before the subjects: a filter that does not work has judged nothing. */
export const brokenFilter: readonly Rule[] = [
  {
    id: 'remote.filter-broken',
    class: 'remote_temporary',
    code: ['4'],
    text: [
      '(spam|anti-?spam|virus|anti-?virus|content|malware|mail|av|dlp|message)( |-)?(filter|scanner|scanning|scan|check|checker|engine|proxy|daemon)( (service|engine|server|daemon|process|software|is|was|has|temporarily|currently|connection|end message))* (malfunction~|fail(s|ed|ure)?|error|errors|faults?|time-?out|timed out|unavailable|not (available|responding|running|reachable|ready|answering|working)|down|busy|overload~|problem|trouble|crash~|unreachable|offline|restart~|went away)',
      '(scanner|clamd|clamav|spamd|spamassassin|milter|amavis~|rspamd|policyd)( (service|engine|server|daemon|process|software|is|was|has|temporarily|currently|connection|end message))* (malfunction~|fail(s|ed|ure)?|error|errors|faults?|time-?out|timed out|unavailable|not (available|responding|running|reachable|ready|answering|working)|down|busy|overload~|problem|trouble|crash~|unreachable|offline|restart~|went away)',
      '(error|problem|failure|trouble|cannot|unable|could not|failed|timed? ?out)( (while|in|to|at|by|for|of|with))* (connecting|connect|contacting|contact|reaching|reach|talking|calling|invoking|running|scanning|waiting|communicating)( (to|with|for|the|our|a|this))* (message|mail|content|spam|virus|malware|anti-?virus|anti-?spam|filter|scanner|clamd?|spamd|milter|policy|rspamd|amavis)~',
      '(cannot|could not|unable to|not able to) (be )?scan(ned)?',
      '(error|failure|problem|time-?out) (in|of|with|from) (the )?(spam|virus|content) (scanner|check|filter)',
      '(connect~|connection|talk|talking|reach|contact) (to |with )?(the )?(spamd|clamd|rspamd|amavis~|spamassassin|clamav~|scanner|virus scanner)',
      '(spam|virus|av|anti-?virus|anti-?spam|content|malware|mail|message)( |-)?(scanners?|engine|daemon|filter|filtering|inspection|scanning|analysis)( server| host| service| system)? * (no (answer|verdict|reply|response|result|free)|not|did not|cannot|could not|unable|fail~|errors?|busy|restart~|starting|unavailable|down|overload~|slow|timed out|time-?out|gave up|gave no|reload~|updat~|offline|backlog~|crash~)',
      '(wait~|queue~|time-?out|timed out|problems?|trouble|error|backlog) * (for|in|of|with|from|at|by) (the |our |a )?(spam|virus|av|anti-?virus|anti-?spam|content|malware|mail|message)( |-)?(scanners?|engine|daemon|filter|filtering|inspection|scanning|analysis)',
    ],
    not: [
      'infected',
      'too big',
      'too large',
      'greylist~',
      'size',
      'found',
      'detected',
      'score',
      'spf',
      'dkim',
      'dmarc',
      'sender',
      'failed (the |our )?(spam|anti)',
      'too many',
      'your (ip|host|server)',
      'load average',
    ],
    source: 'Exim "malware acl condition"; amavisd "scanners failed"; milter(5) tempfail: 4yz while the filter is away',
    examples: [
      '450 4.3.0 the anti-virus engine gave no verdict',
      '451 Content scanner malfunction: please try again later',
      '450 Error connecting to virus scanner',
      '451 4.3.0 Spam filter not responding',
      '451 4.6.0 ClamAV scanner unavailable',
      '450 4.7.1 Spam check temporarily failed',
    ],
  },
];
