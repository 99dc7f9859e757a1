import type { Clock } from '../ports/clock.ts';
import type { PbxInspection } from '../ports/pbx-inspection.ts';
import type { Timer } from '../ports/timer.ts';

const EVERY_MS = 30_000;

/**
 * The PBX's clock as well as it is known here. The dialplan compares heartbeats with its own clock, so a beat must carry the PBX's time;
 * until the difference was measured there is none.
 */
export class PbxClock {
  readonly #parts: { readonly inspection: PbxInspection; readonly clock: Clock; readonly timer: Timer };
  #skewMs: number | null = null;
  #stop: (() => void) | null = null;

  constructor(parts: { readonly inspection: PbxInspection; readonly clock: Clock; readonly timer: Timer }) {
    this.#parts = parts;
  }

  /** The PBX's time, epoch milliseconds, or `null` while the difference is not known. */
  now(): number | null {
    return this.#skewMs === null ? null : this.#parts.clock.now() + this.#skewMs;
  }

  /** Measures now and from then on regularly. Resolves to whether the difference is known. */
  async measure(): Promise<boolean> {
    this.#stop ??= this.#parts.timer.every(EVERY_MS, () => void this.#once());
    return await this.#once();
  }

  /** Forgets the difference and stops measuring: another PBX, or another clock, may come back. */
  forget(): void {
    this.#stop?.();
    this.#stop = null;
    this.#skewMs = null;
  }

  async #once(): Promise<boolean> {
    const answer = await this.#parts.inspection.clockSkew();
    if (answer.outcome === 'ok') this.#skewMs = answer.value;
    return this.#skewMs !== null;
  }
}
