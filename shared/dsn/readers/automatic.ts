import type { BounceSubkind } from '../../model/bounce.ts';
import type { Finding, Reader } from '../finding.ts';
import type { Letter } from '../letter.ts';
import { asksToConfirm, daemonSender, fromPerson, isAnswer } from '../sender.ts';
import { answerPattern, bounceSubject, failurePattern } from '../wording.ts';

const away =
  /out of (?:the )?office|on (?:vacation|holiday|leave)|i (?:am|will be) (?:currently )?(?:away|out|travel|on|unavailable)|away (?:until|from)|limited access to e?-?mail|urlaub|abwesen|absent|vacaciones|fuera de|ferie|vakantie|afwezig|semester|urlop|отпуск|休暇|休假|不在/i;

/**
 * Automatic and ordinary mail, told apart for the list; asked only after the readers of real reports passed. Each takes
 * no letter that a mail system seems to have sent about a delivery.
 */
export const automatic: Reader = {
  name: 'automatic',
  read(letter) {
    const subkind = subkindOf(letter);
    return subkind === null ? null : subkind;
  },
};

function subkindOf(letter: Letter): Finding | null {
  const { subject, notice } = letter;
  const sender = daemonSender(letter);
  if (
    /^postfix (?:smtp|lmtp) (?:server|client): errors? from/i.test(subject) ||
    letter.from.startsWith('double-bounce@')
  ) {
    return no('postmaster-notice', 'errors of an SMTP session, sent to the postmaster');
  }
  if (letter.types.some((t) => t === 'text/calendar' || t === 'application/ics') && sender < 2)
    return no('calendar', 'a calendar part');
  if (
    /^(?:\S+ )?(?:bounce action notification|uncaught bounce notification|bounced mail notification|bounce notification|unsubscribe notification)|moderator request|your subscription|auto-?unsubscri|membership (?:disabled|reminder)|bounce rate (?:is )?too high|mailing list probe message/i.test(
      subject,
    ) ||
    /mailing list bounce (?:action|processing) notice|bouncing subscribers|this is the ezmlm program\.? i['’]m managing/i.test(
      notice.slice(0, 400),
    )
  ) {
    return no('list-owner-notice', "a list manager's notice to its owner");
  }
  if (sender === 2 || letter.value('x-failed-recipients') !== null) return null;
  const start = notice.slice(0, 3000);
  if (asksToConfirm(letter) && !failsIn(subject)) return no('challenge-response', 'asks the sender to confirm');
  const auto = (letter.value('auto-submitted') ?? '').toLowerCase();
  const marked =
    auto.startsWith('auto-replied') ||
    letter.value('x-autoreply') !== null ||
    letter.value('x-autorespond') !== null ||
    letter.value('x-auto-response-suppress') !== null ||
    /^auto[-_]?reply/i.test(letter.value('precedence') ?? '');
  if (
    answerPattern.test(subject) ||
    (marked && !failsIn(subject) && !(failurePattern.test(start) && letter.returned.length > 0))
  ) {
    return no(away.test(`${subject}\n${start}`) ? 'vacation' : 'auto-reply', 'an automatic answer');
  }
  if (fromPerson(letter)) {
    if (
      letter.returned.some((r) => r.fields.some((f) => f.name === 'from' && /mailer-daemon|postmaster/i.test(f.value)))
    ) {
      return no('forwarded-dsn', 'a forwarded message that is a bounce');
    }
    if (letter.status.length > 0) return no('forwarded-dsn', 'a forward that contains a report');
    const said = notice.replace(/^[> \t]{1,10}/gm, '').replace(/\s+/g, ' ');
    return no(
      failurePattern.test(said) || failsIn(subject) ? 'quotes-a-bounce' : 'ordinary',
      isAnswer(subject) ? 'an answer or a forward' : 'written by a person',
    );
  }
  return null;
}

function failsIn(subject: string): boolean {
  return bounceSubject.test(subject);
}

function no(subkind: BounceSubkind, why: string): Finding {
  return { bounce: false, subkind, why, recipients: [] };
}
