const LONGEST = 300;
const SHORTEST_SECRET = 4;
const TELLTALE = 8;

/**
 * A server's text for a message of ours: secrets masked, control and direction characters gone, one line, at most 300
 * characters. Masked before it is cut, so that no piece of a key survives at the end.
 */
export function quoteForeign(text: string, secrets: readonly string[], longest = LONGEST): string {
  // A server may send megabytes: what lies far behind the cut need not be looked at.
  let clean = maskSecrets(text.slice(0, 20 * longest), secrets);
  clean = clean
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  const characters = Array.from(clean);
  return characters.length > longest ? `${characters.slice(0, longest).join('')}...` : clean;
}

/**
 * Six asterisks for every secret, also where it stands URL- or JSON-encoded or as base64, and for pieces of eight
 * characters and more from its beginning or end, which some servers echo. Secrets under four characters are none.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    const forms = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ];
    for (const form of new Set(forms)) masked = masked.replaceAll(form, '******');
    if (secret.length >= 2 * TELLTALE) masked = maskEnds(masked, secret);
  }
  return masked;
}

/** Masks what begins like the secret, as far as it agrees, and what ends like it. */
function maskEnds(text: string, secret: string): string {
  const head = secret.slice(0, TELLTALE);
  let masked = text;
  for (let at = masked.indexOf(head); at !== -1; at = masked.indexOf(head, at + 6)) {
    let end = TELLTALE;
    while (end < secret.length && masked[at + end] === secret[end]) end++;
    masked = `${masked.slice(0, at)}******${masked.slice(at + end)}`;
  }
  const tail = secret.slice(-TELLTALE);
  for (let at = masked.lastIndexOf(tail); at !== -1; at = at === 0 ? -1 : masked.lastIndexOf(tail, at - 1)) {
    let start = 0;
    while (at - start > 0 && masked[at - start - 1] === secret[secret.length - TELLTALE - start - 1]) start++;
    masked = `${masked.slice(0, at - start)}******${masked.slice(at + TELLTALE)}`;
    at -= start;
  }
  return masked;
}
