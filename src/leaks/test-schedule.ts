import type { Clock } from '../ports/clock.ts';
import type { LeakTestEnd, LeakTestRunner } from '../ports/leak-test-runner.ts';
import type { Log } from '../ports/log.ts';
import type { Check } from '../ports/status.ts';
import type { Timer } from '../ports/timer.ts';

/** Why a test is run. */
export type TestReason = 'start' | 'changed' | 'daily' | 'again';

export interface TestScheduleParts {
  readonly runner: LeakTestRunner;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** One value for everything that decides what leaves; `null`: the PBX does not say. */
  readonly fingerprint: () => Promise<string | null>;
  /** Hours between two tests when nothing changes. */
  readonly everyHours: number;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  /** Called after every test. */
  readonly ended: (reason: TestReason, end: LeakTestEnd) => void;
}

const LOOK_EVERY_MS = 5_000;
const HOUR_MS = 3_600_000;
/** A test that said nothing is tried again after this long, and longer each time. */
const AGAIN_FIRST_MS = 60_000;
const AGAIN_MOST_MS = HOUR_MS;

/**
 * When leak tests are run: at the start, within seconds of any change of the PBX or its doors, and every day at a time that nobody can
 * foresee. A test that could not say anything is run again, soon and then less often.
 *
 * ```
 *  waiting ── PBX answers first ──> testing (start)
 *     │  ── fingerprint differs ──> testing (changed)
 *     │  ── its time has come ────> testing (daily)
 *     └── after inconclusive ─────> testing (again)      testing ── end ──> waiting
 * ```
 */
export class TestSchedule {
  readonly #parts: TestScheduleParts;
  #stop: (() => void) | null = null;
  #looking = false;
  #known: string | null = null;
  #dueAt = 0;
  #againAt: number | null = null;
  #againMs = AGAIN_FIRST_MS;
  #last: { readonly at: number; readonly verdict: LeakTestEnd['verdict'] } | null = null;
  #startedAt: number;

  constructor(parts: TestScheduleParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
  }

  /** The last test and its verdict. */
  get last(): { readonly at: number; readonly verdict: LeakTestEnd['verdict'] } | null {
    return this.#last;
  }

  get check(): Check {
    const { clock, everyHours } = this.#parts;
    const since = clock.now() - (this.#last?.at ?? this.#startedAt);
    if (since > everyHours * 1.25 * HOUR_MS) return { name: 'tests', ok: false, why: 'LEAK_TEST_MISSED' };
    if (this.#last === null) return { name: 'tests', ok: false, why: 'LEAK_TEST_NONE_YET' };
    const ok = this.#last.verdict === 'clean';
    return {
      name: 'tests',
      ok,
      why: ok ? null : this.#last.verdict === 'leaked' ? 'DOOR_CLOSED' : 'LEAK_TEST_SAID_NOTHING',
    };
  }

  start(): void {
    this.#startedAt = this.#parts.clock.now();
    this.#stop = this.#parts.timer.every(LOOK_EVERY_MS, () => void this.#look());
  }

  stop(): void {
    this.#stop?.();
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const seen = await this.#parts.fingerprint();
    const reason = seen === null ? null : this.#reason(seen);
    if (reason !== null && seen !== null) await this.#test(reason, seen);
    this.#looking = false;
  }

  #reason(seen: string): TestReason | null {
    const now = this.#parts.clock.now();
    if (this.#known === null) return 'start';
    if (this.#known !== seen) return 'changed';
    if (this.#againAt !== null && now >= this.#againAt) return 'again';
    return now >= this.#dueAt ? 'daily' : null;
  }

  async #test(reason: TestReason, seen: string): Promise<void> {
    const { clock, ended, everyHours, log, random, runner } = this.#parts;
    this.#known = seen;
    log.info('leak-test-begun', { reason });
    const end = await runner.run();
    const now = clock.now();
    this.#last = { at: now, verdict: end.verdict };
    this.#dueAt = now + everyHours * HOUR_MS * (0.8 + random() * 0.2);
    if (end.verdict === 'clean' || end.verdict === 'leaked') {
      this.#againAt = null;
      this.#againMs = AGAIN_FIRST_MS;
    } else {
      this.#againAt = now + this.#againMs;
      this.#againMs = Math.min(this.#againMs * 2, AGAIN_MOST_MS);
    }
    const doors = end.leaked.join(' ');
    if (end.verdict === 'clean') log.info('leak-test-clean', { reason });
    else log.error('leak-test-not-clean', { reason, verdict: end.verdict, doors });
    ended(reason, end);
  }
}
