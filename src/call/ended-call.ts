import type { LegId } from './call-event.ts';
import type { Verdict } from './drop-verdict.ts';
import type { SessionFacts } from './session-facts.ts';

/** A call of a survivor, as long as it is up. No number is in it: whoever knows one keeps it by the leg. */
export interface LiveCall {
  /** The survivor's leg. It names the call for good. */
  readonly call: LegId;
  /** `true`: the survivor called us. */
  readonly incoming: boolean;
  /** The id of the trunk it came or went by; `null` where it is not known. */
  readonly trunk: string | null;
  /** The extension of the worker who speaks, or spoke last; of a call of ours, who made it. `null` while nobody has answered a call that came in. */
  readonly worker: string | null;
  /** Epoch milliseconds; `null` while nobody has answered. */
  readonly answeredAt: number | null;
}

/** A call of a survivor whose end is decided. Times in epoch milliseconds of the daemon. */
export interface EndedCall extends LiveCall {
  readonly endedAt: number;
  readonly decidedAt: number;
  readonly verdict: Verdict;
  /** The first call of the incident, where several were lost together. */
  readonly incident: LegId | null;
  /** The caller was at a mailbox at the end, where they could say what they wanted. Absent: they were not. */
  readonly atMailbox?: true;
  /** Absent where nobody watched its SIP messages. */
  readonly session?: SessionFacts;
}
