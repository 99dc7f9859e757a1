import type { Door } from '../../call/door.ts';
import type { CanarySearch } from '../judge/canary-search.ts';
import type { DoorLook, Expected } from '../judge/expected.ts';
import { HostList } from '../judge/host-list.ts';

/** What is known of a trunk before a test. Holds numbers in clear: never log it. */
export interface TestedTrunk {
  readonly id: string;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly looks: Readonly<Record<'private' | 'parent' | 'in', DoorLook>>;
  /** Of every site's emergency door. */
  readonly emergency: readonly { readonly site: string; readonly look: DoorLook }[];
  /** Addresses of ours that the carrier may see, beside the one it is spoken to from. */
  readonly ours: readonly string[];
  /** The address of our listener, which stands for the carrier. */
  readonly line: string;
  /** Whether the PBX registers at its carrier. */
  readonly registers: boolean;
  /** The name it registers or answers challenges with. */
  readonly account: string | null;
}

/** What is known of the whole house, and of this one test: `canaries` hold the made-up name and number the probes carry, too. */
export interface TestedHouse {
  readonly agent: string;
  readonly canaries: CanarySearch;
}

/** What the judge holds a message of the PBX against. `source`: the address it came from, which its receiver knows in any case. */
export function expectedOf(
  { agent, canaries }: TestedHouse,
  trunk: TestedTrunk,
  door: Door,
  look: DoorLook,
  source: string,
): Expected {
  return {
    door,
    look,
    ours: new HostList([...trunk.ours, source]),
    carrier: new HostList([trunk.line]),
    agent,
    account: trunk.account,
    canaries,
  };
}

/**
 * The look of a door that is reached past the dialplan: no code can stand before the number then, and below Asterisk 22.10.0 the constant headers,
 * which the dialplan sets there, are missing too.
 */
export function straightLook(look: DoorLook, constants: 'set_var' | 'predial'): DoorLook {
  return { ...look, dialPrefix: '', headers: constants === 'set_var' ? look.headers : [] };
}
