/** One header field of a SIP message, as it stood on the wire. */
interface SipHeader {
  /** Canonical long form (`From`, `Call-ID`); compact forms are expanded. `UNREADABLE` for a line that is no header. */
  readonly name: string;
  /** The name as it was written. */
  readonly original: string;
  /** The value, folded lines joined by one space, without surrounding white space. */
  readonly value: string;
}

interface SipParts {
  readonly startLine: string;
  /** In the order of the wire; repeated fields stay apart. */
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

interface SipRequest extends SipParts {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
}

interface SipResponse extends SipParts {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
}

export type SipMessage = SipRequest | SipResponse;

/** The name given to a line among the headers that is none: kept, because what cannot be read may still name somebody. */
export const UNREADABLE = '(unreadable)';

/** IANA "SIP Compact Forms" registry (RFC 3261 §7.3.3 and its extensions). */
const COMPACT: Readonly<Record<string, string>> = {
  a: 'Accept-Contact',
  b: 'Referred-By',
  c: 'Content-Type',
  d: 'Request-Disposition',
  e: 'Content-Encoding',
  f: 'From',
  i: 'Call-ID',
  j: 'Reject-Contact',
  k: 'Supported',
  l: 'Content-Length',
  m: 'Contact',
  n: 'Identity-Info',
  o: 'Event',
  r: 'Refer-To',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
  x: 'Session-Expires',
  y: 'Identity',
};

/** Names whose usual spelling is not "each word capitalised". */
const SPELT_OTHERWISE: Readonly<Record<string, string>> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'mime-version': 'MIME-Version',
  rack: 'RAck',
  'remote-party-id': 'Remote-Party-ID',
  rseq: 'RSeq',
  'sip-etag': 'SIP-ETag',
  'sip-if-match': 'SIP-If-Match',
  'www-authenticate': 'WWW-Authenticate',
};

const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/;
const START_REQUEST = /^([A-Za-z0-9\-.!%*_+`'~]+) (\S+) SIP\/2\.0$/i;
const START_RESPONSE = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i;

function own(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The canonical long form of a header name, whatever its case; compact forms are expanded. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return (
    own(COMPACT, lower) ??
    own(SPELT_OTHERWISE, lower) ??
    lower.replace(/(^|-)[a-z]/g, (initial) => initial.toUpperCase())
  );
}

function readHeader(line: string): SipHeader {
  const colon = line.indexOf(':');
  const original = line.slice(0, colon).trimEnd();
  if (colon < 1 || !TOKEN.test(original)) return { name: UNREADABLE, original: '', value: line.trim() };
  return { name: canonicalName(original), original, value: line.slice(colon + 1).trim() };
}

function unfold(lines: readonly string[]): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    const last = whole.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) whole[whole.length - 1] = `${last.trimEnd()} ${line.trim()}`;
    else whole.push(line);
  }
  return whole;
}

/**
 * Reads one SIP message (RFC 3261 §7). Lines may end in CRLF or a bare LF; empty lines before the start line are skipped (§7.5).
 * Never throws. `null` when there is no SIP start line: the caller must treat that as suspicious, not as clean.
 */
export function parseSipMessage(raw: string): SipMessage | null {
  const text = raw.replace(/^(?:\r?\n)+/, '');
  const gap = /\r?\n\r?\n/.exec(text);
  const head = gap === null ? text.replace(/\r?\n$/, '') : text.slice(0, gap.index);
  const body = gap === null ? '' : text.slice(gap.index + gap[0].length);
  const [startLine = '', ...rest] = head.split(/\r?\n/);
  const parts = { startLine, headers: unfold(rest).map(readHeader), body };
  const response = START_RESPONSE.exec(startLine);
  if (response) return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '', ...parts };
  const request = START_REQUEST.exec(startLine);
  if (request) return { kind: 'request', method: request[1] ?? '', uri: request[2] ?? '', ...parts };
  return null;
}

/** The value of the first header of that name (any case or compact form), or `null`. */
export function headerValue(message: SipMessage, name: string): string | null {
  const canonical = canonicalName(name);
  return message.headers.find((header) => header.name === canonical)?.value ?? null;
}
