/** A SIP URI (RFC 3261 §19.1.1), its escapes as written. */
interface SipUri {
  readonly scheme: string;
  /** Empty when there is none. */
  readonly user: string;
  readonly host: string;
  /** Empty when there is none. */
  readonly port: string;
  /** `name` or `name=value`, in order. */
  readonly parameters: readonly string[];
  /** Behind `?`; empty when there are none. */
  readonly headers: string;
}

/** A name-addr or addr-spec with its header parameters (RFC 3261 §20.10). */
export interface NameAddress {
  /** Quoted or plain, quotes taken off and quoted pairs undone; `null` when there is none. */
  readonly display: string | null;
  readonly uri: SipUri;
  /** The header's own parameters, not the URI's. */
  readonly parameters: readonly string[];
}

const HOST_PORT = /^(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?$/;

/** `host` or `host:port`, or `null`. */
export function hostPort(text: string): { readonly host: string; readonly port: string } | null {
  const found = HOST_PORT.exec(text);
  return found === null ? null : { host: found[1] ?? '', port: found[2] ?? '' };
}

/** Reads a SIP or SIPS URI; `null` when it is none, `tel:` included. */
export function sipUri(text: string): SipUri | null {
  const scheme = /^(sips?):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return null;
  const rest = text.slice(scheme.length + 1);
  const at = rest.lastIndexOf('@');
  const [behind = '', ...headers] = rest.slice(at + 1).split('?');
  const [place = '', ...parameters] = behind.split(';');
  const where = hostPort(place);
  if (where === null) return null;
  return { scheme, user: at < 0 ? '' : rest.slice(0, at), ...where, parameters, headers: headers.join('?') };
}

/** A quoted string, something in `<>`, a comma, or a run of anything else; what is not closed goes to the end. */
const TOKENS = /"(?:[^"\\]|\\.)*"?|<[^>]*>?|,|[^",<]+/gs;

/**
 * The values of a header that may hold several (RFC 3261 §7.3.1), parted at commas that stand neither in a quoted string nor in `<>`.
 * Looks at each character once.
 */
export function valuesIn(text: string): readonly string[] {
  if (!text.includes(',')) return [text.trim()];
  const values = [''];
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === ',') values.push('');
    else values[values.length - 1] += token;
  }
  return values.map((value) => value.trim());
}

/** The display name before `<`: a quoted string, or plain words, or none. `undefined` when it is neither. */
function displayName(text: string): string | null | undefined {
  if (text === '') return null;
  if (!text.startsWith('"')) return /["<>]/.test(text) ? undefined : text;
  const whole = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)?.[1];
  return whole?.replace(/\\(.)/gs, '$1');
}

/** Where `<` stands outside of a quoted string, or -1. */
function openBracket(text: string): number {
  if (!text.includes('"')) return text.indexOf('<');
  for (const { 0: token, index } of text.matchAll(TOKENS)) if (token.startsWith('<')) return index;
  return -1;
}

/** Reads one From, To, Contact, Route value, or `null`. */
export function nameAddress(text: string): NameAddress | null {
  const open = openBracket(text);
  if (open < 0) {
    // RFC 3261 §20.10: without brackets, parameters are the header's.
    const [address = '', ...parameters] = text.split(';');
    const uri = sipUri(address.trim());
    return uri === null ? null : { display: null, uri, parameters };
  }
  const close = text.indexOf('>', open);
  const uri = close < 0 ? null : sipUri(text.slice(open + 1, close));
  const display = displayName(text.slice(0, open).trim());
  const behind = text.slice(close + 1).trim();
  if (uri === null || display === undefined || !/^(?:;|$)/.test(behind)) return null;
  return { display, uri, parameters: behind === '' ? [] : behind.slice(1).split(';') };
}
