import type { Door } from '../../call/door.ts';
import type { CanarySearch } from './canary-search.ts';
import type { HostList } from './host-list.ts';

/**
 * The constant look of a door, as far as the judge compares with it. `identity/` computes it from the carrier's profile; its `DoorShape` fits.
 * Holds numbers in clear: never log it.
 */
export interface DoorLook {
  /** The display name From may carry (it may also carry none); `null`: it never carries one. */
  readonly fromDisplay: string | null;
  readonly fromUser: string;
  readonly fromDomain: string;
  readonly contactUser: string;
  /** Exactly these identity headers; a `Privacy` header is permitted only if it is among them. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Stands in front of the number in the Request-URI; empty: nothing. */
  readonly dialPrefix: string;
}

/**
 * Everything that is known of a door before any message. The same for all its messages until the configuration or the PBX's addresses change.
 *
 * Which door a message belongs to is the caller's to say: those of a dialog that we began belong to the door its INVITE left through; OPTIONS
 * to the door whose AOR is asked after; REGISTER, and every transaction and dialog that the carrier began outside of ours, to `in`.
 */
export interface Expected {
  readonly door: Door;
  readonly look: DoorLook;
  /** Our addresses that the carrier may know: of signalling and of media. */
  readonly ours: HostList;
  /** The carrier's. */
  readonly carrier: HostList;
  /** The neutral User-Agent and Server of this PBX. */
  readonly agent: string;
  /** The name this trunk registers and answers challenges with; `null`: it does neither. */
  readonly account: string | null;
  readonly canaries: CanarySearch;
}

/** How one message passed. */
export interface Passage {
  /** `to-carrier`: our PBX sent it. */
  readonly direction: 'to-carrier' | 'to-agency';
  readonly transport: 'udp' | 'tcp' | 'tls';
}
