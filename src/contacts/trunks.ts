import type { TrunkReach } from '../call/trunk-reach.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * Since when each trunk has been there. A trunk that comes back after many calls were lost on it may go again: how long it must have held is the
 * policy's to say.
 */
export class Trunks {
  readonly #clock: Clock;
  /** By trunk: since when it is reachable, `null` while it is not. */
  readonly #since = new Map<string, number | null>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What was said last stands. */
  told({ reachable, trunk }: TrunkReach): void {
    const before = this.#since.get(trunk);
    if (before !== undefined && (before !== null) === reachable) return;
    this.#since.set(trunk, reachable ? this.#clock.now() : null);
  }

  /** Epoch milliseconds; `null`: it is away, or nobody has said anything about it. */
  since(trunk: string | null): number | null {
    return trunk === null ? null : (this.#since.get(trunk) ?? null);
  }
}
