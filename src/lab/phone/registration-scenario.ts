import { LateChallenge } from './late-challenge.ts';
import { contact, newBranch, newTag, ownIdentity, type PhoneLine, registrar, USER_AGENT, uriAt } from './phone-line.ts';
import { act, awaitOne, credentials, label, literal, note, scenario, send } from './scenario-text.ts';

/** REGISTER (RFC 3261 §10), answering one challenge. `expires` 0 takes the registration back. The last status tells how it went. */
export function registrationScenario(line: PhoneLine, expires: number): string {
  const tag = newTag();
  const register = (sequence: number, extra: readonly string[]) =>
    send(
      [
        `REGISTER ${registrar(line)} SIP/2.0`,
        // From a port of its own: the phone's may be taken by the call it waits for, and that is where Contact leads.
        `Via: SIP/2.0/UDP ${line.address}:[local_port];rport;branch=${newBranch()}`,
        'Max-Forwards: 70',
        `From: ${literal(ownIdentity(line))};tag=${tag}`,
        `To: <${uriAt(line, line.extension)}>`,
        'Call-ID: [call_id]',
        `CSeq: ${sequence} REGISTER`,
        contact(line),
        `Expires: ${expires}`,
        USER_AGENT,
        ...extra,
      ],
      { resend: true },
    );
  const late = new LateChallenge('register', '2 REGISTER');
  return scenario([
    register(1, []),
    awaitOne(
      [
        { response: '100', optional: true },
        { response: '401', optional: true, challenge: true, next: 'challenged' },
        { response: '407', optional: true, challenge: true, next: 'challenged' },
        { response: '[2-6]..', next: 'over' },
      ],
      { forMs: 5_000, otherwise: 'over' },
    ),
    label('challenged'),
    register(2, [credentials(line.extension, line.password)]),
    late.begin,
    awaitOne([{ response: '100', optional: true }, ...late.awaited, { response: '[2-6]..', next: 'over' }], {
      forMs: 5_000,
      otherwise: 'over',
    }),
    ...late.sorted('over'),
    label('over'),
    act(note('over')),
  ]);
}
