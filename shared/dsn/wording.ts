/**
 * Words mail systems use in notices, by language, as data. Every pattern is linear (no nested repetition, short gaps
 * bounded) and is matched against a notice of bounded length. Sources: the notices of Postfix bounce(5), Sendmail,
 * Exim, qmail (QSBMF), Courier, Exchange and Microsoft 365 in their display languages, Domino, Gmail, Yahoo, GMX,
 * Mail.Ru, Yandex and Japanese carriers.
 */

/** The message did not and will not arrive. */
const failureWords: readonly string[] = [
  // English
  String.raw`(?:could|can|was|were|is|are|has|have|did|will|may)(?: ?not|n['’]?t|not) (?:yet )?(?:be(?:en)? )?(?:successfully )?(?:deliver|sent|reach|transmit|send|process|accept|complet)`,
  String.raw`(?:un|not )(?:deliver(?:able|ed)|able to (?:deliver|send|transmit|relay|reach|be delivered))`,
  String.raw`(?:wasn['’]?t|were not|was not|am not|is not) able to (?:deliver|send)`,
  String.raw`deliver(?:y|ing)[^.\n]{0,60}(?:fail|abort|error|problem|unsuccess|rejected|not possible)`,
  String.raw`fail(?:ed|ure)[^.\n]{0,30}(?:to deliver|deliver|recipients?|address|to send|reasons?)`,
  String.raw`(?:permanent|fatal|unrecoverable)(?:ly)? (?:fatal |delivery )?(?:error|fail|problem)`,
  String.raw`non-?deliver(?:y|ed|able)|returned (?:to sender|mail|message)|mail (?:delivery )?(?:system )?error|failure notice`,
  String.raw`(?:user|mailbox|recipient|account|address|addressee|domain|host)(?: name)?(?:\(s\))?(?:['’]s mailbox)?(?: account)? ?(?:is |was |has been |are )?(?:currently |temporarily )?(?:unknown|not found|invalid|disabled|inactive|full|over ?quota|unavailable|suspended|rejected|wrong|no longer|does ?n['’]?o?t exist|not (?:exist|known|listed|recognized|valid))`,
  String.raw`(?:unknown|no such|invalid|no valid) (?:local )?(?:user|recipient|mailbox|address|domain|host)`,
  String.raw`over (?:their |its |the )?(?:mail )?quota|exceed(?:s|ed|ing)? (?:the |its |their |allowed )*(?:quota|size|limit|mailbox)|quota exceeded|mailbox(?: is)? full`,
  String.raw`trouble delivering|error (?:has )?occurred (?:while|during)|delivery (?:problems|errors)|had delivery|(?:has|have|was|were) (?:been )?(?:returned|rejected|refused|blocked|undeliver)|encountered an error|SMTP error from|impossible to (?:post|deliver)|not accepting|recipients? (?:was|were) (?:affected|rejected)`,
  // German
  String.raw`(?:nicht|un)\s?(?:zustellbar|zugestellt|ausgeliefert|übermittelt|gesendet)|zustellung[^.\n]{0,40}(?:fehl|nicht)|(?:fehler|problem)[^.\n]{0,20}(?:zustell|übermittl)|unbekannter (?:empfänger|benutzer)|übermittlung[^.\n]{0,40}fehlgeschlagen|nicht erreicht`,
  // French
  String.raw`n['’]a (?:pas )?p(?:u|as) [êe]tre|non (?:remis|distribu|d[ée]livr)|[ée]chec de (?:la )?(?:remise|distribution|livraison|transmission)|pas pu [êe]tre|impossible (?:de|d['’])[^.\n]{0,20}(?:remettre|distribuer|livrer|envoyer)|n['’]a pas [ée]t[ée] (?:remis|distribu|d[ée]livr|envoy)|utilisateur inconnu|adresse (?:inconnue|inexistante)`,
  // Spanish, Portuguese, Italian
  String.raw`no (?:se )?(?:ha |pudo |puede |podido )*(?:ser )?(?:entreg|envi)|error (?:en|de) (?:la )?entrega|mensaje no entregado|no (?:se )?pudo (?:ser )?entreg`,
  String.raw`n[ãa]o (?:foi |p[ôo]de |pode |p[ôo]de )*(?:ser )?(?:entreg|envia)|falha na entrega|usu[áa]rio (?:desconhecido|inexistente)`,
  String.raw`non (?:è |e['’] )?(?:stato |possibile |può essere )*(?:recapit|consegn|inviar)|mancat[oa] (?:recapito|consegna)|impossibile (?:recapitare|consegnare)|errore (?:di|nella) consegna|recapito[^.\n]{0,30}non riuscito`,
  // Dutch, Nordic, Finnish
  String.raw`(?:niet|kan niet)[^.\n]{0,20}(?:afgeleverd|bezorgd|worden verzonden)|onbestelbaar|bezorging[^.\n]{0,20}mislukt`,
  String.raw`(?:kunde|kan|har) (?:inte|ikke)[^.\n]{0,30}(?:lever)|kunne (?:ikke|ikkje) lever|olever|ikke (?:leveret|levert)|ei voi(?:tu|da) toimittaa|toimitus[^.\n]{0,20}epäonnist`,
  // Slavic, Hungarian, Turkish, Greek
  String.raw`nie (?:mo[żz]e|mo[żz]na|m[óo]g[łl]|uda[łl]o|zosta[łl])[^.\n]{0,30}(?:dostarcz|dor[ęe]cz)|niedostarcz|nelze doru[čc]it|nedoru[čc]iteln|nebyl[ao]? doru[čc]en|nem (?:lehet|sikerült|volt)[^.\n]{0,20}k[ée]zbes|k[ée]zbes[íi]thetetlen|teslim edileme|iletileme`,
  String.raw`не (?:может|могло|было|удалось|удаётся|удается|доставлен)[^.\n]{0,20}(?:доставл|доставить)?|невозможно доставить|недоставл|не вдалося доставити|неможливо доставити|δεν (?:ήταν δυνατή|μπόρεσε)`,
  // Japanese, Chinese, Korean
  String.raw`(?:配信|送信|配達|配送|お届け|転送|届け)(?:する)?(?:こと)?(?:が|は|に|を)?(?:でき(?:ません|ない)|失敗|され(?:ません|なかった)|不能)|送信できま|宛先不明|(?:存在|見つかり)(?:し)?ません|エラーのため|届(?:き|けられ)ません|配信不能|受信拒否`,
  String.raw`(?:无法|未能|不能|無法|沒有)(?:被)?(?:投递|送达|发送|传递|傳送|遞送|送達|投遞|寄)|退信|(?:投递|发送|投遞|傳送|寄送)失[败敗]|未送[达達]|用户不存在|전송(?:할 수 없|하지 못|되지|에 실패)|배달(?:할 수 없|하지 못|되지)|전달(?:되지|할 수 없|하지 못)`,
];

