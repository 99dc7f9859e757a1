import { randomBytes } from 'node:crypto';
import { answerTo, offerOf } from './session-words.ts';
import { headerOf, headersOf, type SipWords, tagOf } from './sip-words.ts';

const PHRASES = new Map([
  [100, 'Trying'],
  [180, 'Ringing'],
  [200, 'OK'],
  [302, 'Moved Temporarily'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [481, 'Call/Transaction Does Not Exist'],
  [486, 'Busy Here'],
  [487, 'Request Terminated'],
  [503, 'Service Unavailable'],
]);

export interface AnswerParts {
  readonly status: number;
  /** Our tag in To where the request has none. */
  readonly tag: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** The answer to a request (RFC 3261 §8.2.6.2). */
export function answerWords(request: SipWords, { status, tag, headers = [], body = '' }: AnswerParts): SipWords {
  const to = headerOf(request, 'to');
  return {
    start: `SIP/2.0 ${status} ${PHRASES.get(status) ?? 'Refused'}`,
    headers: [
      ...headersOf(request, 'via').map((value) => ['via', value] as const),
      ...headersOf(request, 'record-route').map((value) => ['record-route', value] as const),
      ['from', headerOf(request, 'from')],
      ['to', tagOf(to) === '' && status > 100 ? `${to};tag=${tag}` : to],
      ['call-id', headerOf(request, 'call-id')],
      ['cseq', headerOf(request, 'cseq')],
      ...headers,
      ...(body === '' ? [] : [['content-type', 'application/sdp'] as const]),
    ],
    body,
  };
}

/** SDP for a 200: an answer to an offer, an offer where there was none. */
export function sessionFor(request: SipWords, address: string): string {
  return /^m=/m.test(request.body) ? answerTo(request.body, address) : offerOf(address, 'resume');
}

/** A Digest challenge of a made-up realm. */
export function challenge(): readonly [name: string, value: string] {
  const nonce = randomBytes(16).toString('hex');
  return ['www-authenticate', `Digest realm="carrier", nonce="${nonce}", algorithm=MD5, qop="auth"`];
}
