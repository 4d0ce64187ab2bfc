import type { ReasonClass } from '../model/reason.ts';

/**
 * Weak words, for texts that no rule knows: of whom or what a reply speaks, and what it says of it. Neither decides
 * alone; a pair of both points to a class (`pairs`), and the points of all pairs, of the codes and of the phase are added
 * up (`weigh.ts`). Written like phrases of rules (`phrase.ts`).
 */
export const spokenOf = {
  recipient: [
    '(user|recipient|rcpt|mail ?box|account|inbox|addressee|receiver|alias|member|customer|subscriber|employee|person|owner|maildrop|maildir|username|rcptto)s?',
    'no ?(body|one)',
    'local ?part',
    'the person',
    'empf(ä|ae)nger~|postf(ä|ae)ch~|benutzer~|konto|kontos|konten|teilnehmer',
    "destinataire|utilisateur|compte|bo[iî]te|abonné|correspondant|l'utilisateur",
    'destinatari[oa]s?|usuari[oa]s?|cuenta|buz[oó]n|casilla|utente|casella|conta|usu[aá]rios?|caixa',
    'odbiorc~|użytkownik~|uzytkownik~|skrzynk~|adresat~|kont(o|a|em)|ontvanger|gebruiker|postbus|mailbox',
    'příjemce|prijemce|uživatel~|uzivatel~|schránk~|schrank~|адресат~|получател~|пользовател~|ящик~|учетн~|учётн~|аккаунт~',
    'alıcı~|kullanıcı~|posta kutusu',
    '收件人|用户|邮箱|帐号|账号|收信人|受信者|宛先|ユーザ|メールボックス|アカウント|수신자|사용자|받는 사람|계정|편지함',
  ],
  sender: [
    'senders?|originator|mail from|return-?path|reverse-?path|envelope-?from|from( |-)?address|mailfrom|send as|sending (address|domain)|from header|header from|your address|return address|reply address|your from',
    'your (mail|e-?mail) address',
    'absender~|versender|expéditeur|expediteur|émetteur|remitente|mittente|remetente|nadawc~|afzender|odes[ií]latel~|отправител~',
    'gönderen~|gönderici~',
    '发件人|发信人|发件|寄件|送信者|差出人|送信元|보낸 ?사람|발신자|송신자',
  ],
  client: [
    'ip|ips|isp|netblock|subnet|client|mta|asn?',
    '(your|this|the|sending|connecting|remote|source|peer|client|that|these) (mail |smtp |sending |email )?(server|host|machine|system|network|provider|computer|site|gateway|hosts|servers|networks)',
    '(connections?|mail|messages?|e-?mails?|traffic|connected) (coming |originating )?from (this|your|the|ip|xhost|that|these)',
    'server ip|ip address|ip-adresse|adresse ip|dirección ip|indirizzo ip|endereço ip|adres ip|ip-adres|адрес ip|ip адрес~',
    'dein~ server|ihr~ (server|system|host)|votre (serveur|machine|hôte|adresse)|(su|tu) servidor|vostro server|il tuo server|uw server|twój serwer|ваш~ (сервер|хост|ip|сеть)~',
    '服务器ip|发信ip|ip地址|该ip|此ip|您的ip|ipアドレス|送信サーバ~|아이피',
    'host xhost|host ip|xhost ip',
  ],
  domain: [
    '(domain|domains|zone)',
    'dom(ä|ae)ne|domaine|dominio|domínio|domena|domeny|domein|dom[eé]na|домен~|alan ad~|域名|域|ドメイン|도메인',
  ],
  message: [
    '(message|mail|letter|e-?mail|content|contents|text|body|subject|post|newsletter)s?',
    'nachricht~|inhalt~|betreff|courriel|courrier|contenu|mensaje|correo|contenido|messaggio|posta|contenuto|mensagem|conteúdo',
    'wiadomoś~|wiadomosc~|treś~|bericht|inhoud|zpráv~|zprav~|obsah|письм~|сообщени~|содержим~|mesaj~|ileti~|içerik~|e-posta',
    '邮件|信件|内容|メール|本文|件名|메일|내용',
  ],
  link: ['(url|urls|uri|uris|links?|web ?sites?|hyperlinks?|lien|liens|enlaces?|ссылк~|链接|リンク)'],
  attachment: [
    'body part|content type|mime type|file type',
    '(attachments?|attached|attach|files?|file ?names?|extensions?|archives?|executables?|macros?|anh(ä|a)ng~|dateianh~|pièces? jointes?|adjuntos?|allegat[oi]|anexos?|załącznik~|bijlage~|příloh~|вложен~|附件|添付~|첨부~)',
    '.(zip|exe|rar|js|vbs|docm|xlsm|iso|scr)',
    'zip|exe|rar',
  ],
  system: [
    '(system|server|service|back-?end|database|disks?|queue|agent|resources?|process~|memory|file ?system|spool|daemon|upstream|target|cluster|node|store|storage|partition|inodes?|filter|scanner|milter|directory|ldap|sql|cpu|load|our end|our side|child)',
    'dienst|serveur|service|servidor|sistema|servizio|serviço|serwer~|usług~|систем~|сервер~|сервис~|sunucu~|系统|服务|サーバ|システム|서버|시스템|systém~|systeem',
  ],
  connection: [
    '(connections?|sessions?|channel|socket|dialog~|conversation|smtp transaction|idle|verbindung~|connexion|conexión|connessione|conexão|połączeni~|verbinding|spojení|соединени~|подключени~|bağlantı~|连接|接続|연결)',
  ],
  login: [
    '(log ?in|log ?on|password|credentials?|authenticate|authenticated|authentication|sign ?in|auth|logged in|sasl|anmeld~|passwor(t|d)|authentifi~|identifiants|contraseña|autentic~|credenziali|senha|uwierzytel~|hasło|inloggen|wachtwoord|přihlá~|heslo|аутентифик~|авториз~|парол~|kimlik doğrulama|şifre|parola|认证|登录|密码|認証|パスワード|인증|비밀번호)',
  ],
  tls: [
    '(tls|starttls|ssl|certificates?|handshake|encrypt~|unencrypted|cipher~|cleartext|plain ?text (session|connection|mail)s?|secure (connection|channel|session|transport)|verschlüssel~|zertifikat~|chiffr~|certificat|cifrad~|certificad~|certificato|szyfrowa~|certyfikat~|versleutel~|certificaat|šifrov~|шифров~|сертификат~|şifrele~|sertifika~|加密|证书|暗号~|証明書|암호화)',
  ],
  dns: [
    '(dns|resolv~|name ?servers?|mx|mail exchangers?|mx records?|servfail|nxdomain|dnssec|zone|解析|名前解決)',
    '(look ?up|looking up) (the |your |of )*(domain|host|name|mx|origin)',
  ],
  name: [
    '(ptr|reverse|helo|ehlo|helohost|host ?name|rdns|fqdn|greeting|introduces? itself|forward lookup|home connection|residential|dial-?up|dynamic|names?|identif~ (itself|yourself)|rückwärts~|inverse|inversa?|обратн~|odwrotn~|反向|逆引き|역방향)',
  ],
  authentication: [
    '(spf|dkim|dmarc|arc|signatures?|signed|unsigned|pretend~|claim~ to be|align~|forged|forge|forgery|spoof~|on behalf of|publisher policy|imperson~|fälschung|gefälscht|usurp~|suplant~|falsific~|podszy~|подде(л|лк)~|伪造|なりすまし)',
  ],
  relay: [
    '(relay|relays|relaying|relayed|gateway|forwarding to|outside hosts?|external (hosts?|recipients|domains)|rcpthosts|weiterleit~|relais|reenv~|retransm~|inoltr~|encaminh~|przekazyw~|ретрансл~|пересыл~|转发|中继|中継|릴레이)',
    '(mail )?exchanger for',
    '(for|to) (that|this|the|your) domain',
    '(receive|accept|take|handle|serve|deliver|host) (any )?(mail|e-?mail|messages?) for',
  ],
  form: [
    '(headers?|syntax|commands?|line|lines|characters?|encoding|mime|date|parameters?|arguments?|protocol|rfc|8-?bit|bare lf|charset|utf-?8|smtputf8|message-?id|from: header|format|pipelin~|sequence|rcpt|helo|data|mail)',
    'kopfzeile~|zeichen|befehl~|en-?tête|commande|comando|encabezado|intestazione|cabeçalho|nagłów~|polecen~|hlavič~|заголов~|команд~|命令|格式|ヘッダ|コマンド|형식',
  ],
  hops: [
    '(hops|hop count|loop~|loops|mail loop|gone round|going round|received: (lines|headers)|schleife|boucle|bucle|pętl~|петл~|循环|ループ)',
  ],
  administrator: [
    '(administrat~|admin|polic~|mailpolicy|rules?|organi[sz]ation~|compan(y|ies)|country|countries|geo~|region|this list|group|list|subscribers?|owner|moderat~|data loss|dlp|compliance|confidential|credit card|richtlinie~|regel~|administrateur|règl~|politiqu~|polític~|politic~|regl(a|as)|regol~|regr~|administrator~|zasad~|polityk~|pravidl~|beleid|правил~|политик~|администратор~|kural~|politika~|策略|规则|管理员|ポリシー|管理者|정책|관리자)',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export const saidOfIt = {
  absent: [
    "(unknown|no such|nobody|no ?one|does not exist|doesn't exist|not exist|don't exist|do not exist|isn't known|not known|nonexist~|non-?exist~|not found|can't find|cannot find|couldn't find|could not find|never heard|not assigned|isn't assigned|not registered|isn't registered|unassigned|not listed in|no account|no user|no mailbox|no recipient|not in (the |our )?(database|directory|local|system)|misspel~|typo|figment|never existed|doesn't have|does not have|is not a|isn't a|lives here|not ours|not (be )?matched|no match|isn't there|not there|not (be )?resolved|does not (give|match|agree)|disagree~|not provisioned|not one of)",
    "(invalid|not valid|isn't valid|bad|wrong|incorrect|undeliverable|unverified|unvalidated|not validated|verif~|unable to verify|cannot verify|has no|have no|there is no|without|missing|not one)",
    'unbekannt~|existiert nicht|nicht (gefunden|bekannt|vorhanden|existent)|ungültig|kennt|gibt es nicht|kein~',
    "inconnu~|n'existe|introuvable|invalide|inexistant~|non trouvé~|aucun~",
    'desconocid[oa]|no existe|no encontrad[oa]|inv[aá]lid[oa]|inexistente|no (es )?válid[oa]|desconhecid[oa]|não (existe|encontrad[oa])|sconosciut[oa]|non esiste|inesistente|non (è )?(valid|trovat)[oa]',
    'nieznan~|nie istnieje|nie znaleziono|nieprawidłow~|brak|onbekend~|bestaat niet|niet gevonden|ongeldig|nezn[aá]m~|neexistuj~|nenalezen~|neplatn~',
    'неизвестн~|не существует|не найден~|нет такого|неверн~|недействит~|отсутств~|bulunamadı|bilinmiyor|bilinmeyen|mevcut değil|geçersiz|yok',
    '不存在|找不到|未知|无效|没有|見つかりません|存在しません|不明|無効|없습니다|없는|존재하지|찾을 수',
  ],
  full: [
    '(full|quota|over ?quota|space|room|capacity|overflow~|used up|storage (is|has|limit)|out of storage|no storage|storage exceeded|too full|stuffed|stored|megabytes used)',
    'voll|überfüllt|ueberfuellt|überschritten|speicher~|kontingent|pleine?|saturée?|espace|llen[oa]|cuota|espacio|pien[oa]|spazio|esaurit[oa]|chei[oa]|lotad[oa]|espaço|excedid[oa]|excedeu|pełn[aey]|przepełnion~|miejsc~|zapełnion~|vol|ruimte|pln[aáýy]|přeplněn~|prepln~|kvót~|místo',
    'переполнен~|заполнен~|квот~|места|dolu|kota~|yer yok|已满|容量|空间|配额|いっぱい|満杯|超過|가득|꽉|용량|초과',
  ],
  closed: [
    '(disabled|inactive|suspended|closed|has left|left (the|our)|passed away|deceased|died|retired|not been paid|unpaid|expired|locked|switched off|turned off|deactivated|moved|new address|no longer|under review|dormant|frozen|abandon~|deleted|removed|terminated|cancell?ed|discontinued|not active|deactiv~|decommission~|out of (service|use)|blocked|quit|gone|in quarantine|shut down|on hold|on leave|stopped using|opted out|has ended|works elsewhere|unsubscribed|archived|not in use|never logged)',
    'deaktiviert|gesperrt|geschlossen|stillgelegt|gelöscht|abgelaufen|inaktiv|verlassen|nicht mehr|gekündigt|désactivée?|fermée?|suspendue?|bloquée?|supprimée?|expirée?|quitté|plus (valide|actif|utilisée?)',
    'des(h)?abilitad[oa]|desactivad[oa]|suspendid[oa]|cerrad[oa]|bloquead[oa]|cancelad[oa]|eliminad[oa]|inactiv[oa]|ya no|disattivat[oa]|disabilitat[oa]|sospes[oa]|chius[oa]|bloccat[oa]|scadut[oa]|inattiv[oa]|non più|desativad[oa]|suspens[oa]|encerrad[oa]|inativ[oa]|não (está )?mais',
    'zablokowan~|zawieszon~|wyłączon~|usunięt~|nieaktywn~|wygas~|geblokkeerd|uitgeschakeld|opgeheven|gesloten|inactief|niet meer|zablokov~|zrušen~|deaktivov~|vypnut~|neaktivn~|pozastaven~',
    'заблокирован~|отключен~|отключён|удален~|удалён|неактивн~|закрыт~|приостановлен~|devre dışı|kapatıl~|askıya|pasif|silinmiş|engellen~|禁用|停用|冻结|锁定|注销|过期|封禁|停止|無効化|解約|凍結|중지|정지|휴면|비활성|삭제|탈퇴|차단',
  ],
  listed: [
    '(listed|lists?|history|aup|bad (host|ip|sender)|black~|block~|banned|ban|denylist~|reputation|abus~|complain~|(dis)?trust~|untrusted|garbage|jail~|locked out|penalt~|not welcome|unwelcome|attack~|intrusion|bad (neighbo~|attempts)|reject (database|list)|kill ?list|barred|misbehav~|compromis~|infected|hijacked|zombie|bot|suspicious|filthy|rogue|punish~|prison|excessive bad|blocked by|deny|delist~|trap|harvest~|poor|found (at|in|on)|tagged|flagged|trouble|offender~|notorious)',
    'sperrliste|gesperrt|geblockt|blockiert|liste (de blocage|noire)|bloqu~|lista (negra|nera|de bloque~|di blocco)|blacklist|bloccat~|czarn~|zablokowan~|blokad~|zwarte lijst|geblokkeerd|blokovan~|čern~|ч(ё|е)рн~ спис~|блокир~|заблокир~|kara liste~|engellen~|黑名单|拒绝|屏蔽|封|信誉|拒否|ブラックリスト|ブロック|차단|블랙리스트|스팸 발송',
  ],
  many: [
    '(too (many|much|often|fast|quick~|frequent~)|limits?|limited|rate|faster|exceed~|per (hour|minute|day|second|connection|session)|this (minute|hour|day)|last (hour|minute|day)|(last|past) # (hours?|minutes?|seconds?|days?)|hourly|daily|monthly|simultaneous~|concurrent~|parallel|maximum|max|ceiling|count|at most|no more than|only # |more than #|slow~|throttl~|frequen~|volume|flood~|quota|threshold|burst|cap|budget|allotment|allowance|per-(day|hour|minute|second)|consumed|overrun|unusual (amount|number)|number of|numbers|slots?|over size)',
    'zu viele|zu (schnell|häufig|oft)|grenzwert|limit|anzahl|trop (de|vite|souvent)|limite|nombre|demasiad[oa]s?|máximo|límite|exces[oi]v[oa]|troppi|troppe|massimo|muit[oa]s|excesso|zbyt (wiele|często|dużo)|za (dużo|wiele)|przekroczon~|te veel|te snel|maximum|příliš|limit~|překročen~',
    'слишком (много|часто)|превыш~|лимит~|огранич~|çok fazla|sınır~|limit~|aşıldı|频率|限制|超过|过多|频繁|上限|制限|多すぎ|超過|너무 많|제한|초과|한도',
  ],
  big: [
    '(too (big|large|long|heavy)|size|bytes|kb|mb|megabytes?|#mb|#kb|length|larger|bigger|oversized?|huge|limit of #|we take #)',
    'zu (groß|gross|lang)|größe|groesse|trop (gros|grand|volumineux|long|lourd)~|taille|octets|demasiado grande|tamaño|troppo grande|dimension~|tamanho|muito grande|(za|zbyt) (duż|wielk)~|rozmiar~|te groot|grootte|příliš velk~|velikost~|размер~|слишком больш~|çok büyük|boyut~|大小|过大|太大|サイズ|大きすぎ|크기|너무 큽',
  ],
  malformed: [
    '(syntax|malformed|pars~|illegal|bad sequence|out of (order|sequence)|expected|cannot be understood|not understood|unrecogni[sz]ed|unimplemented|not implemented|not rfc|non-?compliant|not comply|compliant|incorrect|missing|duplicate|multiple|improper~|not properly|unsupported|violat~|garbled|empty|wrong order|unexpected|without|what|invalid|error in|badly|standard~|not (a )?valid|corrupt~)',
    'fehlerhaft|ungültig|incorrecte?|mal formée?|invalide|incorrect[oa]|mal formad[oa]|non valid[oa]|errat[oa]|błęd~|niepoprawn~|ongeldig|neplatn~|chybn~|неверн~|некоррект~|ошибк~|hatalı|geçersiz|错误|不正确|不合法|不正|誤り|오류|잘못',
  ],
  forbidden: [
    "(not (allowed|permitted|authori[sz]ed|accepted|entitled|accept|take|want|wanted|welcome)|isn't (allowed|permitted|accepted|welcome)|aren't (allowed|permitted|accepted|welcome)|may not|must not|prohibit~|forbid~|forbidden|restrict~|only|refus~|doesn't want|does not want|don't want|disallow~|reject~|denied|deny|den(y|ies)|reject~|no permission|permission|unwilling|declin~|does not accept|doesn't accept|don't accept|do not accept|can't accept|cannot accept|isn't configured|not configured|not setup|not set up|unauthori[sz]ed|not open|required?|requires|must|unwanted|against|due to|because of|violat~|by)",
    'nur|seulement|uniquement|solo|sólo|soltanto|apenas|tylko|только|alleen|pouze|sadece',
    'nicht (erlaubt|gestattet|zugelassen|berechtigt|erwünscht|akzeptiert|zulässig)|verboten|verweigert|abgelehnt|untersagt|interdit~|refusée?|non autorisée?|pas (autorisée?|acceptée?)|rejetée?|no (está )?(permitid|autorizad|aceptad)[oa]|rechazad[oa]|denegad[oa]|prohibid[oa]|non (è )?(consentit|autorizzat|permess|accettat)[oa]|rifiutat[oa]|respint[oa]|não (é )?(permitid|autorizad|aceit)[oa]|rejeitad[oa]|negad[oa]|recusad[oa]',
    'niedozwolon~|zabronion~|odrzucon~|odmow~|nie (jest )?(dozwolon|akceptowan)~|niet (toegestaan|geaccepteerd)|geweigerd|verboden|zakázan~|odmítnut~|není povolen~|nepovolen~|запрещ~|отклонен~|отклонён|отказ~|не разреш~|не допуска~|не принима~|izin verilmiyor|reddedildi|yasak~|kabul edilm~|不允许|禁止|拒绝|拒收|被拒|許可されていません|拒否|禁止|허용되지|거부|거절',
  ],
  later: [
    '(later|again|temporar~|busy|wait|moment|soon|retry|defer~|come back|delay~|# (minutes?|seconds?|mins?|secs?|hours?)|#s|try|currently|at this time|right now|running|in progress|relocat~|being moved|migrat~)',
    'später|vorübergehend|zeitweilig|temporär|erneut|warten|plus tard|temporaire~|réessay~|ultérieur~|más tarde|temporal~|inténtelo|reintent~|più tardi|temporane~|riprov~|mais tarde|temporar~|tente|później|ponownie|tymczasow~|chwilowo|later|tijdelijk|opnieuw|později|dočasn~|znovu',
    'позже|позднее|временн~|попробуйте|повтор~|daha sonra|geçici|tekrar|稍后|暂时|重试|再试|後で|一時的|しばらく|再度|나중에|일시적|잠시|다시',
  ],
  broken: [
    "(fail~|errors?|faults?|problems?|trouble|down|unavailable|not available|crash~|time ?(d )?out|timeout|cannot|can't|unable|not (able|working|responding|answering|ready)|went wrong|maintenance|upgrade|restor~|out of (memory|disk|resources)|overload~|couldn't|could not|wasn't able|refused to talk|not accepting|interrupt~|not enough|insufficient|low on|exhausted|offline|unreachable|misconfigur~|configuration|internal|restart~|shutting)",
    'fehler|störung|ausfall|überlastet|nicht (verfügbar|erreichbar)|wartung|erreur|échec|panne|indisponible|surcharg~|maintenance|error|fallo|falla|problema|no disponible|mantenimiento|saturado|errore|guasto|non disponibile|manutenzione|sovraccaric~|erro|falha|indisponível|manutenção|sobrecarreg~',
    'błąd|awari~|niedostępn~|przeciąż~|fout|storing|niet beschikbaar|onbereikbaar|onderhoud|overbelast|chyba|nedostupn~|přetížen~|údržb~|ошибк~|сбой|недоступ~|перегруж~|неисправ~|обслужив~|hata|arıza|kullanılamıyor|bakım|错误|故障|失败|繁忙|忙|维护|エラー|障害|失敗|混雑|メンテナンス|오류|장애|실패|점검|과부하',
  ],
  first: [
    '(first (time|contact|attempt|delivery|seen|mail)|first-?time|never (seen|talked|heard|met|mailed)|new (clients?|senders?|hosts?|servers?|ip|correspondents?|connections?)|unknown (triple|client|sender yet)|triples?|triplets?|not (seen|met|known) (you )?(before|yet)|yet|pair|combination|unfamiliar|retry (interval|window|delay)|wait(ing)? (period|time)|anti-?spam delay|delay for|prove|properly queue|initial (delay|contact|attempt)|before we accept|quarantine period)',
    'erstmals|erster kontakt|première fois|primera vez|prima volta|primeira vez|pierwsz~ raz|eerste keer|poprvé|впервые|перв~ раз|ilk kez|首次|第一次|初めて|처음',
  ],
  junk: [
    '(spam~|junk|unsolicited|bulk|scam|phish~|commercial|advert~|marketing|prohibited words|reported as|uce|ube|bayes~|spammy|fraud~|unwanted|offensive|profan~|objectionable|pornograph~|content (filter|analysis|inspection|check|scan)~|fingerprint|pattern|phrases?|razor~|pyzor|dcc|consent|newsletter~|suspicious|analysis|investigation|score~|mass mail~|keyword~|viagra|casino|hoax)',
    'werbung|pourriel|indésirable|publicit~|publicid~|no deseado|indesiderat[oa]|pubblicit~|indesejad[oa]|reklam~|ongewenst|nevyžádan~|спам|реклам~|istenmeyen|垃圾|广告|迷惑|スパム|スパムメール|광고|스팸',
  ],
  harmful: [
    '(virus~|malware|infect~|harm~|dangerous|malicious|trojan|worm|ransom~|macro|threat|exploit|eicar|schädlich|virenver~|malveillant~|malicios[oa]|dannos[oa]|вирус~|вредонос~|zararlı|病毒|ウイルス|ウィルス|바이러스|악성)',
  ],
  lost: [
    '(timed? ?out|timeout|lost|closed|dropped|idle|reset|broken|aborted|hung up|interrupted|terminated|silent|no (data|activity)|inactivity|abgebrochen|unterbrochen|zeitüberschreitung|perdue|interrompue|délai|perdida|interrumpida|agotado|interrott[oa]|perdut[oa]|scadut[oa]|perdida|interrompida|przerwan~|verbroken|ukončen~|přeruš~|разорван~|прервано|таймаут|тайм-аут|kesildi|zaman aşımı|超时|中断|断开|タイムアウト|切断|시간 초과|끊)',
  ],
  unreached: [
    '(contact(ed)?|reach(ed)?|unreachable|not reachable|port #|no route|no answer|host is down|not answering|not responding|connect to|cannot connect|could not connect|failed to connect|establish~|refused the connection|nicht erreichbar|injoignable|inalcanzable|irraggiungibile|inacessível|nieosiągaln~|onbereikbaar|nedostupn~|недоступен|erişilemiyor|无法连接|接続できません|연결할 수)',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SpokenOf = keyof typeof spokenOf;
export type SaidOfIt = keyof typeof saidOfIt;
export type Points = Readonly<Partial<Record<ReasonClass, number>>>;

/** What a pair points to, from the definitions of the classes (RFC 3463 s.3.2-3.8 for the subjects). */
export const pairs: Readonly<Record<SpokenOf, Readonly<Partial<Record<SaidOfIt, Points>>>>> = {
  recipient: {
    absent: { user_unknown: 4 },
    full: { mailbox_full: 4 },
    closed: { mailbox_disabled: 4 },
    listed: { policy: 1, mailbox_disabled: 1 },
    many: { mailbox_busy: 2, rate_limit: 2 },
    malformed: { protocol_format: 1, user_unknown: 1 },
    forbidden: { policy: 2.5 },
    later: { mailbox_busy: 2 },
    broken: { remote_temporary: 1.5 },
    first: { greylist: 2 },
  },
  sender: {
    absent: { sender_rejected: 4 },
    listed: { sender_rejected: 3, reputation: 1 },
    closed: { sender_rejected: 2 },
    many: { rate_limit: 3 },
    malformed: { sender_rejected: 2, protocol_format: 1 },
    forbidden: { sender_rejected: 3, policy: 1 },
    broken: { sender_rejected: 2 },
    first: { greylist: 4 },
    junk: { sender_rejected: 1, reputation: 2 },
  },
  client: {
    absent: { sender_identity: 1 },
    listed: { reputation: 4 },
    many: { rate_limit: 4 },
    forbidden: { reputation: 2, policy: 1 },
    first: { greylist: 4 },
    junk: { reputation: 3 },
    later: { reputation: 0.5, greylist: 0.5 },
    harmful: { reputation: 3 },
    closed: { reputation: 1 },
  },
  domain: {
    absent: { no_such_domain: 1.5, sender_rejected: 1, relay_denied: 0.5 },
    listed: { reputation: 2.5 },
    forbidden: { relay_denied: 2, policy: 0.5 },
    closed: { mailbox_disabled: 2 },
  },
  message: {
    junk: { spam_content: 3.5 },
    big: { message_too_big: 4 },
    malformed: { protocol_format: 2.5 },
    forbidden: { policy: 1.5 },
    listed: { spam_content: 1 },
    many: { rate_limit: 3 },
    harmful: { malware_attachment: 4 },
    later: { remote_temporary: 1 },
    broken: { remote_temporary: 1 },
  },
  link: {
    listed: { spam_content: 4 },
    many: { spam_content: 5 },
    junk: { spam_content: 4 },
    forbidden: { spam_content: 3 },
    harmful: { spam_content: 5 },
  },
  attachment: {
    harmful: { malware_attachment: 5 },
    listed: { malware_attachment: 3.5 },
    forbidden: { malware_attachment: 4 },
    closed: { malware_attachment: 2 },
    big: { message_too_big: 4 },
    junk: { malware_attachment: 1 },
  },
  system: {
    broken: { remote_temporary: 3.5 },
    later: { remote_temporary: 2.5 },
    full: { remote_temporary: 3 },
  },
  connection: {
    lost: { connection_dropped: 4 },
    many: { rate_limit: 3.5 },
    unreached: { connect_failed: 3 },
    listed: { reputation: 2 },
    forbidden: { policy: 1.5, reputation: 0.5 },
    broken: { connection_dropped: 1, connect_failed: 1 },
  },
  login: {
    absent: { smtp_auth: 3 },
    forbidden: { smtp_auth: 3.5 },
    broken: { smtp_auth: 4 },
    malformed: { smtp_auth: 2 },
    many: { smtp_auth: 2 },
    closed: { smtp_auth: 2 },
  },
  tls: {
    absent: { tls: 4 },
    forbidden: { tls: 4 },
    broken: { tls: 4 },
    malformed: { tls: 3 },
    closed: { tls: 4 },
    later: { tls: 2 },
    listed: { tls: 2 },
  },
  dns: {
    broken: { dns_temporary: 2.5 },
    later: { dns_temporary: 1 },
    absent: { no_such_domain: 3 },
    lost: { dns_temporary: 3 },
    unreached: { dns_temporary: 3 },
  },
  name: {
    absent: { sender_identity: 3 },
    malformed: { sender_identity: 2.5 },
    broken: { sender_identity: 2 },
    forbidden: { sender_identity: 1.5 },
  },
  authentication: {
    absent: { sender_auth: 4 },
    broken: { sender_auth: 4 },
    forbidden: { sender_auth: 4 },
    malformed: { sender_auth: 3 },
    listed: { sender_auth: 1 },
    later: { sender_auth: 2 },
  },
  relay: {
    forbidden: { relay_denied: 4 },
    absent: { relay_denied: 3 },
    closed: { relay_denied: 2 },
    listed: { relay_denied: 1 },
  },
  form: {
    malformed: { protocol_format: 3 },
    many: { protocol_format: 0.5 },
  },
  hops: {
    many: { routing_loop: 5 },
    listed: { routing_loop: 1 },
    forbidden: { routing_loop: 3 },
    broken: { routing_loop: 3 },
  },
  administrator: {
    forbidden: { policy: 3 },
    listed: { policy: 2.5 },
    closed: { policy: 1 },
  },
};

/** Words that point somewhere even when nothing else is said. */
export const alone: Readonly<Partial<Record<SpokenOf | SaidOfIt, Points>>> = {
  first: { greylist: 1.5 },
  junk: { spam_content: 1.5 },
  harmful: { malware_attachment: 1.5 },
  full: { mailbox_full: 1 },
  listed: { reputation: 1 },
  many: { rate_limit: 1 },
  big: { message_too_big: 0.5 },
  attachment: { malware_attachment: 1 },
  link: { spam_content: 1 },
  hops: { routing_loop: 2 },
  tls: { tls: 1.5 },
  login: { smtp_auth: 1 },
  authentication: { sender_auth: 1.5 },
  relay: { relay_denied: 1.5 },
  name: { sender_identity: 0.5 },
  dns: { dns_temporary: 0.5 },
  administrator: { policy: 0.5 },
  unreached: { connect_failed: 1 },
  lost: { connection_dropped: 0.7 },
  broken: { remote_temporary: 0.7 },
};

/** What the codes add, longest beginning first (RFC 3463 s.3; RFC 5321 s.4.2.3). Class digit X where both may say it. */
export const byCodes: readonly (readonly [beginning: string, points: Points])[] = [
  ['X.1.1', { user_unknown: 3 }],
  ['X.1.2', { no_such_domain: 2, relay_denied: 1 }],
  ['X.1.3', { user_unknown: 1, protocol_format: 1 }],
  ['X.1.6', { mailbox_disabled: 3 }],
  ['X.1.7', { sender_rejected: 3 }],
  ['X.1.8', { sender_rejected: 3 }],
  ['X.1.9', { sender_rejected: 2 }],
  ['X.1.', { user_unknown: 1 }],
  ['X.2.1', { mailbox_disabled: 2, mailbox_busy: 0.5 }],
  ['X.2.2', { mailbox_full: 3 }],
  ['X.2.3', { message_too_big: 3 }],
  ['X.2.', { mailbox_disabled: 0.5 }],
  ['X.3.4', { message_too_big: 3 }],
  ['X.3.', { remote_temporary: 1.5 }],
  ['X.4.1', { connect_failed: 2 }],
  ['X.4.2', { connection_dropped: 2 }],
  ['X.4.3', { dns_temporary: 2 }],
  ['X.4.4', { no_such_domain: 1, dns_temporary: 1 }],
  ['X.4.6', { routing_loop: 3 }],
  ['X.4.7', { expired: 3 }],
  ['X.5.3', { rate_limit: 3 }],
  ['X.5.', { protocol_format: 2 }],
  ['X.6.', { protocol_format: 1.5, spam_content: 0.5 }],
  ['X.7.2', { policy: 1.5 }],
  ['X.7.5', { tls: 1.5 }],
  ['X.7.8', { smtp_auth: 3 }],
  ['X.7.10', { tls: 3 }],
  ['X.7.25', { sender_identity: 3 }],
  ['X.7.27', { sender_rejected: 3 }],
  ['X.7.28', { rate_limit: 3 }],
  ['X.7.2', { sender_auth: 3 }],
  ['X.7.', { policy: 0.7, reputation: 0.3 }],
  ['452', { rate_limit: 0.5, mailbox_full: 0.5, remote_temporary: 0.3 }],
  ['500', { protocol_format: 2 }],
  ['501', { protocol_format: 2 }],
  ['502', { protocol_format: 2 }],
  ['503', { protocol_format: 2 }],
  ['504', { protocol_format: 1 }],
  ['522', { mailbox_full: 2 }],
  ['530', { smtp_auth: 2 }],
  ['534', { smtp_auth: 2 }],
  ['535', { smtp_auth: 3 }],
  ['538', { smtp_auth: 2 }],
  ['551', { user_unknown: 1, relay_denied: 1 }],
  ['552', { mailbox_full: 1, message_too_big: 1 }],
  ['553', { sender_rejected: 0.5, relay_denied: 0.5, user_unknown: 0.5 }],
  ['521', { reputation: 1 }],
  ['556', { no_such_domain: 3 }],
];