/** Not yet, and somebody still tries. */
const delayWords: readonly string[] = [
  String.raw`(?:has|have) not yet been (?:successfully )?(?:deliver|sent|transmit)|has(?: not|n['’]t) been delivered yet|has been delayed|(?:is|was|being) (?:still )?(?:delayed|deferred)|delay(?:ed)? (?:mail|reason|notif|\d{1,3} (?:hour|minute|day))|delivery(?: is| has been)? delay|\(delay(?:ed)?\)|message is delayed`,
  String.raw`could not (?:send message|be delivered|deliver)[^.\n]{0,20} for (?:the )?(?:past|last|more than )?\s?\d{1,3} (?:hours?|minutes?)|still undelivered|still being retried|delivery incomplete|undelivered after \d`,
  String.raw`will (?:be |continue |keep |still |also )*(?:to )?(?:be )?(?:retr(?:y|ied)|try(?:ing)?|attempt)|delivery attempts will (?:continue|be)|we(?:['’]ll| will) (?:keep|continue)|try(?:ing)? again (?:for|until|later)|retried for \d|(?:still|keep(?:s)?) trying`,
  String.raw`(?:this is )?(?:just )?a warning(?: message)?,? ?(?:only|you do|,)|do(?:es)? not need to re-?send|no action is (?:required|needed)|temporary (?:problem|failure|error)s? (?:delivering|in delivering|while)|transient non-fatal|temporary fail(?:ure|ed)`,
  String.raw`noch nicht (?:zugestellt|ausgeliefert|übermittelt)|verz[öo]gert|wird weiter(?:hin)? versucht|pas encore [ée]t[ée]|retard[ée]e?\b|retrasad|a[úu]n no (?:se )?ha|ritardat|non è ancora stat|ainda não foi|atrasad|vertraag|nog niet|f[öo]rsen|forsinke|отложен|задерж|пока не|遅延|遅れて|まだ配信|再送を試み|延[迟遲]|尚未|지연`,
];

/** It is over: beats every delay word. Past tense only, since delay notices say what will happen at last. */
const finalWords: readonly string[] = [
  String.raw`giv(?:en|ing) up|gave up|permanent(?:ly)? (?:fatal )?(?:error|fail)|failed permanently|(?:not|no) (?:going to |longer )?(?:be )?(?:try|retry|retried|continue trying|further (?:delivery )?attempts)|no more attempts|has been (?:deleted|removed|returned|bounced)|will be (?:deleted|removed)|was aborted|(?:in|on) the queue too long|too long in (?:the )?queue|(?:lifetime|time|period|retry time)[^.\n]{0,20}(?:expired|exceeded)|could not be delivered for \d{1,2} days`,
];

