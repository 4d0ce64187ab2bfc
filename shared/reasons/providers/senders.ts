import type { Provider } from '../provider.ts';

/** Sending services: relays of ours, and their pages in replies. */
export const senders: readonly Provider[] = [
  {
    key: 'amazonses',
    name: 'Amazon SES',
    suffixes: ['amazonses.com', 'amazonaws.com', 'awsapps.com'],
    dialect: [
      String.raw`\bthrottling failure: `,
      String.raw`\barn:aws:`,
      String.raw`\bassociated with your aws account\b`,
      String.raw`\bmaximum (?:sigv[24] smtp )?sending rate exceeded\b`,
      String.raw`\bdaily message quota exceeded\b`,
      String.raw`\bemail address is not verified\. the following identities failed the check\b`,
      String.raw`\bamazon (?:ses|invalid rcpt)\b`,
    ],
  },
  {
    key: 'sendgrid',
    name: 'SendGrid',
    suffixes: ['sendgrid.net', 'sendgrid.com', 'twilio.com'],
    dialect: [
      String.raw`\bmaximum credits exceeded\b`,
      String.raw`\bsendgrid\b`,
      String.raw`\bthe from address does not match a verified sender identity\b`,
    ],
  },
  {
    key: 'mailgun',
    name: 'Mailgun',
    suffixes: ['mailgun.org', 'mailgun.net', 'mailgun.com', 'mailgun.info'],
    dialect: [String.raw`\bmailgun\b`],
  },
  { key: 'mailjet', name: 'Mailjet', suffixes: ['mailjet.com'] },
  { key: 'postmark', name: 'Postmark', suffixes: ['postmarkapp.com', 'mtasv.net'] },
  { key: 'sparkpost', name: 'SparkPost', suffixes: ['sparkpostmail.com', 'sparkpost.com', 'messagesystems.com'] },
  { key: 'brevo', name: 'Brevo', suffixes: ['sendinblue.com', 'brevo.com'] },
  { key: 'mandrill', name: 'Mandrill', suffixes: ['mandrillapp.com', 'mcsv.net', 'mailchimp.com'] },
  { key: 'smtp2go', name: 'SMTP2GO', suffixes: ['smtp2go.com'] },
  { key: 'smtpcom', name: 'SMTP.com', suffixes: ['smtp.com'] },
  { key: 'elasticemail', name: 'Elastic Email', suffixes: ['elasticemail.com'] },
  { key: 'oracle', name: 'Oracle Email Delivery', suffixes: ['oraclecloud.com', 'oracleemaildelivery.com'] },
  { key: 'mailersend', name: 'MailerSend', suffixes: ['mailersend.net', 'mailersend.com'] },
  { key: 'socketlabs', name: 'SocketLabs', suffixes: ['socketlabs.com'] },
  { key: 'turbosmtp', name: 'turboSMTP', suffixes: ['serversmtp.com', 'turbo-smtp.com'] },
  { key: 'dnsexit', name: 'DNSExit', suffixes: ['dnsexit.com'] },
];
