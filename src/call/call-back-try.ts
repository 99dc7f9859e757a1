import type { LegId } from './call-event.ts';

/**
 * What became of one try to call back. `refused`: whoever was called takes no such call (433, 603, no such number). `failed`: no carrier took it.
 * `unclear`: nobody can tell. `returned`: not a try; the contact called again.
 */
export const TRY_ENDS = ['answered', 'busy', 'nobody-answered', 'failed', 'refused', 'unclear', 'returned'] as const;
export type TryEnd = (typeof TRY_ENDS)[number];

/** One try to call back the caller of `call`. `end`: `null` while it is not known. */
export interface CallBackTry {
  readonly call: LegId;
  readonly at: number;
  readonly end: TryEnd | null;
}