/** How failures are usually put; a notice that promises to go on trying is still a delay. */
const likelyFinalWords: readonly string[] = [
  String.raw`delivery (?:has )?failed|undelivered mail returned|(?:unable|not been able) to deliver|could not be delivered to (?:one or more|some|any)`,
];

/** Somebody says that they go on trying, or that nothing need be done: no failure is put so. */
const promiseWords: readonly string[] = [
  String.raw`will (?:be |continue |keep |still |also )+(?:to )?(?:be )?(?:retr(?:y|ied)|try(?:ing)?|attempt)|will retry|delivery attempts will continue|delivery will continue|still being retried|warning (?:message )?only|do(?:es)? not need to re-?send|no action is (?:required|needed)|has(?: not|n['’]t)(?: yet)? been delivered yet|has not yet been delivered|temporary failure report|delivery incomplete|noch nicht zugestellt|pas encore [ée]t[ée]|再送を試み|尚未`,
];

/** How bounces are titled. */
const subjectWords: readonly string[] = [
  String.raw`un-?deliver(?:able|ed)|non-?(?:delivery|remis|recapitat|deliverable)|not (?:be )?deliver|deliver(?:y|ing|ed)?[^\n]{0,30}(?:fail|status|problem|error|notif|delay|report|warning|incomplete|trouble)|(?:fail|error)[^\n]{0,20}(?:deliver|notice|message|mail)|return(?:ed|ing)?[: ](?:mail|message|e-?mail|to|-)|(?:returning|returned) (?:message|mail|to)|mail (?:system|delivery|delivery system|routing|processing|error)|(?:message|mail) (?:not|delivery|could not|status|error|failure|delayed|rejected)|bounce[d]?\b|nondeliver|(?:rejected|blocked) (?:mail|message|e-?mail)|(?:mail|message)[^\n]{0,20} (?:blocked|rejected|refused|returned)\b|processing error|user unknown|unknown user|\bNDN\b|delayed mail|warning: (?:message|could not)|permanent (?:delivery )?fail|failure notice|transient delivery`,
  String.raw`unzustellbar|nicht (?:zugestellt|zustellbar)|zustell|fehlgeschlagen|[ée]chec|non (?:remis|distribu)|non-remise|impossible de remettre|no (?:se )?(?:entreg|pudo|ha podido)|devuelto|não entregue|falha|devolvid|mancat|non recapitabile|non riuscit|onbestelbaar|niet bezorgd|olever|ikke leveret|kunne ikke|ei voitu|toimittamat|niedostarcz|nie dostarczon|zwrot|nelze doru|nedoru|kézbes|iletilem|teslim edileme`,
  String.raw`не ?достав|невозможно|возврат|не вдалося|配信|送信(?:でき|失敗|エラー)|エラーメール|不達|返送|退信|退回|系统退信|无法|投递|投遞|寄送|傳送|배달|전송|반송`,
];

/** A person, or a program in a person's name, answers. */
const answerSubject: readonly string[] = [
  String.raw`\bauto(?:mat(?:ic|ed|ische?|isk|yczna|ikus)?|-|\s)?(?:\s|-)?(?:re(?:ply|sponse|spond)|antwort|answer|svar|odpowied|válasz)|out of (?:the )?office|\bOOO\b|vacation|away (?:from|until|message)|on (?:leave|holiday)|abwesen|nicht im (?:büro|haus)|urlaub|r[ée]ponse automatique|absen(?:t|ce)|respuesta autom|fuera de (?:la )?oficina|resposta autom|risposta automatica|fuori (?:sede|ufficio)|assente|automatisch(?:e|es)? (?:antwoord|antwort|beantwoord)|afwezig|fr[åa]nvaro|automatiskt svar|autosvar|poissa|automaatti|automatyczna|nieobecn|автоответ|отсутств|вне офиса|自動(?:返信|応答|回复)|自动(?:回复|答复)|自動回覆|不在|자동 ?(?:응답|회신)|부재|otomatik yan|thank you for (?:your|contacting)|we (?:have )?received your|\[(?:ticket|case|request)|ticket ?#|case ?#`,
];

const join = (words: readonly string[]): RegExp => new RegExp(words.join('|'), 'i');

export const failurePattern = join(failureWords);
export const delayPattern = join(delayWords);
export const finalPattern = join(finalWords);
export const likelyFinalPattern = join(likelyFinalWords);
export const promisePattern = join(promiseWords);
export const bounceSubject = join(subjectWords);
export const answerPattern = join(answerSubject);

/** Lines about whom to ask: addresses in them are no recipients. */
export const contactPattern =
  /contact|post-?master@|hostmaster@|abuse@|help ?desk|help@|support|assist|please (?:send|write|e-?mail|mail|forward|reply)|questions?\b|unsubscribe|mailing list owner|for (?:more|further) (?:info|assist|help)|administrat(?:or|eur|ore|ör)|kontakt|wenden sie|お問い?合わせ|contacte|contattar|http[s]?:\/\/|mensaje a postmaster/i;
