import type { LegId } from '../call/call-event.ts';
import type { DropClass } from '../call/drop-verdict.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';
import type { Clock } from '../ports/clock.ts';
import type { DropListener, SuspectedCall } from '../ports/drop-listener.ts';
import type { ClassCount, DropStore, KnownCall } from '../ports/drop-store.ts';
import type { CallsStatus, TrunkHealth } from '../ports/status.ts';
import type { StoreAnswer } from '../ports/stores.ts';
import type { Timer } from '../ports/timer.ts';
import { trunkHealth } from './trunk-health.ts';

/** A class may be raised for five seconds: it is counted when it cannot change any more. */
const COUNTED_AFTER_MS = 6_000;
const LOOK_EVERY_MS = 30_000;
const DAY_MS = 86_400_000;

export interface DropRecorderParts {
  readonly store: DropStore;
  /** The calls that were up when the daemon ended, once that can be asked. */
  readonly known: () => Promise<StoreAnswer<readonly KnownCall[]>>;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Told once for each call that ended. */
  readonly counts: { ended(of: DropClass, trunk: string | null): void };
}

/** Writes down what becomes of survivors' calls, counts it, and says how many are up. Told again of a call, it neither doubles nor loses it. */
export class DropRecorder implements DropListener {
  readonly #parts: DropRecorderParts;
  readonly #live = new Set<LegId>();
  readonly #suspected = new Set<LegId>();
  /** Calls that ended and are not counted yet: how to stop counting them. */
  readonly #uncounted = new Map<LegId, () => void>();
  #classes: readonly ClassCount[] = [];
  #health: readonly TrunkHealth[] = [];
  #stopLooking: (() => void) | null = null;

  constructor(parts: DropRecorderParts) {
    this.#parts = parts;
  }

  /** Takes up what was known before, in the background. */
  start(): void {
    this.#stopLooking = this.#parts.timer.every(LOOK_EVERY_MS, () => void this.#look());
    void this.#takeUp();
  }

  stop(): void {
    this.#stopLooking?.();
    for (const stop of this.#uncounted.values()) stop();
  }

  get status(): CallsStatus {
    return {
      live: this.#live.size,
      suspected: this.#suspected.size,
      classes: this.#classes,
      health: this.#health,
    };
  }

  live(call: LiveCall): void {
    this.#live.add(call.call);
    this.#parts.store.live(call, this.#parts.clock.now());
  }

  suspected({ call }: SuspectedCall): void {
    this.#suspected.add(call);
  }

  restored(call: LiveCall): void {
    this.#suspected.delete(call.call);
    if (this.#live.has(call.call)) return;
    // What was told to have ended with the PBX goes on.
    this.#forgetCount(call.call);
    this.#live.add(call.call);
    this.#parts.store.revived(call, this.#parts.clock.now());
  }

  ended(call: EndedCall): void {
    this.#live.delete(call.call);
    this.#suspected.delete(call.call);
    this.#parts.store.ended(call);
    this.#forgetCount(call.call);
    const stop = this.#parts.timer.after(COUNTED_AFTER_MS, () => {
      this.#uncounted.delete(call.call);
      this.#parts.counts.ended(call.verdict.class, call.trunk);
    });
    this.#uncounted.set(call.call, stop);
  }

  raised(call: EndedCall): void {
    const counted = !this.#uncounted.has(call.call);
    if (counted) this.#parts.store.ended(call);
    else this.ended(call);
  }

  #forgetCount(call: LegId): void {
    this.#uncounted.get(call)?.();
    this.#uncounted.delete(call);
  }

  async #takeUp(): Promise<void> {
    const known = await this.#parts.known();
    if (known.outcome === 'ok')
      for (const { call } of known.value) if (!this.#uncounted.has(call)) this.#live.add(call);
    await this.#look();
  }

  async #look(): Promise<void> {
    const { clock, store } = this.#parts;
    const span = { since: clock.now() - DAY_MS, trunk: null };
    const [classes, sessions] = [await store.classes(span), await store.sessions(span)];
    if (classes.outcome === 'ok') this.#classes = classes.value;
    if (sessions.outcome === 'ok') this.#health = trunkHealth(sessions.value);
  }
}
