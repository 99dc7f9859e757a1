import { type Credentials, digestAnswer } from '../../../src/adapters/sip-probe/digest.ts';
import { headerOf, headersOf, type SipWords, statusOf, tagOf } from '../../../src/adapters/sip-probe/sip-words.ts';

/** ACK: of a refusal in the same transaction, of a 2xx in one of its own, `via` (RFC 3261 §13.2.2.4, §17.1.1.3). */
export function acknowledgement(invite: SipWords, answer: SipWords, target: string, via: string): SipWords {
  const taken = (statusOf(answer) ?? 0) < 300;
  return {
    start: `ACK ${target} SIP/2.0`,
    headers: [
      ['via', taken ? via : headerOf(invite, 'via')],
      ['max-forwards', '70'],
      ['from', headerOf(invite, 'from')],
      ['to', headerOf(answer, 'to')],
      ['call-id', headerOf(invite, 'call-id')],
      ['cseq', `${headerOf(invite, 'cseq').split(' ')[0]} ACK`],
    ],
    body: '',
  };
}

/** The answer to a request (RFC 3261 §8.2.6.2). */
export function replyTo(
  request: SipWords,
  tag: string,
  status: number,
  headers: readonly (readonly [string, string])[],
  body: string,
): SipWords {
  const to = headerOf(request, 'to');
  return {
    start: `SIP/2.0 ${status} ${status < 300 ? 'OK' : 'No'}`,
    headers: [
      ...headersOf(request, 'via').map((value) => ['via', value] as const),
      ['from', headerOf(request, 'from')],
      ['to', tagOf(to) === '' ? `${to};tag=${tag}` : to],
      ['call-id', headerOf(request, 'call-id')],
      ['cseq', headerOf(request, 'cseq')],
      ...headers,
    ],
    body,
  };
}

/** The header that answers a challenge; `null`: there is none, or nobody to log in. */
export function loginFor(
  credentials: Credentials | null,
  answer: SipWords,
  method: string,
  uri: string,
): readonly [string, string] | null {
  const status = statusOf(answer);
  if (credentials === null || (status !== 401 && status !== 407)) return null;
  const challenge = headerOf(answer, status === 401 ? 'www-authenticate' : 'proxy-authenticate');
  return [status === 401 ? 'authorization' : 'proxy-authorization', digestAnswer(challenge, method, uri, credentials)];
}
