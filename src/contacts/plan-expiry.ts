import type { Clock } from '../ports/clock.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Log } from '../ports/log.ts';
import type { Timer } from '../ports/timer.ts';

export interface PlanExpiryParts {
  readonly store: ContactStore;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
}

/** How late a plan may be erased. It is not used any more from the moment it expires. */
const LOOK_MS = 20_000;

/** Erases plans when they expire, whoever made them: this daemon, or the command line beside it. */
export class PlanExpiry {
  readonly #parts: PlanExpiryParts;
  #stop: (() => void) | null = null;

  constructor(parts: PlanExpiryParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#stop ??= this.#parts.timer.every(LOOK_MS, () => void this.#look());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  async #look(): Promise<void> {
    const { clock, log, store } = this.#parts;
    const next = await store.nextExpiry();
    const now = clock.now();
    if (next.outcome !== 'ok' || next.value === null || next.value > now) return;
    const erased = await store.purge(now);
    if (erased.outcome === 'ok') log.info('contacts-purged', { planCount: erased.value });
  }
}
