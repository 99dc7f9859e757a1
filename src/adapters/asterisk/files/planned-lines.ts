import type { CanarySearch } from '../../../leaks/judge/canary-search.ts';
import type { Expected } from '../../../leaks/judge/expected.ts';
import { HostList } from '../../../leaks/judge/host-list.ts';
import type { DoorLine, TrunkLines } from '../../../leaks/wire/trunk-lines.ts';
import { searchFor } from './config-canaries.ts';
import type { PlannedDoor, WirePlan, WireTrunk } from './wire-plan.ts';

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
/** So many addresses are remembered; a mirror shows those of phones, trunks and, at times, of strangers. */
const MOST_PLACES = 1_000;

/** Where an address of the mirror belongs. */
interface Place {
  readonly trunks: readonly string[];
  readonly isInside: boolean;
}

/** Which wire is whose, by the plan. `resolved`: addresses of the carriers that are configured by name. */
export class PlannedLines implements TrunkLines {
  readonly doors: readonly DoorLine[];
  readonly #plan: WirePlan;
  readonly #canaries: CanarySearch;
  readonly #inside: HostList;
  readonly #byEndpoint: ReadonlyMap<string, PlannedDoor>;
  /** By endpoint, and our own address. */
  readonly #expected = new Map<string, Map<string, Expected>>();
  readonly #places = new Map<string, Place>();
  #carriers = new Map<string, HostList>();
  #resolved: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(plan: WirePlan) {
    this.#plan = plan;
    this.doors = plan.doors;
    this.#byEndpoint = new Map(plan.doors.map((door) => [door.endpoint, door]));
    this.#inside = new HostList(plan.inside);
    this.#canaries = searchFor(plan.canaries);
    this.resolved(new Map());
  }

  /** The names that stand for carriers, to be looked up, by trunk. */
  get names(): ReadonlyMap<string, readonly string[]> {
    return new Map(this.#plan.trunks.map(({ id, hosts }) => [id, hosts.filter(isName)]));
  }

  /** Takes up what the names of the carriers stand for now, by trunk. */
  resolved(addresses: ReadonlyMap<string, readonly string[]>): void {
    const carriers = this.#plan.trunks.map(
      ({ id, hosts }) => [id, new HostList([...hosts, ...(addresses.get(id) ?? [])])] as const,
    );
    this.#carriers = new Map(carriers);
    this.#resolved = addresses;
    this.#expected.clear();
    this.#places.clear();
  }

  trunksAt(address: string): readonly string[] {
    return this.#placeOf(address).trunks;
  }

  isInside(address: string): boolean {
    return this.#placeOf(address).isInside;
  }

  expected({ endpoint }: DoorLine, local: string): Expected {
    const known = this.#expected.get(endpoint)?.get(local);
    if (known !== undefined) return known;
    const expected = this.#build(endpoint, local);
    const ofDoor = this.#expected.get(endpoint) ?? new Map<string, Expected>();
    if (ofDoor.size < MOST_PLACES) this.#expected.set(endpoint, ofDoor.set(local, expected));
    return expected;
  }

  #placeOf(address: string): Place {
    const known = this.#places.get(address);
    if (known !== undefined) return known;
    const trunks = [...this.#carriers].filter(([, hosts]) => hosts.has(address)).map(([trunk]) => trunk);
    const place = { trunks, isInside: this.#inside.has(address) };
    if (this.#places.size >= MOST_PLACES) this.#places.clear();
    this.#places.set(address, place);
    return place;
  }

  #build(endpoint: string, local: string): Expected {
    const door = this.#byEndpoint.get(endpoint);
    const carrier = door === undefined ? undefined : this.#carriers.get(door.trunk);
    const trunk = this.#plan.trunks.find(({ id }) => id === door?.trunk);
    if (door === undefined || carrier === undefined || trunk === undefined) throw new RangeError('no such door');
    return {
      door: door.door,
      look: door.look,
      ours: new HostList(ourAddresses(trunk, local, this.#resolved.get(door.trunk) ?? [])),
      carrier,
      agent: this.#plan.agent,
      account: trunk.account,
      canaries: this.#canaries,
    };
  }
}

/**
 * Our addresses that the carrier may read: those configured, and the one the packet itself comes from, unless that is a private one and the
 * carrier's is not: then a router stands between, and the address inside it tells of the house.
 */
function ourAddresses({ hosts, named }: WireTrunk, local: string, resolved: readonly string[]): readonly string[] {
  const known = [...hosts.filter((host) => !isName(host)), ...resolved];
  const far = known.some((address) => !PRIVATE.has(address.split('/', 1)[0] ?? ''));
  return PRIVATE.has(local) && far ? named : [...named, local];
}

function isName(host: string): boolean {
  return !host.includes(':') && /[a-z]/i.test(host);
}
