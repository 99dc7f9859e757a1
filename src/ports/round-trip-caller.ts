import type { FailureCode } from '../failure.ts';

/** One call over the public network: through this door of this trunk, to this one of the configured destinations (1-based). */
export interface RoundTrip {
  readonly trunk: string;
  readonly door: 'private' | 'parent';
  readonly destination: number;
}

/**
 * What a far end was given of the caller: header values as they stood on its wire, byte for byte as Latin-1, brackets replaced by `_`; empty where
 * there was none. It may hold numbers and names: it is graded, never kept, never logged.
 */
export interface Delivered {
  readonly from: string;
  readonly asserted: readonly string[];
  readonly remoteParty: readonly string[];
  readonly privacy: readonly string[];
  readonly diversion: readonly string[];
  readonly history: readonly string[];
  readonly identity: readonly string[];
  /** The caller as the far PBX understood it: name (a directory of names may have added it), number, presentation. */
  readonly name: string;
  readonly number: string;
  readonly presentation: string;
}

/**
 * What became of a round trip. `not-placed`: the PBX did not make the call. `ended`: it ended before it came in. `not-known`: it was answered,
 * but nowhere was its code heard. `unreadable`: it came in, and the PBX did not say what with. `stopped`: we gave up.
 */
export type TripEnd =
  | { readonly kind: 'delivered'; readonly endpoint: string; readonly delivered: Delivered }
  | { readonly kind: 'not-placed' | 'ended' | 'not-known' | 'unreadable' | 'stopped' };

/** Has the PBX make round trips, one at a time. Nothing throws or rejects; every call is over when the answer is there. */
export interface RoundTripCaller {
  /** Whether the PBX can be asked at all; `null`: yes. */
  trouble(): Promise<FailureCode | null>;
  /** `nonce`: ten digits that no other call carries. Settles within a minute, or soon after `signal`. */
  travel(trip: RoundTrip, nonce: string, signal: AbortSignal): Promise<TripEnd>;
  /** Lets go of the PBX. */
  close(): Promise<void>;
}
