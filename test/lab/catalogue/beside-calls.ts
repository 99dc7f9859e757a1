import { SIP_PORT } from '../../../src/lab/lab-network.ts';
import { AGENCY, PUBLIC_NUMBERS } from '../../../src/lab/lab-plan.ts';
import { answerTo, newBranch, newTag, type PhoneLine } from '../../../src/lab/phone/phone-line.ts';
import { act, awaitOne, label, note, scenario, send } from '../../../src/lab/phone/scenario-text.ts';
import { SippProcess } from '../../../src/lab/phone/sipp-process.ts';
import { parseSipMessage } from '../../../src/lab/sip-message.ts';
import { textScenario } from '../text-scenario.ts';
import { type CatalogueLab, WORKER } from './catalogue-lab.ts';

/** A port of the carrier's address that its PBX does not use. */
const OWN_PORT = 5070;

/** A desk phone sends a text message, outside of any call, to a number outside. */
export async function textIsSent({ under }: CatalogueLab): Promise<void> {
  const { credentials, network, packages } = under.lab;
  const line: PhoneLine = {
    extension: '101',
    displayName: WORKER,
    password: credentials.phones['101'] ?? '',
    address: network.phone('101'),
    port: SIP_PORT,
    pbx: { address: network.inside, port: SIP_PORT },
  };
  const words = `${WORKER} is at ${AGENCY.name}`;
  const sipp = new SippProcess({
    command: packages.command('usr/bin/sipp'),
    directory: await under.lab.scratch(),
    local: { address: line.address, port: 0 },
    files: { 'text.xml': textScenario(line, PUBLIC_NUMBERS.answers.number, words) },
    parameters: ['-m', '1', '-sf', 'text.xml', `${line.pbx.address}:${SIP_PORT}`],
    limitMs: 10_000,
    trace: true,
  });
  await sipp.start();
  await sipp.ended();
}

/** SUBSCRIBE (RFC 6665) to the state of a desk (RFC 4235). What comes of it is a NOTIFY at once, or nothing. */
function subscription(pbx: string): string {
  const tag = newTag();
  const lines = [
    `SUBSCRIBE sip:101@${pbx} SIP/2.0`,
    `Via: SIP/2.0/UDP [local_ip]:[local_port];rport;branch=${newBranch()}`,
    'Max-Forwards: 70',
    `From: <sip:switch@[local_ip]>;tag=${tag}`,
    `To: <sip:101@${pbx}>`,
    'Call-ID: [call_id]',
    'CSeq: 1 SUBSCRIBE',
    'Contact: <sip:switch@[local_ip]:[local_port]>',
    'Event: dialog',
    'Accept: application/dialog-info+xml',
    'Expires: 60',
  ];
  return scenario([
    send(lines, { resend: true }),
    awaitOne([{ response: '[3-6]..', optional: true, next: 'over' }, { response: '2..' }], {
      forMs: 5_000,
      otherwise: 'over',
    }),
    awaitOne([{ request: '^NOTIFY$' }], { forMs: 5_000, otherwise: 'over' }),
    send(answerTo('200 OK')),
    label('over'),
    act(note('over')),
  ]);
}

/** The carrier asks to be told when a worker telephones, from its own address. */
export async function stateIsAskedFor(lab: CatalogueLab): Promise<void> {
  const { network, packages } = lab.under.lab;
  const pbx = network.outside(0);
  const sipp = new SippProcess({
    command: packages.command('usr/bin/sipp'),
    directory: await lab.under.lab.scratch(),
    local: { address: network.carrier(0), port: OWN_PORT },
    files: { 'subscribe.xml': subscription(pbx) },
    parameters: ['-m', '1', '-sf', 'subscribe.xml', `${pbx}:${SIP_PORT}`],
    limitMs: 15_000,
    trace: true,
  });
  await sipp.start();
  const { messages } = await sipp.ended();
  // The carrier's PBX, which mirrors what the far end sees, has no part in this.
  for (const { sent, text } of messages)
    lab.heard.push({
      atMicros: 0,
      trunk: 't1',
      direction: sent ? 'to-agency' : 'to-carrier',
      raw: text,
      message: parseSipMessage(text),
      identity: [],
    });
}
