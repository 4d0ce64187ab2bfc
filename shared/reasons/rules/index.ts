import { compileRule } from '../compiledRule.ts';
import type { CompiledRule } from '../compiledRule.ts';
import type { Rule } from '../rule.ts';
import { amavis } from './amavis.ts';
import { malware } from './attachments.ts';
import { china } from './china.ts';
import { blocklists } from './blocklists.ts';
import { brokenFilter } from './brokenFilter.ts';
import { byCode } from './codeAlone.ts';
import { exim } from './exim.ts';
import { filters } from './filters.ts';
import { france } from './france.ts';
import { germany } from './germany.ts';
import { google } from './google.ts';
import { greylisting } from './greylisting.ts';
import { languages } from './languages.ts';
import { localDelivery } from './localDelivery.ts';
import { login } from './login.ts';
import { loops } from './loops.ts';
import { mailboxBusy } from './mailboxBusy.ts';
import { mailboxDisabled } from './mailboxDisabled.ts';
import { mailboxFull } from './mailboxFull.ts';
import { format } from './messageForm.ts';
import { size } from './messageSize.ts';
import { microsoft } from './microsoft.ts';
import { microsoftMailbox } from './microsoftMailbox.ts';
import { microsoftMessage } from './microsoftMessage.ts';
import { mimecastRules } from './mimecast.ts';
import { nameService } from './nameService.ts';
import { network } from './network.ts';
import { northAmerica } from './northAmerica.ts';
import { otherMtas } from './otherMtas.ts';
import { otherProviders } from './otherProviders.ts';
import { countries, policy, recipientsChoice } from './policy.ts';
import { postfixDelivery } from './postfixDelivery.ts';
import { postfixSmtp } from './postfixSmtp.ts';
import { qmail } from './qmail.ts';
import { rate } from './rateLimits.ts';
import { relayClient, relaying } from './relaying.ts';
import { reports } from './reports.ts';
import { reputation } from './reputation.ts';
import { senderAddress, senderFirst } from './senderAddress.ts';
import { senderAuthentication } from './senderAuthentication.ts';
import { sendmail } from './sendmail.ts';
import { serverName } from './serverName.ts';
import { spam } from './spam.ts';
import { tls } from './tls.ts';
import { trouble } from './trouble.ts';
import { unexplained } from './unexplained.ts';
import { userUnknown } from './userUnknown.ts';
import { yahooApple } from './yahooApple.ts';

/** Who wrote the sentence: our own server, a delivery agent, a reporting system. */
const speakers: readonly Rule[] = [
  ...senderFirst,
  ...reports,
  ...postfixSmtp,
  ...postfixDelivery,
  ...localDelivery,
  ...amavis,
  ...exim,
  ...qmail,
  ...sendmail,
  ...otherMtas,
  ...network,
  ...nameService,
  ...tls,
  ...relayClient,
];

const providers: readonly Rule[] = [
  ...google,
  ...microsoft,
  ...microsoftMailbox,
  ...microsoftMessage,
  ...yahooApple,
  ...china,
  ...northAmerica,
  ...germany,
  ...france,
  ...otherProviders,
  ...mimecastRules,
  ...filters,
];

/** Causes before mechanisms: what is the matter outranks "try again later". */
const subjects: readonly Rule[] = [
  ...brokenFilter,
  ...recipientsChoice,
  ...malware,
  ...greylisting,
  ...countries,
  ...languages,
  ...senderAuthentication,
  ...serverName,
  ...senderAddress,
  ...login,
  ...loops,
  ...size,
  ...mailboxFull,
  ...mailboxBusy,
  ...mailboxDisabled,
  ...userUnknown,
  ...relaying,
  ...blocklists,
  ...reputation,
  ...spam,
  ...rate,
  ...format,
  ...policy,
  ...trouble,
];

/** All rules in the order in which they are asked: who spoke, providers, subjects, then codes. */
export const rules: readonly Rule[] = [...speakers, ...providers, ...unexplained, ...subjects, ...byCode];

const compiled: ReadonlyMap<string, CompiledRule> = new Map(rules.map((rule) => [rule.id, compileRule(rule)]));
const these = (of: readonly Rule[]): CompiledRule[] => of.flatMap((rule) => compiled.get(rule.id) ?? []);

/** Rules of a subject or of none that know a code only: whatever words are known come first. */
const byCodeOnly = [...subjects, ...byCode].filter(
  (rule) => rule.text === undefined && rule.whole === undefined && rule.only === undefined,
);

export const builtInRules: readonly CompiledRule[] = these([
  ...rules.filter((rule) => !byCodeOnly.includes(rule)),
  ...byCodeOnly,
]);

/** The words are weighed before one of these decides. */
export const lastResort: ReadonlySet<string> = new Set(byCodeOnly.map((rule) => rule.id));

/** What an enhanced code means by itself, where the registry is clear about it. */
export const codeRules: readonly CompiledRule[] = these(byCode.filter((rule) => rule.confidence === 'medium'));

/**
 * Asked a second time, without their exceptions, when no rule knew a text: two subjects in one sentence exclude each
 * other in the first round; then each has a vote.
 */
export const subjectRules: readonly CompiledRule[] = these(subjects.filter((rule) => rule.text !== undefined));
