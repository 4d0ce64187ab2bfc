import type { Rule } from '../rule.ts';

/**
 * What servers say in German, French, Spanish, Polish, Russian, Chinese and Japanese, a rule a class. Where a provider has
 * codes or a page, its own rules come first; sentences the subjects know by heart are there.
 */
const source =
  'postmaster pages of GMX, Orange, Telefónica, WP, Mail.ru, QQ, NetEase and Japanese carriers, in their words';

export const languages: readonly Rule[] = [
  {
    id: 'language.disabled',
    class: 'mailbox_disabled',
    text: [
      '(postfach|konto|mailbox|benutzer|empfänger) (ist |wurde |wird )?(vorübergehend )?(gesperrt|deaktiviert|geschlossen|stillgelegt|gelöscht|abgeschaltet)',
      '(compte|boîte|boite|utilisateur) * (désactivée?|desactivee?|suspendue?|fermée?|fermee?|bloquée?)',
      '(cuenta|buzón|buzon|usuario) (está |esta |ha sido |fue )?(des?habilitad[oa]|desactivad[oa]|suspendid[oa]|cancelad[oa]|bloquead[oa])',
      '(konto|skrzynka|użytkownik) (zostało |została |jest )?(zablokowan~|zawieszon~|nieaktywn~|wyłączon~|usunięt~)',
      '(ящик|аккаунт|учётная запись|пользователь) (был |временно )?(заблокирован|отключ|удал)~',
      '(帐号|账号|账户|邮箱|用户)(已)?(被)?(禁用|停用|冻结|锁定|注销|封停)',
      '(アカウント|メールボックス|ユーザー?)は?(停止|無効|解約|ロック)',
    ],
    not: ['ip', 'absender', 'sender', 'expéditeur', 'отправител~'],
    source,
    examples: [
      '550 Dieses Postfach wurde gesperrt',
      '550 Konto zostało zablokowane',
      '550 このアカウントは停止されています',
    ],
  },
  {
    id: 'language.full',
    class: 'mailbox_full',
    text: [
      '(boîte|boite|messagerie|bal)  * (pleine|saturée|saturee)',
      '(postfach|mailbox|speicher) * (voll|überfüllt|ueberfuellt|erschöpft)',
      '(buzón|buzon|casilla|cuenta) * (llen[oa]|sin espacio)',
      'skrzynka * (pełna|przepełniona)',
      '(ящик|квота) * (переполнен|превышен)~',
      '(邮箱|信箱)(空间)?(已满|不足)',
      '(メールボックス|容量) * (超え|いっぱい|満杯|不足)',
    ],
    source,
    examples: ['552 La boîte aux lettres du destinataire est pleine', '552 メールボックスの容量を超えています'],
  },
  {
    id: 'language.size',
    class: 'message_too_big',
    text: [
      '(nachricht|mail|anhang) * zu (groß|gross|lang)',
      '(message|courriel|pièce jointe) * (dépasse|trop (grand|gros|volumineux))',
      '(mensaje|correo|adjunto) * (supera|excede|demasiado grande)',
      '(wiadomość|załącznik) * (zbyt|za) (duż|wielk)~',
      '(сообщение|письмо|вложение) * (слишком больш|превыша)~',
      '(邮件|附件)(大小|太大|过大|超过)',
      '(サイズ|容量) * (大きすぎ|制限を超え)',
    ],
    source,
    examples: ['552 El mensaje supera el tamaño permitido', '552 Сообщение слишком большое'],
  },
  {
    id: 'language.authenticated',
    class: 'sender_auth',
    text: [
      '送信ドメイン認証',
      '发件(人|域) * (验证|认证)(失败|未通过)',
      'ip(地址)? * mail ?from * (不一致|不匹配|不符)',
      'spf * (不一致|不匹配|不符|未通过)',
      '(spf|dkim|dmarc) * (fehlgeschlagen|échou|falló|nie powiod|не прош|失败|失敗)~',
      'authentification (du domaine|de l.expéditeur)',
      'autenticación del (dominio|remitente)',
    ],
    source,
    examples: ['550 送信ドメイン認証に失敗しました'],
  },
  {
    id: 'language.policy',
    class: 'policy',
    text: [
      '(被|遭)?收件人(拒收|拒绝)',
      '受信拒否|受信者 * 拒否',
      'politique (du|de la|de l.)(destinataire|serveur|domaine)?',
      'vom empfänger (abgelehnt|gesperrt|blockiert)',
      'rechazado por el destinatario',
      'odrzucon~ przez (odbiorcę|adresata)',
      'отклонено получателем|получатель (запретил|отказ)~',
    ],
    source,
    examples: ['550 被收件人拒收', '550 Message refusé par la politique du destinataire'],
  },
];
