import { setTimeout as pause } from 'node:timers/promises';
import type { FailureCode } from '../../failure.ts';
import type { LinkTiming } from './link-timing.ts';

/** How one session with the PBX ended. `heldMs` is 0 when it never came up. */
export interface SessionEnd {
  readonly code: FailureCode;
  readonly heldMs: number;
  /** The PBX answered, and the answer was no: trying again soon cannot help and may get us banned. */
  readonly refused: boolean;
}

/** The wait before attempt `attempt` (0 is the first retry): doubling, capped, ±25 % so that daemons do not retry in step. */
export function retryDelay(timing: LinkTiming, attempt: number, random: number): number {
  const base = Math.min(timing.retryFirstMs * 2 ** Math.min(attempt, 16), timing.retryMaxMs);
  return base * (0.75 + random / 2);
}

/**
 * Runs one session after another until `signal` aborts; never gives up, never rejects. `session` must settle soon after the abort.
 */
export async function keepLinked(
  session: (signal: AbortSignal) => Promise<SessionEnd>,
  ended: (end: SessionEnd) => void,
  timing: LinkTiming,
  signal: AbortSignal,
): Promise<void> {
  let attempt = 0;
  while (!signal.aborted) {
    const end = await session(signal);
    if (signal.aborted) return;
    ended(end);
    if (end.heldMs >= timing.stableMs) attempt = 0;
    const delay = end.refused ? timing.retryRefusedMs : retryDelay(timing, attempt, Math.random());
    attempt += 1;
    await pause(delay, undefined, { signal }).catch(() => undefined);
  }
}
