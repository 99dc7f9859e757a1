import type { EvidenceSource } from './evidence.ts';

/**
 * What became of a call. The names are part of the public interface.
 *
 * - `survivor-ended`, `survivor-ended-abruptly`: the caller's side ended it. They may have had to.
 * - `worker-ended`: our side's phone ended it.
 * - `network-drop`: media or signalling was lost, on the side that `releasedBy` says.
 * - `mass-drop`: the same for several calls at once; one incident.
 * - `pbx-failed`: the PBX crashed, froze or was stopped. `pbx-ended`: the running PBX ended this call (administrator, dialplan, daemon).
 * - `abandoned`: the caller left before anybody answered.
 * - `setup-failed`: a call never came about; `detail` says why.
 * - `continued`: not an end: transferred, parked, held, or simply still up.
 * - `unknown`: cannot be told. Treated as "do not call".
 */
export type DropClass =
  | 'survivor-ended'
  | 'survivor-ended-abruptly'
  | 'worker-ended'
  | 'network-drop'
  | 'mass-drop'
  | 'pbx-failed'
  | 'pbx-ended'
  | 'abandoned'
  | 'setup-failed'
  | 'continued'
  | 'unknown';

/** Which side the end came from. `trunk` only where the trunk itself is known to be gone. */
export type ReleasedBy = 'survivor-side' | 'worker-side' | 'trunk' | 'pbx' | 'unknown';

/** Why a call never came about. */
export type SetupDetail =
  | 'busy'
  | 'unreachable'
  | 'refused'
  | 'refused-anonymous'
  | 'wrong-number'
  | 'trunk-failure'
  | 'cancelled'
  | 'nobody-answered'
  | 'unclear';

/** One thing a verdict rests on. `says` is made of our own words and of numbers of Q.850 and SIP; nothing of a caller is in it. */
export interface Note {
  readonly at: number;
  /** `timeline`: nobody told it, it follows from the order of what was told. */
  readonly source: EvidenceSource | 'timeline';
  readonly says: string;
}

export interface Verdict {
  readonly class: DropClass;
  readonly releasedBy: ReleasedBy;
  /** 0 to 1, of the class. Measured in a lab, then judged: to be calibrated for each carrier. */
  readonly confidence: number;
  readonly detail: SetupDetail | null;
  /** What it rests on, in time's order. */
  readonly evidence: readonly Note[];
  /** When it began: for a loss the last sign of life, for an end its first signal. */
  readonly since: number;
}
