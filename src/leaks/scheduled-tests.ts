import type { Check } from '../ports/status.ts';
import { RoundTripSchedule, type RoundTripScheduleParts } from './round-trip/schedule.ts';
import { TestSchedule, type TestScheduleParts } from './test-schedule.ts';

type Shared = 'clock' | 'timer' | 'log' | 'quiet' | 'random';

export interface ScheduledTestsParts extends Pick<TestScheduleParts, Shared> {
  readonly leakTests: Omit<TestScheduleParts, Shared>;
  readonly roundTrips: Omit<RoundTripScheduleParts, Shared>;
}

/** What the daemon tests by itself. */
export class ScheduledTests {
  readonly #leakTests: TestSchedule;
  readonly #roundTrips: RoundTripSchedule;

  constructor({ leakTests, roundTrips, ...shared }: ScheduledTestsParts) {
    this.#leakTests = new TestSchedule({ ...shared, ...leakTests });
    this.#roundTrips = new RoundTripSchedule({ ...shared, ...roundTrips });
  }

  get checks(): readonly Check[] {
    return [this.#leakTests.check, ...this.#roundTrips.checks];
  }

  start(): void {
    this.#leakTests.start();
    this.#roundTrips.start();
  }

  stop(): void {
    this.#leakTests.stop();
    this.#roundTrips.stop();
  }
}
