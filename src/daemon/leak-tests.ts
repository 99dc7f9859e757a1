import { LeakTestChild } from '../adapters/leak-test/leak-test-child.ts';
import { RoundTripChild } from '../adapters/leak-test/round-trip-child.ts';
import type { Metrics } from '../adapters/metrics/prometheus.ts';
import type { KeptStorage } from '../adapters/sqlite/kept-storage.ts';
import { systemClock as clock, systemTimer as timer } from '../adapters/time/system-time.ts';
import { QuietHours } from '../call/quiet-hours.ts';
import type { Config } from '../config/config.ts';
import { plannedTrips } from '../leaks/round-trip/plan.ts';
import { ScheduledTests } from '../leaks/scheduled-tests.ts';
import type { Log } from '../ports/log.ts';

export interface LeakTestParts {
  readonly config: Config;
  readonly configPath: string;
  /** Program and words that run this product's command line, up to the verb: leak tests are processes of their own. */
  readonly command: readonly [string, ...string[]];
  readonly log: Log;
  readonly storage: KeptStorage;
  readonly metrics: Metrics;
  /** Whatever a leak test depends on, as one value that changes when any of it does; `null` while it cannot be had. */
  readonly fingerprint: () => Promise<string | null>;
  /** Called after each test: doors may be open or closed now. */
  readonly ended: () => void;
}

/** The leak tests and round trips that the daemon makes by itself, wired to where their ends are kept. Part of the composition root. */
export function leakTests(parts: LeakTestParts): ScheduledTests {
  const { command, config, configPath, log, metrics, storage } = parts;
  const { canary, leak_tests, trunks } = config;
  const ids = trunks.map(({ id }) => id);
  return new ScheduledTests({
    clock,
    timer,
    log,
    quiet: new QuietHours(leak_tests.quiet_hours),
    random: () => Math.random(),
    leakTests: {
      runner: new LeakTestChild(command, configPath, clock),
      fingerprint: parts.fingerprint,
      everyHours: leak_tests.every_hours,
      ended: (reason, test) => {
        metrics.tested(reason, test.verdict, test.endedAt);
        storage.history.tested({ reason, ...test });
        parts.ended();
      },
    },
    roundTrips: {
      runner: new RoundTripChild(command, configPath),
      trips: canary.automatic
        ? plannedTrips(
            ids,
            canary.destinations.map(({ arrives_on }) => ({ arrivesOn: arrives_on })),
            {},
          ).trips
        : [],
      everyHours: canary.every_hours,
      ended: (trip, end) => {
        metrics.roundTrips.made(trip, end);
        storage.history.made({ at: clock.now(), reason: 'daily', ...trip, ...end });
        parts.ended();
      },
    },
  });
}
