import { awaitAnswer, type Dialog } from './dialog.ts';
import { placeCall } from './invite-scenario.ts';
import { contact, ownIdentity, type PhoneLine, uriAt } from './phone-line.ts';
import type { PhoneStep, PhoneStepOf } from './phone-step.ts';
import { act, awaitOne, goTo, keepHeader, label, literal, note, noteBody, send, setText } from './scenario-text.ts';

/** Everything the steps of one call share. `first` is the call itself, `second` the consultation call of an attended transfer. */
export interface InCall {
  readonly line: PhoneLine;
  readonly first: Dialog;
  readonly second: Dialog;
  /** The phone's own tag in the consultation call. */
  readonly consultationTag: string;
  /** Path of the raw A-law audio that `talk` plays. */
  readonly audio: string;
  readonly patienceMs: number;
}

/** Labels every call scenario ends with; see `callEnding`. */
export const RELEASE = 'release';
const HUNG_UP = 'hung-up-by-far-end';
export const OVER = 'over';

export type InCallStep = Exclude<PhoneStep, PhoneStepOf<'answer' | 'reject' | 'redirect' | 'ring' | 'cancel'>>;

/** Says in SIPp's log that step `index` (0-based) began: how the result knows which steps were dropped. */
export function beginStep(index: number): string {
  return act(note(`step ${index}`));
}

const byeNoted = [
  keepHeader('Call-ID', '^ *2///', 'closed2'),
  keepHeader('Call-ID', '^ *[^2 ]|^ *2[^/]|^ *2/[^/]', 'closed1'),
];

const done = ['SIP/2.0 200 OK', '[last_Via:]', '[last_From:]', '[last_To:]', '[last_Call-ID:]', '[last_CSeq:]'];

/** Lets time pass; a BYE ends the call at once. */
function waitInCall(forMs: number, otherwise: string): string {
  return awaitOne([{ request: '^BYE$', next: HUNG_UP, actions: byeNoted }], { forMs, otherwise });
}

function talk({ audio }: InCall, forMs: number, name: string): string[] {
  return [
    act(`<exec rtp_stream="${audio},-1,8,PCMA/8000"/>`),
    waitInCall(forMs, name),
    label(name),
    act('<exec rtp_stream="pause"/>'),
  ];
}

function offer(dialog: Dialog, direction: 'sendrecv' | 'sendonly', name: string): string[] {
  return [
    dialog.request('INVITE', [], dialog.description(direction)),
    awaitOne(
      [
        { response: '1..', optional: true },
        { response: '[3-6]..', optional: true, next: `${name}-refused` },
        { response: '2..', next: `${name}-taken` },
      ],
      { forMs: 8_000, otherwise: RELEASE },
    ),
    label(`${name}-refused`),
    send(
      [
        'ACK [last_Request_URI] SIP/2.0',
        '[last_Via:]',
        '[last_From:]',
        '[last_To:]',
        '[last_Call-ID:]',
        'CSeq: [last_cseq_number] ACK',
      ],
      {
        next: `${name}-on`,
      },
    ),
    label(`${name}-taken`),
    dialog.acknowledge(),
    label(`${name}-on`),
    act(note('offer done')),
  ];
}

/** REFER, its NOTIFYs (RFC 3515 §2.4.4), then BYE of whatever the far end has not ended itself. */
function refer(call: InCall, name: string, referTo: string, referredBy: string | null | undefined): string[] {
  const own = referredBy === undefined ? ownIdentity(call.line) : referredBy;
  const headers = [`Refer-To: ${referTo}`, ...(own === null ? [] : [`Referred-By: ${literal(own)}`])];
  // Looked at on arrival: an ereg on the body in a <nop> makes SIPp 3.8.0 crash.
  const settled = noteBody('SIP/2.0 [2-6]', `${name}_final`);
  const notified = { request: '^NOTIFY$', optional: true, next: `${name}-notified`, actions: [settled] };
  const ended = { request: '^BYE$', actions: byeNoted, next: HUNG_UP };
  return [
    call.first.request('REFER', headers),
    awaitOne(
      [
        { response: '1..', optional: true },
        notified,
        { response: '[3-6]..', optional: true, next: RELEASE },
        { response: '2..', next: `${name}-watch` },
      ],
      { forMs: 8_000, otherwise: RELEASE },
    ),
    // No <nop> from here on: SIPp keeps one message that comes during one, and here NOTIFYs and BYEs come in a burst.
    label(`${name}-notified`),
    send(done, { next: `${name}-settled`, test: `${name}_final` }),
    label(`${name}-watch`),
    awaitOne([notified, ended], { forMs: call.patienceMs, otherwise: RELEASE }),
    label(`${name}-settled`),
    // The PBX may end the call of its own accord right now: let it, a phone's BYE would only cross.
    awaitOne([notified, ended], { forMs: 150, otherwise: RELEASE }),
  ];
}

function blindTransfer(call: InCall, step: PhoneStepOf<'blind-transfer'>, name: string): string[] {
  return refer(call, name, `<${literal(uriAt(call.line, step.to))}>`, step.referredBy);
}

