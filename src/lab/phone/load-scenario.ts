import { newTag, ownIdentity, type PhoneLine, registrar, USER_AGENT } from './phone-line.ts';
import { awaitOne, credentials, label, literal, send } from './scenario-text.ts';

const SESSION = [
  'v=0',
  'o=- 1 1 IN IP4 [media_ip]',
  's=-',
  'c=IN IP4 [media_ip]',
  't=0 0',
  // No RTP leaves: the port only has to be one.
  'm=audio 40000 RTP/AVP 8',
  'a=rtpmap:8 PCMA/8000',
  'a=sendrecv',
];

/**
 * One call of a load run to `[field0]` of the injected numbers. A refusal or a deadline fails the call in SIPp's own count: it gives up
 * with a CANCEL or a BYE by itself.
 */
export function loadScenario(line: PhoneLine, talkMs: number, answerMs: number): string {
  const from = `From: ${literal(ownIdentity(line))};tag=${newTag()}[call_number]`;
  const uri = registrar(line).replace('sip:', 'sip:[field0]@');
  const opening = (method: string, sequence: number) => [
    `${method} ${uri} SIP/2.0`,
    'Via: SIP/2.0/UDP [local_ip]:[local_port];rport;branch=[branch]',
    'Max-Forwards: 70',
    from,
    'Call-ID: [call_id]',
    `CSeq: ${sequence} ${method}`,
    `Contact: <sip:${literal(line.extension)}@[local_ip]:[local_port]>`,
    USER_AGENT,
  ];
  const target = (method: string, sequence: string) => [
    `${method} [next_url] SIP/2.0`,
    ...opening(method, 0)
      .slice(1)
      .filter((header) => !header.startsWith('CSeq')),
    `CSeq: ${sequence} ${method}`,
    '[last_To:]',
  ];
  const invite = (sequence: number, extra: readonly string[]) =>
    send([...opening('INVITE', sequence), `To: <${uri}>`, ...extra], { body: SESSION, resend: true });
  const taken = { response: '200', next: 'answered', opensDialog: true } as const;
  const provisional = [{ response: '1..', optional: true }] as const;
  const challenge = { optional: true, challenge: true, next: 'challenged' } as const;
  const deadline = { forMs: answerMs };
  return [
    '<?xml version="1.0" encoding="UTF-8" ?>',
    '<scenario name="withheld lab load">',
    invite(1, []),
    awaitOne([...provisional, { response: '401', ...challenge }, { response: '407', ...challenge }, taken], deadline),
    label('challenged'),
    send([...opening('ACK', 1).map((header) => (header.startsWith('Via:') ? '[last_Via:]' : header)), '[last_To:]']),
    invite(2, [credentials(line.extension, line.password)]),
    awaitOne([...provisional, taken], deadline),
    label('answered'),
    send(target('ACK', '[last_cseq_number]')),
    `<pause milliseconds="${Math.round(talkMs)}"/>`,
    send(target('BYE', '3'), { resend: true }),
    awaitOne([{ response: '200' }], deadline),
    '</scenario>',
    '',
  ].join('\n');
}
