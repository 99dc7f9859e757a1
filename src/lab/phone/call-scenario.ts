import { Dialog, keepEnds } from './dialog.ts';
import { beginStep, callEnding, type InCall, type InCallStep, inCallStep, OVER, RELEASE } from './in-call-steps.ts';
import { placeCall } from './invite-scenario.ts';
import {
  answerTo,
  contact,
  newTag,
  ownIdentity,
  type PhoneLine,
  sessionDescription,
  USER_AGENT,
  uriAt,
} from './phone-line.ts';
import type { InviteWording, PhoneStep, PhoneStepOf } from './phone-step.ts';
import { act, awaitOne, goTo, keepHeader, label, literal, scenario, send, setText } from './scenario-text.ts';

export interface ScenarioSetting {
  readonly line: PhoneLine;
  readonly audio: string;
  readonly patienceMs: number;
}

type Opening = PhoneStepOf<'answer' | 'reject' | 'redirect' | 'ring' | 'cancel'>;

function isInCall(step: PhoneStep): step is InCallStep {
  return !['answer', 'reject', 'redirect', 'ring', 'cancel'].includes(step.do);
}

function followUp(steps: readonly PhoneStep[], what: string): readonly InCallStep[] {
  if (!steps.every(isInCall)) throw new RangeError(`${what} must be the first step`);
  if (steps.filter((step) => step.do === 'attended-transfer').length > 1)
    throw new RangeError('one attended transfer per call');
  return steps;
}

/** SIPp takes a message whose Call-ID is `…///` and a call's own as part of that call: a second dialog beside the first. */
function beside(setting: ScenarioSetting, first: Dialog): InCall {
  const consultationTag = newTag();
  const second = new Dialog(setting.line, {
    callId: '2///[call_id]',
    local: `${literal(ownIdentity(setting.line))};tag=${consultationTag}`,
    remote: '[$remote2]',
    target: '[$target2]',
  });
  return { ...setting, first, second, consultationTag };
}

/** The scenario of a call the phone places. Throws RangeError when the steps make no sense or hold control characters. */
export function outgoingScenario(
  setting: ScenarioSetting,
  to: string,
  steps: readonly PhoneStep[],
  wording: InviteWording,
): string {
  const { line, patienceMs } = setting;
  const [head] = steps;
  const cancelAfterMs = head?.do === 'cancel' ? head.afterMs : null;
  if (cancelAfterMs !== null && steps.length > 1) throw new RangeError('cancel must be the only step');
  const first = new Dialog(line, {
    callId: '[call_id]',
    local: `${literal(wording.from ?? ownIdentity(line))};tag=${newTag()}`,
    remote: '[$remote1]',
    target: '[$target1]',
  });
  const call = beside(setting, first);
  const inCall = cancelAfterMs === null ? followUp(steps, 'an outgoing call: cancel') : [];
  return scenario([
    act(setText('begun', '1')),
    ...placeCall(line, {
      number: 1,
      dialog: first,
      to,
      wording,
      patienceMs,
      cancelAfterMs,
      over: OVER,
      release: RELEASE,
    }),
    ...inCall.flatMap((step, index) => [beginStep(index), ...inCallStep(call, step, index)]),
    ...callEnding(call, []),
  ]);
}

function ring(forMs: number, otherwise: string): string {
  return awaitOne([{ request: '^CANCEL$', next: 'taken-back' }], { forMs, otherwise });
}

