import type { QuietHours } from '../call/quiet-hours.ts';
import type { Clock } from '../ports/clock.ts';
import type { LeakTestRunner, TestReason, TestSummary, TestVerdict } from '../ports/leak-test-runner.ts';
import type { Log } from '../ports/log.ts';
import type { Check } from '../ports/status.ts';
import type { Timer } from '../ports/timer.ts';

export interface TestScheduleParts {
  readonly runner: LeakTestRunner;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** One value for everything that decides what leaves; `null`: the PBX does not say. */
  readonly fingerprint: () => Promise<string | null>;
  /** Hours between two tests when nothing changes. */
  readonly everyHours: number;
  /** Tests that nothing calls for but the time wait until these are over. */
  readonly quiet: QuietHours;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
  /** Called after every test. */
  readonly ended: (reason: TestReason, test: TestSummary) => void;
}

interface LastTest {
  readonly at: number;
  readonly verdict: TestVerdict;
  /** What a leak comes to. */
  readonly leak: 'DOOR_CLOSED' | 'LEAK_TEST_LEAKED';
}

const LOOK_EVERY_MS = 5_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A test that said nothing is tried again after this long, and longer each time. */
const AGAIN_FIRST_MS = 60_000;
const AGAIN_MOST_MS = HOUR_MS;

/**
 * When leak tests are run: at the start, within seconds of any change of the PBX or its doors, and every day at a time that nobody can
 * foresee, outside the quiet hours. A test that could not say anything is run again, soon and then less often. Only what calls for a test now
 * (the start, a change) does not wait for quiet hours: a door may be telling already, and a test rings nobody.
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
  /** Only its time called for the last test, and for those that were run again for it. */
  #canWait = false;
  #last: LastTest | null = null;
  #startedAt: number;

  constructor(parts: TestScheduleParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
  }

  /** The last test and its verdict. */
  get last(): Omit<LastTest, 'leak'> | null {
    return this.#last;
  }

  get check(): Check {
    const { clock, everyHours, quiet } = this.#parts;
    const since = clock.now() - (this.#last?.at ?? this.#startedAt);
    if (since > everyHours * 1.25 * HOUR_MS + quiet.minutes * MINUTE_MS)
      return { name: 'tests', ok: false, why: 'LEAK_TEST_MISSED' };
    if (this.#last === null) return { name: 'tests', ok: false, why: 'LEAK_TEST_NONE_YET' };
    const ok = this.#last.verdict === 'clean';
    return {
      name: 'tests',
      ok,
      why: ok ? null : this.#last.verdict === 'leaked' ? this.#last.leak : 'LEAK_TEST_SAID_NOTHING',
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
    const quiet = this.#parts.quiet.includes(now);
    if (this.#againAt !== null && now >= this.#againAt && !(quiet && this.#canWait)) return 'again';
    if (quiet) return null;
    return now >= this.#dueAt ? 'daily' : null;
  }

  async #test(reason: TestReason, seen: string): Promise<void> {
    const { clock, ended, everyHours, log, random, runner } = this.#parts;
    this.#known = seen;
    if (reason !== 'again') this.#canWait = reason === 'daily';
    log.info('leak-test-begun', { reason });
    const test = await runner.run();
    const { verdict } = test;
    const now = clock.now();
    const isClosed = test.doors.some((door) => door.verdict === 'leaked');
    this.#last = { at: now, verdict, leak: isClosed ? 'DOOR_CLOSED' : 'LEAK_TEST_LEAKED' };
    this.#dueAt = now + everyHours * HOUR_MS * (0.8 + random() * 0.2);
    if (verdict === 'clean' || verdict === 'leaked') {
      this.#againAt = null;
      this.#againMs = AGAIN_FIRST_MS;
    } else {
      this.#againAt = now + this.#againMs;
      this.#againMs = Math.min(this.#againMs * 2, AGAIN_MOST_MS);
    }
    const leaked = test.doors.filter((door) => door.verdict === 'leaked').map(({ door }) => door);
    if (verdict === 'clean') log.info('leak-test-clean', { reason });
    else log.error('leak-test-not-clean', { reason, verdict, doors: leaked.join(' ') });
    ended(reason, test);
  }
}
