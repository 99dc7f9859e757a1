import type { Door } from '../../../call/door.ts';
import type { Config, TrunkConfig } from '../../../config/config.ts';
import { doorShape } from '../../../identity/carrier-profile.ts';
import type { DoorLook } from '../../../leaks/judge/expected.ts';
import type { DoorLine } from '../../../leaks/wire/trunk-lines.ts';
import type { AriTarget } from '../ari/requester.ts';
import { ariTarget } from '../targets.ts';
import { type PlainCanaries, plainCanariesOf } from './config-canaries.ts';
import { emergencyEndpoint } from './pbx-plan.ts';
import { pbxPlanOf } from './plan-of-config.ts';

export interface PlannedDoor extends DoorLine {
  readonly look: DoorLook;
}

export interface WireTrunk {
  readonly id: string;
  /** The carrier's names, addresses and networks. */
  readonly hosts: readonly string[];
  /** Our addresses that it may read, as far as they are configured. */
  readonly named: readonly string[];
  readonly account: string | null;
}

/**
 * What a configuration says of the wire, as plain values that can be handed to a thread. Holds secrets and numbers in clear: it lives in memory
 * only, never log it.
 */
export interface WirePlan {
  /** Where a leaking call is ended; `null`: nowhere but by who is told of it. */
  readonly ari: AriTarget | null;
  readonly mirror: Pick<Config['wire'], 'address' | 'port' | 'senders'>;
  readonly doors: readonly PlannedDoor[];
  readonly trunks: readonly WireTrunk[];
  readonly inside: readonly string[];
  readonly agent: string;
  readonly canaries: PlainCanaries;
}

function trunkOf(trunk: TrunkConfig): WireTrunk {
  return {
    id: trunk.id,
    hosts: [trunk.host, ...(trunk.inbound_match ?? []), ...(trunk.carrier_addresses ?? [])],
    named: [trunk.signalling_address, trunk.media_address].filter((address) => address !== undefined),
    account: trunk.register?.username ?? trunk.auth?.username ?? null,
  };
}

function doorsOf(config: Config): readonly PlannedDoor[] {
  const plan = pbxPlanOf(config, 'predial');
  const [first] = config.sites;
  if (first === undefined) throw new TypeError('sites is empty');
  return config.trunks.flatMap((trunk) => {
    const planned = plan.trunks.find(({ id }) => id === trunk.id);
    const line = (endpoint: string, door: Door, site = first): PlannedDoor => ({
      endpoint,
      trunk: trunk.id,
      door,
      transport: trunk.transport,
      look: doorShape(trunk, config.organisation, site, door),
    });
    const emergency = config.sites.flatMap((site, at) => {
      const plannedSite = plan.sites[at];
      if (planned === undefined || plannedSite === undefined) return [];
      return [line(emergencyEndpoint(plan, planned, plannedSite), 'emergency', site)];
    });
    const ordinary = (['private', 'parent', 'in'] as const).map((door) => line(`${trunk.id}-${door}`, door));
    return [...ordinary, ...emergency];
  });
}

export function wirePlanOf(config: Config): WirePlan {
  const { wire } = config;
  return {
    ari: ariTarget(config),
    mirror: { address: wire.address, port: wire.port, senders: wire.senders },
    doors: doorsOf(config),
    trunks: config.trunks.map(trunkOf),
    // The probes of the leak tests never leave the machine, whatever is said of the house.
    inside: [...wire.inside, `${config.leak_tests.network}.0/24`],
    agent: wire.user_agent,
    canaries: plainCanariesOf(config),
  };
}
