import type { Log } from '../ports/log.ts';
import type { Pbx } from '../ports/pbx.ts';
import type { Timer } from '../ports/timer.ts';

/** The dialplan asks only while this global is at most its patience (1.5 s) old: see `dialplan/withheld-ask.conf`. */
const BEAT = 'WITHHELD_BEAT';
const EVERY_MS = 250;

export interface HeartbeatParts {
  readonly pbx: Pbx;
  readonly timer: Timer;
  readonly log: Log;
  /** The PBX's time now, epoch milliseconds, or `null` when its clock is not known well enough. */
  readonly pbxTime: () => number | null;
  /** Whether the daemon would answer a question right now. */
  readonly fit: () => boolean;
}

/**
 * Tells the PBX, several times a second, that somebody answers. It is a dead man's handle: silence is the safe state, so every doubt
 * (a link down, a resync not done, a beat that was not confirmed) is silence.
 */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  #stop: (() => void) | null = null;
  #underWay = false;
  #beating = false;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  /** Whether the last beat was confirmed by the PBX. */
  get beating(): boolean {
    return this.#beating;
  }

  start(): void {
    this.#stop ??= this.#parts.timer.every(EVERY_MS, () => void this.#beat());
  }

  /** Stops beating and takes the last beat back, so that no call waits for a daemon that is going away. */
  async stop(): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    this.#beating = false;
    await this.#parts.pbx.setGlobal(BEAT, '');
  }

  async #beat(): Promise<void> {
    const now = this.#parts.pbxTime();
    if (this.#underWay || now === null || !this.#parts.fit()) {
      this.#report(false);
      return;
    }
    this.#underWay = true;
    const answer = await this.#parts.pbx.setGlobal(BEAT, String(Math.round(now)));
    this.#underWay = false;
    this.#report(answer.outcome === 'ok' && this.#stop !== null);
  }

  #report(beating: boolean): void {
    if (beating === this.#beating) return;
    this.#beating = beating;
    if (beating) this.#parts.log.info('decisions-on');
    else this.#parts.log.warn('decisions-off');
  }
}