/** What happens from the INVITE until the call is up, or over. */
function opened(setting: ScenarioSetting, opening: Opening, tag: string): string[] {
  const { line, patienceMs } = setting;
  const ringing = send([...answerTo('180 Ringing', tag), contact(line), USER_AGENT]);
  const final = (status: string, headers: readonly string[]) => [
    label('final'),
    send([...answerTo(status, tag), ...headers, USER_AGENT], { resend: true }),
    awaitOne([{ request: '^ACK$' }], { forMs: 8_000, otherwise: OVER }),
    goTo(OVER),
  ];
  const afterMs = opening.do === 'ring' ? patienceMs : (opening.afterMs ?? 0);
  const before = afterMs > 0 ? [ringing, ring(afterMs, 'final')] : [];
  switch (opening.do) {
    case 'answer':
      return [
        ...before,
        label('final'),
        send([...answerTo('200 OK', tag), contact(line), USER_AGENT, 'Supported: replaces'], {
          body: sessionDescription(line, 1, 'sendrecv'),
          resend: true,
        }),
        awaitOne([{ request: '^ACK$' }], { forMs: 8_000, otherwise: RELEASE }),
      ];
    case 'redirect':
      return [...before, ...final('302 Moved Temporarily', [`Contact: <${literal(uriAt(line, opening.to))}>`])];
    case 'reject':
      return [...before, ...final(`${opening.status} ${opening.status === 486 ? 'Busy Here' : 'Refused'}`, [])];
    case 'ring':
      return [...before, ...final('480 Temporarily Unavailable', [])];
    case 'cancel':
      throw new RangeError('a phone cannot cancel a call it receives');
  }
}

/**
 * The scenario of a phone that waits for one call. What comes before or beside it is answered: 200 to OPTIONS, NOTIFY and their like,
 * 486 to a second call.
 */
export function incomingScenario(setting: ScenarioSetting, steps: readonly PhoneStep[]): string {
  const { line } = setting;
  const [opening, ...rest] = steps;
  if (opening === undefined || isInCall(opening))
    throw new RangeError('an incoming call begins with answer, reject, redirect or ring');
  if (opening.do !== 'answer' && rest.length > 0) throw new RangeError(`${opening.do} must be the only step`);
  const tag = newTag();
  const first = new Dialog(line, { callId: '[call_id]', local: `[$own]`, remote: '[$remote1]', target: '[$target1]' });
  const call = beside(setting, first);
  return scenario(
    [
      act(setText('begun', '1')),
      awaitOne([
        {
          request: '^INVITE$',
          optional: true,
          next: 'called',
          actions: [...keepEnds(1, 'From'), keepHeader('To', '[^[:space:]].*', 'to')],
        },
        { request: '.*' },
      ]),
      send(answerTo('200 OK', tag), { next: 'aside' }),
      label('called'),
      goTo('busy', 'engaged'),
      act(setText('engaged', '1'), setText('own', `[$to];tag=${tag}`)),
      ...opened(setting, opening, tag),
      ...followUp(rest, opening.do).flatMap((step, index) => [
        beginStep(index + 1),
        ...inCallStep(call, step, index + 1),
      ]),
      goTo(RELEASE),
      label('taken-back'),
      send(answerTo('200 OK', tag)),
      send(
        [
          ...answerTo('487 Request Terminated', tag).filter((header) => header !== '[last_CSeq:]'),
          'CSeq: [last_cseq_number] INVITE',
        ],
        {
          resend: true,
        },
      ),
      awaitOne([{ request: '^ACK$' }], { forMs: 8_000, otherwise: OVER }),
      goTo(OVER),
      label('busy'),
      send(answerTo('486 Busy Here', newTag()), { resend: true }),
      awaitOne([{ request: '^ACK$' }], { forMs: 8_000, otherwise: 'aside' }),
      goTo('aside'),
      ...callEnding(call, [act('<exec int_cmd="stop_now"/>')]),
      label('aside'),
      act(setText('begun', '1')),
    ],
    ['engaged'],
  );
}

/** What a phone that is on a call of its own answers to anything else: busy, or 200. */
export function asideScenario(): string {
  return scenario([
    awaitOne([{ request: '^INVITE$', optional: true, next: 'busy' }, { request: '.*' }]),
    send(answerTo('200 OK', newTag()), { next: 'aside' }),
    label('busy'),
    send(answerTo('486 Busy Here', newTag()), { resend: true }),
    awaitOne([{ request: '^ACK$' }], { forMs: 8_000, otherwise: 'aside' }),
    label('aside'),
    act('<log message="aside"/>'),
  ]);
}
