import { type Dialog, keepEnds } from './dialog.ts';
import { LateChallenge } from './late-challenge.ts';
import { contact, newBranch, type PhoneLine, sessionDescription, USER_AGENT, uriAt, via } from './phone-line.ts';
import type { InviteWording } from './phone-step.ts';
import { type Awaited, awaitOne, credentials, goTo, label, literal, send, setText } from './scenario-text.ts';

export interface InviteRequest {
  readonly number: 1 | 2;
  readonly dialog: Dialog;
  readonly to: string;
  readonly wording: InviteWording;
  /** How long to wait for a final answer before giving up by CANCEL. */
  readonly patienceMs: number;
  /** CANCEL that long after the first 18x. */
  readonly cancelAfterMs: number | null;
  /** Where to go when it was refused, not answered or taken back. */
  readonly over: string;
  /** Where to go to hang up a call that was answered too late. */
  readonly release: string;
}

function opening(line: PhoneLine, invite: InviteRequest, method: string, branch: string, sequence: number): string[] {
  const uri = literal(uriAt(line, invite.to));
  const { callId, local } = invite.dialog.ends;
  return [
    `${method} ${uri} SIP/2.0`,
    via(line, branch),
    'Max-Forwards: 70',
    `From: ${local}`,
    `To: <${uri}>`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} ${method}`,
  ];
}

function lateChallenge({ number }: InviteRequest): LateChallenge {
  return new LateChallenge(`${number}b`, '2 INVITE');
}

/** What may answer an INVITE, for the first attempt (which may be challenged) and the second. */
function answers(invite: InviteRequest, attempt: string, first: boolean, ringing: boolean): Awaited[] {
  const { number, cancelAfterMs } = invite;
  const heard = [setText(`heard${number}`, '1')];
  const challenge = { optional: true, challenge: true, next: `challenged${number}` };
  return [
    { response: '100', optional: true, actions: heard },
    ...(first
      ? [
          { response: '401', ...challenge },
          { response: '407', ...challenge },
        ]
      : ringing
        ? []
        : lateChallenge(invite).awaited),
    { response: '[3-6]..', optional: true, next: `refused-${attempt}` },
    {
      response: '18.',
      optional: true,
      actions: heard,
      ...(cancelAfterMs === null || ringing ? {} : { next: `ringing-${attempt}` }),
    },
    { response: '2..', actions: keepEnds(number, 'To'), next: `answered${number}` },
  ];
}

/** The ACK of a refusal belongs to the INVITE's own transaction (RFC 3261 §17.1.1.3): same branch, the answer's To. */
function acknowledgeRefusal(
  line: PhoneLine,
  invite: InviteRequest,
  branch: string,
  sequence: number,
  next?: string,
): string {
  const lines = opening(line, invite, 'ACK', branch, sequence).map((header) =>
    header.startsWith('To:') ? '[last_To:]' : header,
  );
  return send(lines, next === undefined ? {} : { next });
}

function takeBack(line: PhoneLine, invite: InviteRequest, branch: string, sequence: number, attempt: string): string[] {
  const { number, over, release, dialog } = invite;
  const [late, refused] = [`late${number}`, `refused-${attempt}`];
  const inviteAnswered = `<ereg regexp="INVITE" search_in="hdr" header="CSeq:" assign_to="${late}"/>`;
  return [
    label(`give-up-${attempt}`),
    // RFC 3261 §9.1: no CANCEL before a provisional answer.
    goTo(`cancel-${attempt}`, `heard${number}`),
    goTo(over),
    label(`cancel-${attempt}`),
    send(opening(line, invite, 'CANCEL', branch, sequence), { resend: true }),
    label(`taking-back-${attempt}`),
    awaitOne(
      [
        {
          response: '2..',
          optional: true,
          next: `taken-back-${attempt}`,
          actions: [inviteAnswered, ...keepEnds(number, 'To')],
        },
        { response: '[3-6]..', next: refused },
      ],
      { forMs: 5_000, otherwise: over },
    ),
    label(`taken-back-${attempt}`),
    goTo(`late-${attempt}`, late),
    goTo(`taking-back-${attempt}`),
    label(refused),
    acknowledgeRefusal(line, invite, branch, sequence, over),
    label(`late-${attempt}`),
    dialog.acknowledge(release),
  ];
}

function attemptCall(line: PhoneLine, invite: InviteRequest, first: boolean, branch: string): string[] {
  const { number, wording, patienceMs, cancelAfterMs } = invite;
  const sequence = first ? 1 : 2;
  const attempt = `${number}${first ? 'a' : 'b'}`;
  const headers = [
    ...opening(line, invite, 'INVITE', branch, sequence),
    contact(line),
    USER_AGENT,
    'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, UPDATE',
    'Supported: replaces',
    ...(first ? [] : [credentials(line.extension, line.password)]),
    ...(wording.headers ?? []).map(literal),
  ];
  const wait = (forMs: number, ringing: boolean) =>
    awaitOne(answers(invite, attempt, first, ringing), { forMs, otherwise: `give-up-${attempt}` });
  return [
    send(headers, { body: sessionDescription(line, 1, 'sendrecv'), resend: true }),
    ...(first ? [] : [lateChallenge(invite).begin]),
    wait(patienceMs, false),
    ...(cancelAfterMs === null ? [] : [label(`ringing-${attempt}`), wait(cancelAfterMs, true)]),
    ...takeBack(line, invite, branch, sequence, attempt),
    ...(first ? [] : lateChallenge(invite).sorted(`refused-${attempt}`)),
  ];
}

/** INVITE, answer to a challenge (401 or 407), answer or refusal or CANCEL. Falls through with the call acknowledged and up. */
export function placeCall(line: PhoneLine, invite: InviteRequest): string[] {
  const { number, dialog } = invite;
  const branch = newBranch();
  return [
    ...attemptCall(line, invite, true, branch),
    label(`challenged${number}`),
    acknowledgeRefusal(line, invite, branch, 1),
    ...attemptCall(line, invite, false, newBranch()),
    label(`answered${number}`),
    `<nop><action>${setText(`up${number}`, '1')}</action></nop>`,
    dialog.acknowledge(),
  ];
}
