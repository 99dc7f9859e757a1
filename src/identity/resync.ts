import type { LegId } from '../call/call-event.ts';
import type { Log } from '../ports/log.ts';
import type { LegView, Pbx, PbxLinkState } from '../ports/pbx.ts';
import type { PbxClock } from './pbx-clock.ts';

export interface ResyncParts {
  readonly pbx: Pbx;
  readonly pbxClock: PbxClock;
  readonly log: Log;
  /** Lets a leg go on that waits for an answer nobody owes any more. */
  readonly release: (leg: LegId) => Promise<void>;
  /** Looks at a leg that came into being while nobody watched. */
  readonly inspect: (leg: LegView) => void;
}

/**
 * What must happen each time the PBX's events come back, before any question is answered: learn its clock, let stranded legs go,
 * look at the legs that came meanwhile.
 *
 * ```
 *  down ── ARI up ──> syncing ── clock known, legs listed ──> done ── ARI down ──> down
 *                        └── no answer: again, until done or down
 * ```
 */
export class Resync {
  readonly #parts: ResyncParts;
  #round = 0;
  #up = false;
  #done = false;

  constructor(parts: ResyncParts) {
    this.#parts = parts;
  }

  get done(): boolean {
    return this.#done;
  }

  linksChanged(state: PbxLinkState): void {
    const up = state.ari === 'up';
    if (up === this.#up) return;
    this.#up = up;
    this.#done = false;
    this.#round += 1;
    if (up) void this.#sync(this.#round);
    else this.#parts.pbxClock.forget();
  }

  async #sync(round: number): Promise<void> {
    while (round === this.#round) {
      const legs = await this.#look();
      if (legs === null || round !== this.#round) continue;
      for (const leg of legs) await this.#settle(leg);
      if (round !== this.#round) return;
      this.#done = true;
      this.#parts.log.info('resync-done', { legCount: legs.length });
      return;
    }
  }

  /** The legs alive now, or `null` when they, or the PBX's clock, could not be learnt. */
  async #look(): Promise<readonly LegView[] | null> {
    const known = await this.#parts.pbxClock.measure();
    const legs = await this.#parts.pbx.legs();
    return known && legs.outcome === 'ok' ? legs.value : null;
  }

  async #settle(view: LegView): Promise<void> {
    if (view.waiting) await this.#parts.release(view.leg);
    else if (view.through.technology === 'PJSIP') this.#parts.inspect(view);
  }
}
