/**
 * Exchange Online, Outlook.com and Exchange Server. Sources: learn.microsoft.com "Email non-delivery reports and SMTP
 * errors for Exchange Online" and "Fix NDR error 5.7.x" pages; postmaster.live.com ("Outlook.com postmaster: troubleshooting").
 */
export const ndr =
  'https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online';
export const olc = 'https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx';
export const provider: readonly string[] = ['microsoft365'];
