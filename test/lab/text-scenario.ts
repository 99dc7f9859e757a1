import { newBranch, newTag, ownIdentity, type PhoneLine } from '../../src/lab/phone/phone-line.ts';
import { act, awaitOne, credentials, label, literal, note, scenario } from '../../src/lab/phone/scenario-text.ts';

/** SIP MESSAGE (RFC 3428) outside of any call, answering one challenge. */
export function textScenario(line: PhoneLine, to: string, words: string): string {
  const tag = newTag();
  const message = (sequence: number, extra: readonly string[]) => {
    const lines = [
      `MESSAGE sip:${to.replaceAll('#', '%23')}@${line.pbx.address} SIP/2.0`,
      `Via: SIP/2.0/UDP ${line.address}:[local_port];rport;branch=${newBranch()}`,
      'Max-Forwards: 70',
      `From: ${literal(ownIdentity(line))};tag=${tag}`,
      `To: <sip:${to.replaceAll('#', '%23')}@${line.pbx.address}>`,
      'Call-ID: [call_id]',
      `CSeq: ${sequence} MESSAGE`,
      ...extra,
      'Content-Type: text/plain',
      'Content-Length: [len]',
      '',
      literal(words),
    ];
    return `<send retrans="500"><![CDATA[\n${lines.join('\n')}\n]]></send>`;
  };
  const challenged = { response: '40[17]', optional: true, challenge: true, next: 'challenged' };
  return scenario([
    message(1, []),
    awaitOne([challenged, { response: '[2-6]..', next: 'over' }], { forMs: 5_000, otherwise: 'over' }),
    label('challenged'),
    message(2, [credentials(line.extension, line.password)]),
    awaitOne([{ response: '[2-6]..' }], { forMs: 5_000, otherwise: 'over' }),
    label('over'),
    act(note('over')),
  ]);
}
