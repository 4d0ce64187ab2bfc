/**
 * What passes a Postfix, by its log lines (smtpd(8), pickup(8), cleanup(8); seen with 3.7 and 3.10):
 *
 *   postfix/smtpd[1]: 4ABC: client=...                        a message begins
 *   postfix/pickup[1]: 4ABC: uid=0 from=<...>                 the same, from sendmail(1)
 *   postfix/cleanup[1]: 4ABC: milter-reject: END-OF-MESSAGE   ... and does not get into the queue after all
 *   postfix/smtpd[1]: NOQUEUE: milter-reject: CONNECT from a[1]: 451 4.7.1 ...   refused for now
 *   postfix/smtp[1]: 4ABC: to=<a>, ..., status=sent (250 ok)
 *
 * "NOQUEUE: client=" is a before-queue filter's message, which comes again from the filter. A requeued message (orig_id=)
 * is not a new one.
 */
import type { TrafficRules } from '../logTraffic.ts';
import type { PostfixFacts } from './facts.ts';

const awk = `{ if (name != "" && !index($0, " " name "/")) next }
/ status=sent / { s++; next }
/: NOQUEUE: client=/ { next }
/smtpd\\[[0-9]+\\]: [0-9A-Za-z]+: client=/ { if (!index($0, " orig_queue_id=")) a++; next }
/pickup\\[[0-9]+\\]: [0-9A-Za-z]+: uid=/ { if (!index($0, " orig_id=")) a++; next }
/cleanup\\[[0-9]+\\]: [0-9A-Za-z]+: (milter-)?reject: / { a-- }
/reject: [-A-Za-z]+ from [^ ]*: 4[.0-9]/ { r++ }`;

export const postfixTraffic = (facts: PostfixFacts): TrafficRules => ({
  awk,
  ...(facts.syslogName === undefined || !/^[\w.-]{1,64}$/.test(facts.syslogName) ? {} : { name: facts.syslogName }),
});
