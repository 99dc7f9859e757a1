import type { Door } from '../../../call/door.ts';
import type { Config, TrunkConfig } from '../../../config/config.ts';
import { type DoorShape, doorShape } from '../../../identity/carrier-profile.ts';
import type { CanarySearch } from '../../../leaks/judge/canary-search.ts';
import type { Expected } from '../../../leaks/judge/expected.ts';
import { HostList } from '../../../leaks/judge/host-list.ts';
import type { DoorLine, TrunkLines } from '../../../leaks/wire/trunk-lines.ts';
import { canariesOf } from './config-canaries.ts';
import { emergencyEndpoint } from './pbx-plan.ts';
import { pbxPlanOf } from './plan-of-config.ts';

/** RFC 1918, RFC 3927, RFC 4193, RFC 4291, loopback. */
const PRIVATE = new HostList([
  '10.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1',
]);

interface ConfiguredDoor extends DoorLine {
  readonly look: DoorShape;
  readonly trunkConfig: TrunkConfig;
}

/** Which wire is whose, by the configuration. `resolved`: addresses of the carriers that are configured by name. */
export class ConfigLines implements TrunkLines {
  readonly doors: readonly DoorLine[];
  readonly #config: Config;
  readonly #canaries: CanarySearch;
  readonly #inside: HostList;
  readonly #byEndpoint: ReadonlyMap<string, ConfiguredDoor>;
  readonly #expected = new Map<string, Expected>();
  #carriers = new Map<string, HostList>();
  #resolved: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(config: Config) {
    const doors = doorsOf(config);
    this.#config = config;
    this.doors = doors;
    this.#byEndpoint = new Map(doors.map((door) => [door.endpoint, door]));
    // The probes of the leak tests never leave the machine, whatever is said of the house.
    this.#inside = new HostList([...config.wire.inside, `${config.leak_tests.network}.0/24`]);
    this.#canaries = canariesOf(config);
    this.resolved(new Map());
  }

  /** The names that stand for carriers, to be looked up, by trunk. */
  get names(): ReadonlyMap<string, readonly string[]> {
    return new Map(this.#config.trunks.map((trunk) => [trunk.id, hostsOf(trunk).filter(isName)]));
  }

  /** Takes up what the names of the carriers stand for now, by trunk. */
  resolved(addresses: ReadonlyMap<string, readonly string[]>): void {
    const carriers = this.#config.trunks.map(
      (trunk) => [trunk.id, new HostList([...hostsOf(trunk), ...(addresses.get(trunk.id) ?? [])])] as const,
    );
    this.#carriers = new Map(carriers);
    this.#resolved = addresses;
    this.#expected.clear();
  }

  trunksAt(address: string): readonly string[] {
    return [...this.#carriers].filter(([, hosts]) => hosts.has(address)).map(([trunk]) => trunk);
  }

  isInside(address: string): boolean {
    return this.#inside.has(address);
  }

  expected({ endpoint }: DoorLine, local: string): Expected {
    const key = `${endpoint} ${local}`;
    const known = this.#expected.get(key);
    if (known !== undefined) return known;
    const expected = this.#build(endpoint, local);
    this.#expected.set(key, expected);
    return expected;
  }

  #build(endpoint: string, local: string): Expected {
    const door = this.#byEndpoint.get(endpoint);
    const carrier = door === undefined ? undefined : this.#carriers.get(door.trunk);
    if (door === undefined || carrier === undefined) throw new RangeError('no such door');
    const { trunkConfig, look } = door;
    return {
      door: door.door,
      look,
      ours: new HostList(ourAddresses(trunkConfig, local, this.#resolved.get(door.trunk) ?? [])),
      carrier,
      agent: this.#config.wire.user_agent,
      account: trunkConfig.register?.username ?? trunkConfig.auth?.username ?? null,
      canaries: this.#canaries,
    };
  }
}

/**
 * Our addresses that the carrier may read: those configured, and the one the packet itself comes from, unless that is a private one and the
 * carrier's is not: then a router stands between, and the address inside it tells of the house.
 */
function ourAddresses(trunk: TrunkConfig, local: string, resolved: readonly string[]): readonly string[] {
  const named = [trunk.signalling_address, trunk.media_address].filter((address) => address !== undefined);
  const known = [...hostsOf(trunk).filter((host) => !isName(host)), ...resolved];
  const far = known.some((address) => !PRIVATE.has(address.split('/', 1)[0] ?? ''));
  return PRIVATE.has(local) && far ? named : [...named, local];
}

function isName(host: string): boolean {
  return !host.includes(':') && /[a-z]/i.test(host);
}

function hostsOf(trunk: TrunkConfig): readonly string[] {
  return [trunk.host, ...(trunk.inbound_match ?? []), ...(trunk.carrier_addresses ?? [])];
}

function doorsOf(config: Config): readonly ConfiguredDoor[] {
  const plan = pbxPlanOf(config, 'predial');
  const [first] = config.sites;
  if (first === undefined) throw new TypeError('sites is empty');
  return config.trunks.flatMap((trunkConfig) => {
    const planned = plan.trunks.find(({ id }) => id === trunkConfig.id);
    const line = (endpoint: string, door: Door, site = first): ConfiguredDoor => ({
      endpoint,
      trunk: trunkConfig.id,
      door,
      transport: trunkConfig.transport,
      look: doorShape(trunkConfig, config.organisation, site, door),
      trunkConfig,
    });
    const emergency = config.sites.flatMap((site, at) => {
      const plannedSite = plan.sites[at];
      if (planned === undefined || plannedSite === undefined) return [];
      return [line(emergencyEndpoint(plan, planned, plannedSite), 'emergency', site)];
    });
    const ordinary = (['private', 'parent', 'in'] as const).map((door) => line(`${trunkConfig.id}-${door}`, door));
    return [...ordinary, ...emergency];
  });
}
