import type { LegId } from '../call/call-event.ts';
import type { DropClass, Note, ReleasedBy, SetupDetail } from '../call/drop-verdict.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';
import type { StoreAnswer } from './stores.ts';

/** A call that was up when it was last heard of. `since`: when it was first told of, epoch milliseconds. */
export interface KnownCall extends LiveCall {
  readonly since: number;
}

/** A call that ended, as it is kept: without the worker, and without its evidence. Times in epoch milliseconds; `since` as in the verdict. */
export interface KeptDrop {
  readonly call: LegId;
  readonly incoming: boolean;
  readonly trunk: string | null;
  readonly answeredAt: number | null;
  readonly since: number;
  readonly endedAt: number;
  readonly decidedAt: number;
  readonly class: DropClass;
  readonly releasedBy: ReleasedBy;
  readonly confidence: number;
  readonly detail: SetupDetail | null;
  /** The first call of the incident, where several were lost together. */
  readonly incident: LegId | null;
  /** Whether somebody was told. */
  readonly announced: boolean;
}

/** Which of the ended calls. `since`: ended at or after, epoch milliseconds. `trunk`: `null` for all. */
export interface DropSpan {
  readonly since: number;
  readonly trunk: string | null;
}

/** Calls of one trunk and direction on one day (UTC), counted for RFC 6076. Sums are of milliseconds. */
export interface SessionCounts {
  readonly trunk: string | null;
  readonly incoming: boolean;
  /** Epoch milliseconds of its beginning. */
  readonly day: number;
  readonly requests: number;
  /** Answered with 3xx. */
  readonly redirected: number;
  /** Answered with 200. */
  readonly established: number;
  /** Answered with 200, 480, 486, 600 or 603: the network did what it could. */
  readonly effective: number;
  /** Answered with 408, 500, 503 or 504. */
  readonly ineffective: number;
  /** Established, and ended by a BYE that was answered. */
  readonly completed: number;
  readonly completedMs: number;
  /** Established, and ended otherwise. */
  readonly broken: number;
  readonly brokenMs: number;
  /** Calls of which the delay from the INVITE to its first telling answer was seen: established, and all others. */
  readonly delays: number;
  readonly delayMs: number;
  readonly failedDelays: number;
  readonly failedDelayMs: number;
}

/** How many calls of one class. */
export interface ClassCount {
  readonly class: DropClass;
  readonly trunk: string | null;
  readonly calls: number;
}

/**
 * What is kept of survivors' calls: those that are up, so that a daemon that starts again knows them, and how they ended. No number, no token
 * of one, no name. As with other stores, no method throws, rejects or waits for a disk, and what does not have the shape above is refused and
 * counted, never stored. What is told of a call again replaces what was told before.
 */
export interface DropStore {
  /** `now`: epoch milliseconds; kept when the call is not known yet. */
  live(call: LiveCall, now: number): void;
  /** The call is not live any more once this is on the disk, and not before. */
  ended(call: EndedCall): void;
  /** What was told as its end was none: the line lives. */
  revived(call: LiveCall, now: number): void;
  /** Somebody was told how it ended. Ignored for a call that is not kept. */
  announced(call: LegId): void;
  /** The calls that were up when they were last heard of, the oldest first. */
  known(): Promise<StoreAnswer<readonly KnownCall[]>>;
  /** The newest first, at most `limit` (1 to 10 000). */
  recent(span: DropSpan, limit: number): Promise<StoreAnswer<readonly KeptDrop[]>>;
  /** What the verdict of a call rests on, in order; empty for a call that is not kept. */
  evidence(call: LegId): Promise<StoreAnswer<readonly Note[]>>;
  classes(span: DropSpan): Promise<StoreAnswer<readonly ClassCount[]>>;
  sessions(span: DropSpan): Promise<StoreAnswer<readonly SessionCounts[]>>;
  /** Erases what ended, or was first told of, before `before` (epoch ms). Gives how many calls that were. */
  purge(before: number): Promise<StoreAnswer<number>>;
}
