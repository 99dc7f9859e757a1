import { loadConfig } from '../config/load.ts';
import { Failure } from '../failure.ts';
import { type DoorShape, doorShape } from '../identity/carrier-profile.ts';
import type { DoorShown } from './door-shown.ts';
import { FarEnd } from './far-end.ts';
import { showInbound } from './inbound-call.ts';
import type { Lab } from './lab.ts';
import { placeCall } from './lab-call.ts';
import { PUBLIC_NUMBERS } from './lab-plan.ts';
import { canaries } from './lab-status.ts';
import { judgeCall } from './verdict.ts';

const DOORS = [
  { door: 'private', dialled: PUBLIC_NUMBERS.answers.number },
  { door: 'parent', dialled: PUBLIC_NUMBERS.seesParent.number },
  { door: 'emergency', dialled: PUBLIC_NUMBERS.emergency.number },
] as const;

function shapes(lab: Lab, trunk: number): (door: DoorShown['door']) => DoorShape {
  const loaded = loadConfig(lab.configPath);
  if (!loaded.ok) throw new Failure('CONFIG_INVALID', loaded.problems[0]);
  const { organisation, sites, trunks } = loaded.config;
  const [site] = sites;
  const used = trunks[trunk];
  if (site === undefined || used === undefined) throw new Failure('CONFIG_INVALID');
  return (door) => doorShape(used, organisation, site, door);
}

/** Calls one number through the door it leads to, and judges what the carrier's side saw. */
async function show(lab: Lab, farEnd: FarEnd, each: (typeof DOORS)[number]): Promise<DoorShown> {
  farEnd.clear();
  const result = await placeCall(lab, '101', each.dialled, [{ do: 'talk', forMs: 700 }]);
  const invite = farEnd.seen.find(({ message }) => message?.startLine.startsWith('INVITE ') ?? false);
  const trunk = invite?.trunk ?? lab.plan.trunks[0]?.id ?? '';
  const at = lab.plan.trunks.findIndex(({ id }) => id === trunk);
  const secret = canaries(lab).filter((canary) => each.door !== 'emergency' || !/^\d{9}$/.test(canary));
  const verdict = judgeCall(farEnd.seen, shapes(lab, Math.max(at, 0))(each.door), secret);
  const faults = [
    ...(verdict?.faults ?? ['no INVITE reached a carrier']),
    ...(farEnd.unreadable === 0 ? [] : ['the mirror was not readable']),
    ...(result.outcome === 'answered' ? [] : [`the call was not answered (${result.status ?? result.outcome})`]),
  ];
  return {
    trunk,
    door: each.door,
    dialled: each.dialled,
    from: verdict?.from ?? '-',
    asserted: verdict?.asserted ?? '-',
    privacy: verdict?.privacy ?? '-',
    contact: verdict?.contact ?? '-',
    held: faults.length === 0,
    faults,
  };
}

/** Places one real call through each door and gives what the far end saw. The daemon must be running. */
export async function demonstrate(lab: Lab): Promise<readonly DoorShown[]> {
  const farEnd = new FarEnd(lab);
  await farEnd.open();
  try {
    const lines: DoorShown[] = [];
    for (const each of DOORS) {
      const line = await show(lab, farEnd, each);
      lines.push(line);
    }
    lines.push(await showInbound(lab, farEnd));
    return lines;
  } finally {
    await farEnd.close();
  }
}
