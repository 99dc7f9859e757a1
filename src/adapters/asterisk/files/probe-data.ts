import { leakyDoor, probeInboundExtension, probeLineAddress, probePhoneAddress } from '../../../call/probe.ts';
import { settingValue } from './asterisk-text.ts';
import { emergencyEndpoint, type PbxPlan, type PlannedTrunk } from './pbx-plan.ts';

function extension(name: string, ...steps: readonly string[]): string[] {
  return steps.map((step, at) => (at === 0 ? `exten => ${name},1,${step}` : ` same => n,${step}`));
}

/** Where the probes of a trunk listen, as a Dial string ends: by the trunk's own transport. */
function lineOf({ probes }: PbxPlan, { transport }: PlannedTrunk, at: number): string {
  return `${probeLineAddress(probes.network, at)}:${probes.port}${transport === 'udp' ? '' : `;transport=${transport}`}`;
}

function namesOf(plan: PbxPlan, trunk: PlannedTrunk, at: number): string[] {
  const { id } = trunk;
  const { network, port } = plan.probes;
  const lines = plan.trunks.map((each, position) => `__WITHHELD_LINE_${each.id}=${lineOf(plan, each, position)}`);
  const common = [
    '__WITHHELD_PROBE=1',
    ...lines,
    `WITHHELD_LINE=${lineOf(plan, trunk, at)}`,
    `WITHHELD_NUMBER=${plan.probes.number.reveal()}`,
    `WITHHELD_PHONE=${probePhoneAddress(network, at)}:${port}`,
  ];
  const name = (extensionName: string, act: string, ...own: readonly string[]) =>
    extension(
      extensionName,
      `MSet(${settingValue([...common, ...own].join(','))})`,
      `Goto(withheld-probe-call,${act},1)`,
    );
  return [
    ...(['private', 'parent'] as const).flatMap((door) => [
      ...name(`${id}-${door}`, 'leave', `WITHHELD_TRUNKS=${id}`, `WITHHELD_DOOR=${door}`),
      ...name(`straight-${id}-${door}`, 'straight', `WITHHELD_DOOR=${id}-${door}`),
    ]),
    ...name(`leaky-${id}`, 'straight', `WITHHELD_DOOR=${leakyDoor(id)}`),
    ...plan.sites.flatMap((site) =>
      name(
        `emergency-${id}-${site.id}`,
        'emergency',
        `WITHHELD_DOOR=${emergencyEndpoint(plan, trunk, site)}`,
        `WITHHELD_SITE_NUMBER=${site.number.reveal()}`,
      ),
    ),
    ...name(`phone-${id}`, 'phone'),
    ...(at === 0 ? name('out', 'out') : []),
  ];
}

/** Extensions of the contexts where calls from carriers begin: what our listener calls, as the carrier, to have the probe phone answer. */
function inbound(plan: PbxPlan): string[] {
  const contexts = [...new Set(plan.trunks.map(({ inboundContext }) => inboundContext))];
  return contexts.flatMap((context) => [
    `[${context}]`,
    ...plan.trunks
      .filter(({ inboundContext }) => inboundContext === context)
      .flatMap(({ id }) => extension(probeInboundExtension(id), `Goto(withheld-probe-inbound,phone-${id},1)`)),
    '',
  ]);
}

/** The part of the dialplan that is data of the leak tests. Pure. */
export function probeData(plan: PbxPlan): readonly string[] {
  return [
    '; What the leak tests can ask for. Everything here ends at our own listener.',
    '[withheld-probe-names]',
    ...plan.trunks.flatMap((trunk, at) => namesOf(plan, trunk, at)),
    '',
    ...inbound(plan),
  ];
}
