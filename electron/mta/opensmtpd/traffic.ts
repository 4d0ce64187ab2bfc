/** What passes an OpenSMTPD, by its log (smtp_session.c, mta_session.c, mda.c; samples of 7.x). */
export const opensmtpdTraffic = {
  awk: `/: [0-9a-f]+ smtp message msgid=/ { a++; next }
/: [0-9a-f]+ (mta|mda) delivery .* result="?[Oo]k"? / { s++; next }
/: [0-9a-f]+ smtp failed-command .* result="4/ { r++ }`,
};
