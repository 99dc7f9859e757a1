import { PROBE_PHONE } from '../../../call/probe.ts';
import { endpointOf } from '../normalise.ts';

/** What is known of the endpoints beforehand, as plain values. */
export interface HousePlan {
  /** Doors of the trunks, emergency doors left aside. `incoming`: calls come in by it. */
  readonly doors: readonly { readonly endpoint: string; readonly trunk: string; readonly incoming: boolean }[];
  /** Endpoints whose calls are nobody's business here: emergency doors. */
  readonly aside: readonly string[];
}

/** What a channel's name says when no name is left in it. */
export interface PlainName {
  /** `PJSIP/t1-0000002a`, `PJSIP/w3-0000002b`, `Local/x-0000002c`: trunks are `t`, phones `w`, everything else `x`. */
  readonly name: string;
  /** For a door: whether the far end called us. */
  readonly incoming: boolean | null;
  /** For one half of a Local channel: what both halves have in common. */
  readonly pair: string | null;
}

/** Phones that are remembered; a house has tens. */
const MOST_PHONES = 10_000;
const INSTANCE = /-([0-9a-f]{8,})(?:;[12])?(?:<[A-Z]+>)*$/;
const ASIDE = /^withheld-leaky-/;

/**
 * Names of channels hold extensions, names of trunks and, for Local ones, what was dialled. Here they become neutral ones, which is all that the
 * detector and a recording ever see; the way back is kept in memory.
 */
export class HouseNames {
  readonly #doors: ReadonlyMap<string, { readonly alias: string; readonly incoming: boolean }>;
  readonly #trunks = new Map<string, string>();
  readonly #aside: ReadonlySet<string>;
  readonly #phones = new Map<string, string>();
  readonly #extensions = new Map<string, string>();

  constructor({ doors, aside }: HousePlan) {
    const trunks = [...new Set(doors.map(({ trunk }) => trunk))];
    for (const [at, trunk] of trunks.entries()) this.#trunks.set(`t${at + 1}`, trunk);
    this.#doors = new Map(
      doors.map(({ endpoint, trunk, incoming }) => [endpoint, { alias: `t${trunks.indexOf(trunk) + 1}`, incoming }]),
    );
    this.#aside = new Set([...aside, PROBE_PHONE]);
  }

  /** The door's endpoints: what ARI is asked to tell of. */
  get doors(): readonly string[] {
    return [...this.#doors.keys()];
  }

  plain(channelName: string): PlainName {
    const { technology, endpoint } = endpointOf(channelName);
    const instance = INSTANCE.exec(channelName)?.[1] ?? '00000000';
    if (technology === 'Local') return { name: `Local/x-${instance}`, incoming: null, pair: `local ${instance}` };
    // Names of other technologies may hold anything.
    if (technology !== 'PJSIP') return { name: `Other/x-${instance}`, incoming: null, pair: null };
    return {
      name: `PJSIP/${this.aliasOf(endpoint)}-${instance}`,
      incoming: this.#doors.get(endpoint)?.incoming ?? null,
      pair: null,
    };
  }

  aliasOf(endpoint: string): string {
    const door = this.#doors.get(endpoint);
    if (door !== undefined) return door.alias;
    if (this.#aside.has(endpoint) || ASIDE.test(endpoint)) return 'x';
    const known = this.#phones.get(endpoint);
    if (known !== undefined) return known;
    if (this.#phones.size >= MOST_PHONES) return 'x';
    const alias = `w${this.#phones.size + 1}`;
    this.#phones.set(endpoint, alias);
    this.#extensions.set(alias, endpoint);
    return alias;
  }

  trunkOf(alias: string): string | null {
    return this.#trunks.get(alias) ?? null;
  }

  extensionOf(alias: string): string | null {
    return this.#extensions.get(alias) ?? null;
  }

  /** Whether calls leave by this endpoint, by a door of a trunk. */
  isWayOut(endpoint: string): boolean {
    return this.#doors.get(endpoint)?.incoming === false;
  }

  /** The neutral name of a trunk that is known by its id. */
  aliasOfTrunk(trunk: string): string | null {
    return [...this.#trunks].find(([, id]) => id === trunk)?.[0] ?? null;
  }
}

/** The side a neutral name is on. */
export function partyOfAlias(technology: string, endpoint: string): 'survivor' | 'worker' | 'other' {
  if (technology !== 'PJSIP') return 'other';
  if (endpoint.startsWith('t')) return 'survivor';
  return endpoint.startsWith('w') ? 'worker' : 'other';
}
