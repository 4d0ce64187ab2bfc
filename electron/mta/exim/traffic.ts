/**
 * What passes an Exim, by its main log (specification, chapter "Log files"): `<=` arrival, `=>` and `->` delivery,
 * "temporarily rejected" a refusal with 4xx. Only the start of a line is asked: a subject may hold anything.
 */
export const eximTraffic = {
  awk: `/^[-0-9:. +]+(\\[[0-9]+\\] )?[0-9A-Za-z]+-[0-9A-Za-z]+-[0-9A-Za-z]+ <= / { a++; next }
/^[-0-9:. +]+(\\[[0-9]+\\] )?[0-9A-Za-z]+-[0-9A-Za-z]+-[0-9A-Za-z]+ [-=]> / { s++; next }
/ temporarily rejected / { r++ }`,
};
