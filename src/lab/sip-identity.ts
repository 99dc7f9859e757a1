import { canonicalName, type SipMessage, UNREADABLE } from './sip-message.ts';

/** Something in a message that may tell who or where somebody is. */
export interface IdentityBearer {
  /** Canonical header name, `Request-URI`, `Reason-Phrase`, `SDP o=` (and so on) or `Body`. */
  readonly name: string;
  readonly value: string;
}

/** Headers that carry protocol facts only. Whatever is not named here counts as identity, also what nobody has heard of yet. */
export const HARMLESS_HEADERS: ReadonlySet<string> = new Set(
  [
    'Accept',
    'Accept-Encoding',
    'Allow',
    'Allow-Events',
    'CSeq',
    'Content-Encoding',
    'Content-Length',
    'Content-Type',
    'Date',
    'Event',
    'Expires',
    'MIME-Version',
    'Max-Forwards',
    'Min-Expires',
    'Min-SE',
    'Proxy-Require',
    'RAck',
    'RSeq',
    'Refer-Sub',
    'Require',
    'Retry-After',
    'Session-Expires',
    'Subscription-State',
    'Supported',
    'Timestamp',
    'Unsupported',
  ].map(canonicalName),
);

/** Parameters of a digest answer (RFC 7616 §3.4) that are derived from secrets and chance, not from a person. */
const HARMLESS_DIGEST: ReadonlySet<string> = new Set([
  'nonce',
  'response',
  'cnonce',
  'nc',
  'qop',
  'algorithm',
  'opaque',
  'stale',
]);

const HARMLESS_SDP_LINE =
  /^(?:v=0|t=0 0|b=[A-Z]+:\d+|m=(?:audio|video|image) \d+ [A-Z/a-z0-9]+[ 0-9t]*(?:t38)?|a=(?:rtpmap|fmtp|ptime|maxptime|sendrecv|sendonly|recvonly|inactive|rtcp-mux)(?::[0-9 A-Za-z\-/=;.,]*)?)$/;

/** `Digest username="x", nonce="y"` without the parameters that name nobody; any other scheme is kept whole. */
function digestIdentity(value: string): string {
  const parameters = /^Digest\s+(.*)$/is.exec(value)?.[1];
  if (parameters === undefined) return value;
  const kept = parameters
    .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((parameter) => parameter.trim())
    .filter((parameter) => !HARMLESS_DIGEST.has((parameter.split('=')[0] ?? '').trim().toLowerCase()));
  return kept.length === 0 ? '' : `Digest ${kept.join(', ')}`;
}

function headerIdentity(name: string, value: string): IdentityBearer[] {
  if (HARMLESS_HEADERS.has(name)) return [];
  // A Call-ID of chance names nobody; RFC 3261 §8.1.1.4 lets a host follow the "@", and that does.
  if (name === 'Call-ID' && !value.includes('@')) return [];
  if (!/^(?:Proxy-)?Auth(?:orization|enticate)$|^WWW-Authenticate$/.test(name)) return [{ name, value }];
  const identity = digestIdentity(value);
  return identity === '' ? [] : [{ name, value: identity }];
}

function bodyIdentity(body: string): IdentityBearer[] {
  if (body.trim() === '') return [];
  const lines = body.split(/\r?\n/).filter((line) => line !== '');
  if (lines[0] !== 'v=0') return [{ name: 'Body', value: body }];
  return lines
    .filter((line) => !HARMLESS_SDP_LINE.test(line))
    .map((line) =>
      /^[a-z]=/.test(line) ? { name: `SDP ${line.slice(0, 2)}`, value: line.slice(2) } : { name: 'Body', value: line },
    );
}

/** Reason phrases of the RFCs and of Asterisk say nothing; a phrase with an "@", a digit or many words may. */
function startLineIdentity(message: SipMessage): IdentityBearer[] {
  if (message.kind === 'request') return [{ name: 'Request-URI', value: message.uri }];
  return /^[A-Za-z/\- ]{0,40}$/.test(message.reason) ? [] : [{ name: 'Reason-Phrase', value: message.reason }];
}

/**
 * Everything in a message that may bear identity, in the order of the wire: start line, headers, body. It works by a list of what is
 * known to be harmless, so an unknown header, an unreadable line, an unknown SDP line or a body that is not SDP is always included.
 * Of a digest answer the user name, realm and URI are kept and the computed values are left out.
 */
export function identityHeaders(message: SipMessage): readonly IdentityBearer[] {
  return [
    ...startLineIdentity(message),
    ...message.headers.flatMap(({ name, original, value }) =>
      name === UNREADABLE ? [{ name: original || UNREADABLE, value }] : headerIdentity(name, value),
    ),
    ...bodyIdentity(message.body),
  ];
}