/** RFC 3891 §6.1 in a Refer-To: both tags and the Call-ID as the far end of the consultation call knows them, escaped for a URI. */
function attendedTransfer(call: InCall, step: PhoneStepOf<'attended-transfer'>, name: string): string[] {
  const { line, second, patienceMs } = call;
  const replaces = `[$${name}_id]%3Bto-tag%3D[$${name}_theirs]%3Bfrom-tag%3D${call.consultationTag}`;
  const invite = { number: 2, dialog: second, to: step.to, wording: {}, patienceMs, cancelAfterMs: null } as const;
  return [
    ...offer(call.first, 'sendonly', `${name}-hold`),
    ...placeCall(line, { ...invite, over: RELEASE, release: RELEASE }),
    act(
      `<assignstr assign_to="${name}_id" value="${second.ends.callId}"/>`,
      `<urlencode variable="${name}_id"/>`,
      `<ereg regexp=";tag=([^;[:space:]]+)" search_in="var" variable="remote2" assign_to="${name}_junk,${name}_theirs"/>`,
    ),
    ...talk(call, step.consultMs, `${name}-consult`),
    ...offer(second, 'sendonly', `${name}-hold2`),
    ...refer(call, name, `<${literal(uriAt(line, step.to))}?Replaces=${replaces}>`, step.referredBy),
  ];
}

function stepName(index: number): string {
  return `s${index}`;
}

/** One step of a call that is up. Falls through when it is done; a BYE goes to HUNG_UP, a dead end to RELEASE. */
export function inCallStep(call: InCall, step: InCallStep, index: number): string[] {
  const name = stepName(index);
  switch (step.do) {
    case 'talk':
      return talk(call, step.forMs, name);
    case 'stay-silent':
      return [waitInCall(step.forMs, name), label(name)];
    case 'hold':
      return offer(call.first, 'sendonly', name);
    case 'unhold':
      return offer(call.first, 'sendrecv', name);
    case 'update':
      return [call.first.request('UPDATE', step.headers.map(literal)), awaitAnswer(RELEASE)];
    case 'blind-transfer':
      return blindTransfer(call, step, name);
    case 'attended-transfer':
      return attendedTransfer(call, step, name);
    case 'hang-up':
      return [goTo(RELEASE)];
    case 'await-hang-up':
      return [waitInCall(call.patienceMs, RELEASE)];
  }
}

/** Sets `held` to whether the message just received puts the phone on hold; an ereg alone would leave it set for ever. */
const heldByFarEnd = [
  setText('direction', 'a=sendrecv'),
  noteBody('a=(sendonly|sendrecv|recvonly|inactive)', 'direction'),
  '<strcmp assign_to="order" variable="direction" value="a=sendonly"/>',
  '<test assign_to="held" variable="order" compare="equal" value="0"/>',
];

/**
 * The end of every call scenario: answers a BYE, sends BYE in each dialog still up, and takes care of whatever comes unasked at any time
 * (SIPp jumps to `_unexp.main`): a re-INVITE is accepted, other requests get a 200, stray answers are taken note of.
 */
export function callEnding(call: InCall, atEnd: readonly string[]): string[] {
  const settle = '<assign assign_to="_unexp.retaddr" value="0"/>';
  return [
    label(RELEASE),
    goTo('released1', 'closed1'),
    act(setText('closed1', '1')),
    call.first.request('BYE'),
    awaitAnswer('released1'),
    label('released1'),
    goTo('second-up', 'up2'),
    goTo(OVER),
    label('second-up'),
    goTo(OVER, 'closed2'),
    act(setText('closed2', '1')),
    call.second.request('BYE'),
    awaitAnswer(OVER),
    goTo(OVER),
    label('_unexp.main'),
    awaitOne([
      { request: '^BYE$', optional: true, next: HUNG_UP, actions: [...byeNoted, settle] },
      { request: '^INVITE$', optional: true, next: 'changed', actions: heldByFarEnd },
      { request: '^ACK$', optional: true, next: 'back' },
      { response: '...', optional: true, next: 'back' },
      { request: '.*' },
    ]),
    send(done, { next: 'back' }),
    label('changed'),
    // RFC 3264 §6.1: sendonly is answered with recvonly.
    goTo('held-by-far-end', 'held'),
    send([...done, contact(call.line)], { body: call.first.description('sendrecv'), next: 'back' }),
    label('held-by-far-end'),
    send([...done, contact(call.line)], { body: call.first.description('recvonly') }),
    label('back'),
    act('<jump variable="_unexp.retaddr"/>', settle),
    label(HUNG_UP),
    send(done),
    // What was on its way together with the BYE: the other dialog's BYE, the last NOTIFY.
    awaitOne(
      [
        { request: '^NOTIFY$', optional: true, next: HUNG_UP },
        { request: '^BYE$', next: HUNG_UP, actions: byeNoted },
      ],
      { forMs: 60, otherwise: RELEASE },
    ),
    label(OVER),
    act(note('over')),
    ...atEnd,
  ];
}
