import type { LegId } from './call-event.ts';

/** Who calls after a drop, as the survivor agreed to it. `not-agreed`: nobody asked, or nothing is known of the caller. */
export const DROP_PROTOCOLS = ['agency-calls-back', 'survivor-calls-back', 'nobody-calls', 'not-agreed'] as const;
export type DropProtocol = (typeof DROP_PROTOCOLS)[number];

/**
 * What happened, in the words a worker hears and reads.
 *
 * - `caller-ended`: the caller's side ended the call; they may have had to.
 * - `line-lost`: the line was lost. `lines-lost`: several at once.
 * - `worker-ended`: this phone ended it. `house-ended`: our PBX failed or ended it.
 * - `caller-left`: the caller left before anybody answered.
 * - `not-clear`: nobody can tell. Treated as "do not call".
 */
export const HAPPENED = [
  'caller-ended',
  'line-lost',
  'lines-lost',
  'worker-ended',
  'house-ended',
  'caller-left',
  'not-clear',
] as const;
export type Happened = (typeof HAPPENED)[number];

/**
 * The next safe step. `wait`: the caller may call again; you are rung first. `may-call-back`: the worker may, by a deliberate act; the same as
 * `wait` until `callbackFrom`. `do-not-call`: neither the system nor the worker calls.
 */
export const NEXT_STEPS = ['wait', 'may-call-back', 'do-not-call'] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/** What a worker is told about a call that ended. Holds no number and no name. Times in epoch milliseconds. */
export interface Notice {
  readonly call: LegId;
  /** The extension that is told; `null`: nobody had answered. */
  readonly worker: string | null;
  readonly happened: Happened;
  readonly agreed: DropProtocol;
  readonly next: NextStep;
  /** From when a call-back may be made, so that the caller can call first; `null` unless `next` is `may-call-back`. */
  readonly callbackFrom: number | null;
  readonly endedAt: number;
}
