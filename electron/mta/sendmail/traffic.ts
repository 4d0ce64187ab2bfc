/** What passes a Sendmail, by its log (op.me, "Log messages"; samples of 8.17): "from=" arrival, "stat=Sent", "reject=4". */
export const sendmailTraffic = {
  awk: `/: [0-9A-Za-z]+: from=.*, size=[0-9]+, / { a++; next }
/, stat=Sent/ { s++; next }
/, reject=4[0-9][0-9] / { r++ }`,
};
