import { setTimeout as pause } from 'node:timers/promises';
import type { LabUnderTest } from '../lab-under-test.ts';
import { talk } from '../lab-under-test.ts';

/** A number of the public network that says, when asked, from which SSRC (RFC 3550 §5.1) it hears the caller. */
const LISTENING = '0370100028';
export const LISTENING_DIALPLAN = [
  '[numbers]',
  `exten => ${LISTENING},1,Answer()`,
  ' same => n,Wait(1)',
  ' same => n,Set(GLOBAL(HEARD_SSRC)=${CHANNEL(rtcp,remote_ssrc,audio)})',
  ' same => n,Echo()',
];

interface Leg {
  readonly id: string;
  readonly name: string;
}

/** The SSRC of a phone's own media, where the carrier hears just that; empty where it hears one of the PBX's making. */
export async function sourceHeard(under: LabUnderTest): Promise<readonly string[]> {
  await under.lab.carrier.console('dialplan set global HEARD_SSRC ""');
  let phone = '';
  let heard = '';
  // Longer than it takes: the call is ended when both are known.
  const call = under.call('101', LISTENING, [talk(12_000)]);
  for (let attempt = 0; attempt < 60 && (heard === '' || phone === ''); attempt += 1) {
    await pause(100);
    const globals = await under.lab.carrier.console('dialplan show globals');
    heard = /HEARD_SSRC=(\d+)/.exec(globals)?.[1] ?? '';
    const legs = JSON.parse((await under.ari('GET', 'channels')).text) as readonly Leg[];
    const leg = legs.find(({ name }) => name.startsWith('PJSIP/101'));
    if (leg === undefined) continue;
    const said = await under.ari('GET', `channels/${leg.id}/variable`, {
      variable: 'CHANNEL(rtcp,remote_ssrc,audio)',
    });
    phone = said.status === 200 ? (JSON.parse(said.text) as { value: string }).value : '';
  }
  await under.hangUpAll();
  await call;
  if (phone === '' || phone === '0' || heard === '' || heard === '0') throw new Error(`no media: ${phone} ${heard}`);
  return phone === heard ? [`SSRC ${heard}`] : [];
}
