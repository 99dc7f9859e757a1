import type { Lab } from '../../../src/lab/lab.ts';
import type { VectorId } from '../../../src/leaks/judge/vectors.ts';
import type { Edits } from './hand-edits.ts';
import type { ObservedRow } from './observed-rows.ts';
import type { TrafficName } from './traffic.ts';

/** A row of the catalogue that the wire of a trunk shows: how a PBX is made to leak that way, and what must be said of it. */
export interface WireRow {
  readonly row: ObservedRow;
  /** What somebody did, in words. */
  readonly made: string;
  readonly edits: Edits | ((lab: Lab) => Edits);
  /** The modules of the leaky form are loaded in the other one, too: what keeps it clean is the product's own files. */
  readonly modulesStay?: true;
  /** What shows it. With the product's own files the same traffic is clean. */
  readonly shows: TrafficName;
  /** Traffic that the same edits leave clean: what tells is the row's own doing, and not all that goes through such a door. */
  readonly spares?: TrafficName;
  /** By which door the message goes that tells. */
  readonly door: 'private' | 'in';
  /** What the judge calls it, among whatever else it finds. */
  readonly named: VectorId;
  /** `acts`: the call is cancelled or the door closed. `tells`: calls from outside are never cut, and a fingerprint is no leak. */
  readonly live: 'acts' | 'tells';
}
