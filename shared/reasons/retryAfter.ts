/** The wait a reply asks for, in seconds; null where it names none. */

const unit: readonly (readonly [RegExp, number])[] = [
  [/^(?:s|secs?|seconds?|sekunden|secondes?|segundos?|secondi|sekund\w*|секунд\w*|秒)$/, 1],
  [/^(?:m|mins?|minutes?|minuten|minutos?|minuti|minut\w*|минут\w*|分钟?|分鐘)$/, 60],
  [/^(?:h|hrs?|hours?|stunden?|heures?|horas?|ore|godzin\w*|час\w*|小时|小時|時間)$/, 3600],
  [/^(?:d|days?)$/, 86400],
];

const units = String.raw`(s|secs?|seconds?|sekunden|secondes?|segundos?|secondi|sekund\w{0,3}|секунд\w{0,3}|秒|m|mins?|minutes?|minuten|minutos?|minuti|minut\w{0,3}|минут\w{0,3}|分钟?|分鐘|h|hrs?|hours?|stunden?|heures?|horas?|ore|godzin\w{0,3}|час\w{0,3}|小时|小時|時間|d|days?)(?:\(s\))?(?![a-zа-я])`;
const amount = String.raw`(\d{1,6})(?:\.\d+)?\s?`;

const asks: readonly RegExp[] = [
  // "Greylisted for 5 minutes", "greylisted, retry in 300 seconds", "come back in 00:04:59"
  new RegExp(
    String.raw`grey-? ?list[a-z]{0,4}\b[^.]{0,60}?\b(?:for|in|after|wait|next|within)\s(?:the next |another |at least |about )?${amount}${units}`,
  ),
  new RegExp(
    String.raw`gray-? ?list[a-z]{0,4}\b[^.]{0,60}?\b(?:for|in|after|wait|next|within)\s(?:the next |another |at least |about )?${amount}${units}`,
  ),
  new RegExp(
    String.raw`\b(?:try|retry|retrying|come back|comeback|resend|reconnect|again|back|reattempt|re-?send)\b[^.\d]{0,40}?\b(?:in|after|within|for)\s(?:the next |another |at least |about )?${amount}${units}`,
  ),
  new RegExp(String.raw`\b(?:wait|waiting|pause|delay)\b[^.\d]{0,30}?${amount}${units}`),
  new RegExp(String.raw`\bretry[- ]after[:= ]\s?${amount}${units}`),
  new RegExp(String.raw`\b${amount}${units} (?:left|remaining|to wait|until)\b`),
  new RegExp(
    String.raw`\b(?:blocked|banned|suspended|deferred|delayed|throttled|limited|locked)\b[^.\d]{0,20}\bfor (?:the next |another |at least )?${amount}${units}`,
  ),
  // "unable to deliver in 840 minutes" asks for nothing.
  new RegExp(
    String.raw`(?<!\b(?:deliver|delivered|deliverable|sent|received|connections?|messages?|mails?|recipients?) )\b(?:in|nach|dans|za|через|tra|fra|en)\s${amount}${units}\s?(?:erneut|wieder|noch ?mal|réessayer|повтор\w*|ponow\w*)?`,
  ),
];
/** "1 hour(s) 25 minute(s)", "4 minutes and 30 seconds": the smaller unit behind the larger. */
const more = new RegExp(String.raw`^(?:\s?,?\s?(?:and|und|et|y|e|i|и)?\s?)${amount}${units}`);
const clock = /\b(?:try|retry|come back|comeback|again|wait|back|delayed)\b[^\d]{0,40}?\b(\d{1,2}):(\d{2}):(\d{2})\b/;
const bareSeconds = /\bretry[- ]?after[:= ]\s?(\d{1,6})\b/;
/** True for "sec", "minutes", "h". */
export const isUnit = (word: string): boolean => factorOf(word) !== undefined;

/** A longer wait is no wait; seconds. */
export const longestWait = 14 * 86400;

const factorOf = (name: string | undefined): number | undefined => unit.find(([is]) => is.test(name ?? ''))?.[1];

/** `text` is lower case and plain. */
export function retryAfter(text: string): number | null {
  for (const ask of asks) {
    const m = ask.exec(text);
    if (m === null) continue;
    const factor = factorOf(m[2]);
    if (factor === undefined) continue;
    const rest = more.exec(text.slice(m.index + m[0].length).slice(0, 60));
    const smaller = factorOf(rest?.[2]);
    const seconds =
      Number(m[1]) * factor + (smaller === undefined || smaller >= factor ? 0 : Number(rest?.[1]) * smaller);
    if (seconds > 0 && seconds <= longestWait) return seconds;
  }
  const time = clock.exec(text);
  if (time !== null) {
    const seconds = Number(time[1]) * 3600 + Number(time[2]) * 60 + Number(time[3]);
    if (seconds > 0 && seconds <= longestWait) return seconds;
  }
  const seconds = bareSeconds.exec(text);
  return seconds === null ? null : Math.min(Number(seconds[1]), longestWait);
}
