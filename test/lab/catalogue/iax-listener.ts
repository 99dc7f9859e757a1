import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Lab } from '../../../src/lab/lab.ts';
import { AGENCY, DESK_PHONES, PARENT } from '../../../src/lab/lab-plan.ts';
import type { LabUnderTest } from '../lab-under-test.ts';
import { type Edits, replaced } from './hand-edits.ts';

const IAX_PORT = 4569;
/** RFC 5456 §8.6: information elements of a NEW that speak of the caller, or of the way. */
const ELEMENTS: ReadonlyMap<number, string> = new Map([
  [2, 'CALLING NUMBER'],
  [3, 'CALLING ANI'],
  [4, 'CALLING NAME'],
  [6, 'USERNAME'],
  [38, 'CALLINGPRES'],
]);
/** RFC 5456 §8.1: full frame, frame type IAX, subclass NEW. */
const FULL_HEADER = 12;
const IAX_FRAME = 6;
const NEW = 1;

const iaxAddress = ({ network }: Lab): string => `${network.block}.60`;

/** What stands in the NEW of an IAX2 call, as `ELEMENT: value`. */
function elements(frame: Buffer): readonly string[] {
  if (frame.length < FULL_HEADER || frame[10] !== IAX_FRAME || frame[11] !== NEW) return [];
  const found: string[] = [];
  for (let at = FULL_HEADER; at + 2 <= frame.length; at += 2 + (frame[at + 1] ?? 0)) {
    const name = ELEMENTS.get(frame[at] ?? -1);
    const value = frame.subarray(at + 2, at + 2 + (frame[at + 1] ?? 0));
    if (name !== undefined) found.push(`${name}: ${name === 'CALLINGPRES' ? value.toString('hex') : value.toString()}`);
  }
  return found;
}

/**
 * What a far end of IAX2 is told when the PBX calls it for a worker: her identity swapped for the parent organisation's, and marked restricted.
 * Empty where the PBX cannot call that way.
 */
export async function toldByIax(under: LabUnderTest): Promise<readonly string[]> {
  const socket = createSocket('udp4');
  const heard: string[] = [];
  socket.on('message', (frame) => heard.push(...elements(frame)));
  socket.bind(IAX_PORT, iaxAddress(under.lab));
  await once(socket, 'listening');
  try {
    await under.lab.agency.console('channel originate Local/out@beside-iax/n application Wait 0.3');
    await under.until(() => heard.length > 0, 500);
    // Where there is no such way the call is over at once; where there is one it rings for some seconds.
    if (heard.length === 0) await under.quiet();
  } finally {
    socket.close();
    await under.hangUpAll();
  }
  return heard;
}

/** The hand of another administrator: a line of IAX2, with the identity swapped and withheld as one should. The peer is sent the ANI too. */
export function iaxLine(lab: Lab): Edits {
  const worker = `"${DESK_PHONES[0]?.displayName}" <${AGENCY.dids.desk}>`;
  const dialplan = [
    '',
    '[beside-iax]',
    `exten => out,1,Set(CALLERID(all)=${worker})`,
    ` same => n,Set(CALLERID(ANI-all)=${worker})`,
    ` same => n,Set(CALLERID(num)=${PARENT.number})`,
    ' same => n,Set(CALLERID(pres)=prohib)',
    ' same => n,Dial(IAX2/wrenfield@elsewhere/0370100001,5)',
    '',
  ];
  const peer = ['[elsewhere]', 'type=peer', `host=${iaxAddress(lab)}`, 'sendani=yes', ''];
  return {
    files: [
      { file: 'iax.conf', change: () => ['[general]', `bindaddr=${lab.network.inside}`, ...peer].join('\n') },
      replaced('extensions.conf', /$/, dialplan.join('\n')),
    ],
    modules: ['chan_iax2'],
  };
}
