import type { Expected } from './expected.ts';
import { asItMust, notAsItMust, type Opinion } from './finding.ts';
import type { VectorId } from './vectors.ts';

/** Methods a carrier may hear from us (RFC 3261, 3262, 3311). */
export const METHODS: ReadonlySet<string> = new Set([
  'ACK',
  'BYE',
  'CANCEL',
  'INVITE',
  'OPTIONS',
  'PRACK',
  'REGISTER',
  'UPDATE',
]);

const ANY_METHOD = 'ACK|BYE|CANCEL|INFO|INVITE|MESSAGE|NOTIFY|OPTIONS|PRACK|PUBLISH|REFER|REGISTER|SUBSCRIBE|UPDATE';
/** Option tags that PJSIP speaks of (IANA "SIP Option Tags"): what it can do, the same on every PBX. */
const OPTION = '100rel|histinfo|norefersub|outbound|path|replaces|timer';
const MEDIA_TYPE = String.raw`application/(?:sdp|(?:cpim-)?(?:x?pidf|dialog-info)\+xml|simple-message-summary)|message/sipfrag;version=2\.0`;

function listOf(items: string): RegExp {
  return new RegExp(`^(?:(?:${items})(?:, ?(?!$)|$))*$`);
}

const ALL = 'ACK BYE CANCEL INVITE OPTIONS PRACK REGISTER UPDATE answer';
const REQUESTS = ALL.replace(' answer', '');
const OFFERS = 'INVITE OPTIONS PRACK REGISTER UPDATE answer';

interface PlainHeader {
  /** Methods of the requests it may stand in; `answer`: responses. */
  readonly standsIn: ReadonlySet<string>;
  readonly form: RegExp;
  readonly vector: VectorId;
}

function plain(standsIn: string, form: RegExp, vector: VectorId = 'not-allowed'): PlainHeader {
  return { standsIn: new Set(standsIn.split(' ')), form, vector };
}

const COUNT = /^\d{1,10}$/;

/** Headers that carry protocol facts, where they may stand and the only forms they may have. */
const PLAIN: ReadonlyMap<string, PlainHeader> = new Map([
  ['Accept', plain('OPTIONS answer', listOf(MEDIA_TYPE))],
  ['Accept-Encoding', plain('OPTIONS answer', /^(?:identity)?$/)],
  ['Accept-Language', plain('OPTIONS answer', /^(?:en)?$/)],
  ['Allow', plain(OFFERS, listOf(ANY_METHOD))],
  ['Content-Length', plain(ALL, /^\d{1,5}$/)],
  ['CSeq', plain(ALL, new RegExp(String.raw`^\d{1,10} (?:${ANY_METHOD})$`))],
  ['Expires', plain('INVITE REGISTER answer', COUNT)],
  ['Max-Forwards', plain(REQUESTS, /^\d{1,3}$/)],
  ['Min-SE', plain('INVITE UPDATE answer', COUNT)],
  ['RAck', plain('PRACK', /^\d{1,10} \d{1,10} INVITE$/)],
  // Constant, and no option stops it. A door sends no cause of Q.850.
  ['Reason', plain('BYE CANCEL answer', /^SIP;cause=200;text="Call completed elsewhere"$/, 'reason')],
  ['Require', plain('INVITE PRACK UPDATE answer', listOf(OPTION))],
  ['Retry-After', plain('answer', COUNT)],
  ['RSeq', plain('answer', COUNT)],
  ['Session-Expires', plain('INVITE UPDATE answer', /^\d{1,10}(?:;refresher=ua[cs])?$/)],
  ['Supported', plain(OFFERS, listOf(OPTION))],
  ['Timestamp', plain('answer', /^\d{1,12}(?:\.\d{1,9})?(?: \d{1,9}(?:\.\d{1,9})?)?$/)],
  // What PJSIP says when it refuses an offer that it cannot answer, such as fax: a constant.
  ['Warning', plain('answer', /^3\d\d SIP "No SDP answer"$/)],
  ['Unsupported', plain('answer', listOf('[a-z0-9]{1,20}'))],
]);

/** Whether it is one of the headers that `plainHeader` judges. */
export function isPlainHeader(name: string): boolean {
  return name === 'User-Agent' || name === 'Server' || PLAIN.has(name);
}

/**
 * What is said of a header that carries protocol facts: that it may stand in this kind of message (`method`, or `answer`) and has a form
 * nothing can be told in. `null` for a header that is none of these.
 */
export function plainHeader(kind: string, name: string, value: string, { agent }: Expected): Opinion | null {
  if (name === 'User-Agent' || name === 'Server') {
    const right = (name === 'Server') === (kind === 'answer') && value === agent;
    return right ? asItMust(name, value) : notAsItMust('user-agent', name, value);
  }
  const header = PLAIN.get(name);
  if (header === undefined) return null;
  if (!header.standsIn.has(kind)) return notAsItMust('not-allowed', name, value);
  return header.form.test(value) ? asItMust(name, value) : notAsItMust(header.vector, name, value);
}
