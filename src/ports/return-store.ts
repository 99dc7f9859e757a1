import type { LegId } from '../call/call-event.ts';
import type { Token } from '../call/token.ts';
import type { StoreAnswer } from './stores.ts';

/**
 * A call to a helpline, as long as its caller may have to be led back to the same worker: while it is up, and for a short time after it. Times in
 * epoch milliseconds.
 */
export interface KeptCall {
  readonly call: LegId;
  /** Stands for the helpline that was called. */
  readonly line: Token;
  /** Stands for the caller's number; `null`: nobody knows one. */
  readonly caller: Token | null;
  /** Three digits that this caller was told. */
  readonly code: string | null;
  /** The extension of the worker who speaks, or spoke last; `null`: nobody answered yet. */
  readonly worker: string | null;
  readonly since: number;
  /** Until when the worker is kept free for this caller; `null` while the call is up. */
  readonly reservedUntil: number | null;
  /** Nothing of this is kept any longer, whatever happens; put off while the call is seen to be up. */
  readonly forgetAt: number;
}

/** Where these calls are kept across a restart of the daemon. Nothing throws, rejects or waits for a disk but `load`. */
export interface ReturnStore {
  /** Keeps a call, or keeps it as it is now. */
  put(call: KeptCall): void;
  /** Takes calls out, from the file and from its log; with them whatever had to be forgotten before `now`, files set aside included. */
  erase(calls: readonly LegId[], now: number): void;
  load(): Promise<StoreAnswer<readonly KeptCall[]>>;
}
