import { randomBytes } from 'node:crypto';
import { answerTo, newTag } from './phone-line.ts';
import { act, awaitOne, goTo, label, note, scenario, send } from './scenario-text.ts';

/**
 * What a carrier played by SIPp does with an INVITE. `challenge-401-then-answer`: 401 to the first attempt of a call, whatever the second
 * one's credentials are worth. `queued-then-answer`: 182 at once, the answer after 8 s. `silent`: no answer at all, not even to a CANCEL. REGISTER and OPTIONS always get a 200.
 */
export type CarrierBehaviour =
  | 'answer'
  | 'queued-then-answer'
  | 'challenge-401-then-answer'
  | '503'
  | '433'
  | '302'
  | 'silent';

const REFUSALS = {
  '503': '503 Service Unavailable',
  '433': '433 Anonymity Disallowed',
  '302': '302 Moved Temporarily',
} as const satisfies Partial<Record<CarrierBehaviour, string>>;

const CONTACT = 'Contact: <sip:[local_ip]:[local_port];transport=[transport]>';
/** Longer than any PBX keeps a transaction (RFC 3261 timer B, 32 s). */
const SILENCE_MS = 60_000;
const QUEUE_MS = 8_000;
const CALL_MS = 600_000;

const SESSION = [
  'v=0',
  'o=- 1 1 IN IP4 [media_ip]',
  's=-',
  'c=IN IP4 [media_ip]',
  't=0 0',
  'm=audio [rtpstream_audio_port] RTP/AVP 8 0',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:0 PCMU/8000',
  'a=sendrecv',
];

function refuse(status: string, tag: string, headers: readonly string[]): string[] {
  return [
    send([...answerTo(status, tag), ...headers], { resend: true }),
    awaitOne([{ request: '^ACK$' }], { forMs: 8_000, otherwise: 'end' }),
  ];
}

function answer(tag: string): string[] {
  return [
    send([...answerTo('200 OK', tag), CONTACT], { body: SESSION, resend: true }),
    awaitOne([{ request: '^ACK$' }], { forMs: 8_000, otherwise: 'end' }),
    label('up'),
    awaitOne(
      [
        { request: '^(INVITE|UPDATE)$', optional: true, next: 'changed' },
        { request: '^ACK$', optional: true, next: 'up' },
        { request: '.*' },
      ],
      { forMs: CALL_MS, otherwise: 'end' },
    ),
    send(answerTo('200 OK')),
    goTo('end'),
    label('changed'),
    send([...answerTo('200 OK'), CONTACT], { body: SESSION, next: 'up' }),
  ];
}

function toInvite(behaviour: CarrierBehaviour, redirectTo: string): string[] {
  const tag = newTag();
  switch (behaviour) {
    case 'answer':
      return answer(tag);
    case 'challenge-401-then-answer':
      return [
        ...refuse('401 Unauthorized', newTag(), [
          `WWW-Authenticate: Digest realm="carrier", nonce="${randomBytes(16).toString('hex')}", algorithm=MD5`,
        ]),
        awaitOne([{ request: '^INVITE$' }], { forMs: 8_000, otherwise: 'end' }),
        ...answer(tag),
      ];
    case 'queued-then-answer':
      return [send(answerTo('182 Queued', tag)), `<pause milliseconds="${QUEUE_MS}"/>`, ...answer(tag)];
    case 'silent':
      return [`<pause milliseconds="${SILENCE_MS}"/>`];
    default:
      return refuse(REFUSALS[behaviour], tag, behaviour === '302' ? [`Contact: <${redirectTo}>`] : []);
  }
}

/** The scenario of a carrier. `redirectTo` is the SIP URI a 302 names. */
export function carrierScenario(behaviour: CarrierBehaviour, redirectTo: string): string {
  return scenario([
    awaitOne([{ request: '^INVITE$', optional: true, next: 'called' }, { request: '.*' }]),
    send([...answerTo('200 OK', newTag()), 'Contact: <sip:[local_ip]:[local_port]>;expires=300'], { next: 'end' }),
    label('called'),
    ...toInvite(behaviour, redirectTo),
    label('end'),
    act(note('end')),
  ]);
}
