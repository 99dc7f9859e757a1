const NAME_MASK = '[name]';
const USER_MASK = '[user]';

// `<sip:`, `<sips:`, `<tel:` or `<number`, plain, percent-escaped or as an XML entity; what stands before it is a display name
// (RFC 3261 §25.1 name-addr; Asterisk writes `"name" <number>`).
const BEFORE_URI =
  /(?:<|%3c|&lt;)\s*(?:(?:sips?|tel)(?::|%3a)|(?=(?:\[number\]|[+*#(]?[\p{Nd}\s().-]{2,24})\s*(?:>|%3e|&gt;)))/giu;
const QUOTE = /["'“”„«»]|%22|%27|&quot;|&#34;/giu;
const QUOTED_END = /(?:["'“”„«»]|%22|%27|&quot;|&#34;)\\*\s*$/iu;
const NOT_A_NAME = /[:=;,<>{}\r\n]/g;
const SIP_USER = /(sips?(?::|%3a))(?!anonymous@|\[user\]@)[^\s<>"'@;,]{1,256}?(@|%40)/giu;

/**
 * `text` with the display names before SIP and tel URIs and Asterisk caller ids replaced by `[name]`, and the user part of SIP URIs
 * (except `anonymous`) by `[user]`. In doubt about where a name begins it takes more, never less. Idempotent, linear in the length.
 */
export function maskNames(text: string): string {
  let masked = '';
  let from = 0;
  for (const uri of text.matchAll(BEFORE_URI)) {
    masked += maskNameAtEnd(text.slice(from, uri.index)) + uri[0];
    from = uri.index + uri[0].length;
  }
  return (masked + text.slice(from)).replace(SIP_USER, `$1${USER_MASK}$2`);
}

/** `segment` ends where a URI begins. */
function maskNameAtEnd(segment: string): string {
  if (segment.trim() === '' || segment.trimEnd().endsWith(NAME_MASK)) return segment;
  if (QUOTED_END.test(segment)) return maskQuoted(segment);
  let start = 0;
  for (const delimiter of segment.matchAll(NOT_A_NAME)) start = delimiter.index + 1;
  const name = segment.slice(start);
  return name.trim() === '' ? segment : `${segment.slice(0, start)}${start === 0 ? '' : ' '}${NAME_MASK} `;
}

/** A quoted name may hold escaped quotes, commas, line folds and `<`: mask from the first quote of the line, or all if it is not there. */
function maskQuoted(segment: string): string {
  const line = Math.max(segment.lastIndexOf('\n'), segment.lastIndexOf('\r')) + 1;
  const quotes = [...segment.slice(line).matchAll(QUOTE)];
  const first = quotes[0];
  if (first === undefined || quotes.length < 2) return `${NAME_MASK} `;
  return `${segment.slice(0, line + first.index)}${NAME_MASK} `;
}
