import { headerValue, parseSipMessage, type SipMessage } from '../sip-message.ts';
import type { PhoneResult, PhoneStep } from './phone-step.ts';
import type { SippEnd } from './sipp-process.ts';

interface Seen {
  readonly sent: boolean;
  readonly message: SipMessage;
  readonly callId: string;
  /** CSeq: number and method, as one text. */
  readonly sequence: string;
}

function see(end: SippEnd): Seen[] {
  return end.messages.flatMap(({ sent, text }) => {
    const message = parseSipMessage(text);
    if (message === null) return [];
    return [
      { sent, message, callId: headerValue(message, 'Call-ID') ?? '', sequence: headerValue(message, 'CSeq') ?? '' },
    ];
  });
}

function isRequest({ message }: Seen, method: string): boolean {
  return message.kind === 'request' && message.method === method;
}

function opensCall(each: Seen): boolean {
  return isRequest(each, 'INVITE') && !/;\s*tag=/i.test(headerValue(each.message, 'To') ?? '');
}

/** The final status of the last attempt to open the call: the one after a challenge, where there was one. */
function finalStatus(seen: readonly Seen[], opening: Seen): number | null {
  const last = seen.findLast((each) => each.sent === opening.sent && each.callId === opening.callId && opensCall(each));
  const answer = seen.findLast(
    ({ sent, message, callId, sequence }) =>
      message.kind === 'response' &&
      message.status >= 200 &&
      sent !== opening.sent &&
      callId === opening.callId &&
      sequence === last?.sequence,
  );
  return answer?.message.kind === 'response' ? answer.message.status : null;
}

/** What the phone asked for within the call and was refused: method and status only. */
function refusals(seen: readonly Seen[], opening: Seen): string[] {
  const consultation = `2///${opening.callId}`;
  const refused = seen.flatMap(({ sent, message, callId, sequence }) => {
    if (sent || message.kind !== 'response' || message.status < 300) return [];
    const method = sequence.split(/\s+/)[1] ?? '';
    const ours = callId === consultation || (callId === opening.callId && Number.parseInt(sequence, 10) > 10);
    if (!ours || method === 'BYE' || message.status === 401 || message.status === 407) return [];
    return [`${method} ${callId === consultation ? 'of the consultation ' : ''}refused with ${message.status}`];
  });
  const failedTransfers = seen.flatMap((each) => {
    const status =
      !each.sent && isRequest(each, 'NOTIFY') ? /^SIP\/2\.0 ([3-6]\d\d)/.exec(each.message.body)?.[1] : undefined;
    return status === undefined ? [] : [`transfer failed with ${status}`];
  });
  return [...new Set([...refused, ...failedTransfers])];
}

const ENDS_BY_ITSELF: readonly string[] = ['await-hang-up', 'hang-up', 'blind-transfer', 'attended-transfer'];

function dropped(end: SippEnd, steps: readonly PhoneStep[], releasedBy: PhoneResult['releasedBy']): string[] {
  if (releasedBy !== 'far-end') return [];
  const reached = end.notes.reduce((last, line) => Math.max(last, Number(/step (\d+)/.exec(line)?.[1] ?? -1)), -1);
  const step = steps[reached];
  if (step !== undefined && reached === steps.length - 1 && ENDS_BY_ITSELF.includes(step.do)) return [];
  return [
    step === undefined
      ? 'the far end hung up before the first step'
      : `the far end hung up during step ${reached + 1} (${step.do})`,
  ];
}

function outcomeOf(
  status: number | null,
  cancelled: 'wanted' | 'patience-lost' | null,
  end: SippEnd,
): PhoneResult['outcome'] {
  if (status !== null && status < 300) return 'answered';
  if (cancelled !== null && (status === null || status === 487))
    return cancelled === 'wanted' ? 'cancelled' : 'no-answer';
  if (status !== null) return 'rejected';
  return end.status === 0 || end.status === 97 || /timeout|retrans/i.test(end.complaint ?? '') ? 'no-answer' : 'failed';
}

function neverBegan(end: SippEnd, side: 'places' | 'receives', messages: readonly string[]): PhoneResult {
  const gone = { status: null, releasedBy: null, messages };
  if (side === 'places') return { outcome: 'failed', ...gone, detail: end.complaint ?? 'no INVITE left' };
  return { outcome: 'no-answer', ...gone, detail: 'no call came' };
}

/** Tells how a call went from the messages SIPp logged and the steps it noted. */
export function callOutcome(end: SippEnd, side: 'places' | 'receives', steps: readonly PhoneStep[]): PhoneResult {
  const messages = end.messages.map(({ text }) => text);
  const seen = see(end);
  const opening = seen.find((each) => opensCall(each) && each.sent === (side === 'places'));
  if (opening === undefined) return neverBegan(end, side, messages);
  const status = finalStatus(seen, opening);
  const inCall = (method: string) => seen.find((each) => isRequest(each, method) && each.callId === opening.callId);
  const wanted = side === 'receives' || steps[0]?.do === 'cancel';
  const cancelled = inCall('CANCEL') === undefined ? null : wanted ? 'wanted' : 'patience-lost';
  const bye = inCall('BYE');
  const releasedBy = bye === undefined ? null : bye.sent ? 'phone' : 'far-end';
  const remarks = [
    ...refusals(seen, opening),
    ...dropped(end, steps, releasedBy),
    ...(end.complaint === null ? [] : [end.complaint]),
  ];
  const detail = remarks.length === 0 ? {} : { detail: remarks.join('; ') };
  return { outcome: outcomeOf(status, cancelled, end), status, releasedBy, messages, ...detail };
}
