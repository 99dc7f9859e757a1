import type { Door } from '../call/door.ts';
import type { Token } from '../call/token.ts';
import type { FailureCode } from '../failure.ts';

/** What became of a question to a store. `unknown`: it could not be answered (now); the code says why. Unknown is never ok. */
export type StoreAnswer<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | { readonly outcome: 'unknown'; readonly why: FailureCode };

/** Names one call record: a random UUID, version 4 (RFC 9562 §5.4), lower case. Says nothing about the call. */
export type CallRef = string & { readonly __callRef: never };

/**
 * What became of a call at the moment of decision. `sent`: through the door named. `refused`: not placed. `bypassed`: the dialplan did
 * not wait for the daemon. `late`: the daemon decided, but after the dialplan had gone on.
 */
export type CallOutcome = 'sent' | 'refused' | 'bypassed' | 'late';

/**
 * One outbound call as it is kept. `site`, `trunk` and `rule` are configured identifiers: a lower-case letter, then up to 31 of
 * `a-z 0-9 -`, with at most four digits in all, so none can hold a number. Times are epoch milliseconds.
 */
export interface CallRecord {
  readonly ref: CallRef;
  readonly startedAt: number;
  readonly site?: string;
  /** The door it left through; `null` for a refused call, which left through none. */
  readonly door: Exclude<Door, 'in'> | null;
  /**
   * The last trunk the call was dialled on. `null` until it ends, and when none was seen: it was refused, it reached no trunk, or the link
   * to the PBX was down. `null` never means that it did not go out.
   */
  readonly trunk: string | null;
  /** The rule that decided. */
  readonly rule: string;
  /** Milliseconds from the question to the decision, 0 to 600 000. */
  readonly askedMs: number;
  readonly outcome: CallOutcome;
  /** The number called, for purpose `call-record`. */
  readonly destination: Token;
  /** When the last trunk's leg ended, or the call was refused. Absent while it lasts, and where no end was seen. */
  readonly endedAt?: number;
  /** Q.850 release cause, 0 to 127; 0 when the PBX gave none. */
  readonly cause?: number;
}

/** What is learnt when the call ends. */
export interface CallEnding {
  readonly endedAt: number;
  readonly cause: number;
  /** As in {@link CallRecord}. */
  readonly trunk: string | null;
}

/**
 * The records of outbound calls. No method throws or rejects, and none waits for a disk: writes are queued, in order, and survive a full
 * or damaged disk in a bounded backlog. A record that breaks the shape above is refused and counted, never stored.
 */
export interface CallRecordStore {
  /** Whether what is queued is being written right now. False while the disk is full, damaged or slow. */
  readonly writable: boolean;
  append(record: CallRecord): void;
  /** Completes a record. A ref that is not stored is ignored. */
  finish(ref: CallRef, ending: CallEnding): void;
  /** The newest records first, at most `limit` (1 to 10 000). What still waits in the backlog is not among them. */
  recent(limit: number): Promise<StoreAnswer<readonly CallRecord[]>>;
  /**
   * Erases what started before `before` (epoch ms), set-aside files of that age included. Gives the number of records erased, or
   * `unknown` when that could not be done now; it then stays queued.
   */
  purge(before: number): Promise<StoreAnswer<number>>;
}
