import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { TestReason, TestVerdict } from '../../ports/leak-test-runner.ts';
import type { Check, DaemonStatus } from '../../ports/status.ts';
import type { CallOutcome } from '../../ports/stores.ts';
import { DropMetrics } from './drop-metrics.ts';
import { InboundMetrics } from './inbound-metrics.ts';
import { MessageMetrics } from './message-metrics.ts';
import { RoundTripMetrics } from './round-trip-metrics.ts';
import { WireMetrics } from './wire-metrics.ts';

export interface MetricsOptions {
  readonly version: string;
  /** Asked at each scrape. */
  readonly status: () => DaemonStatus;
  /** Records not on the disk yet. Asked at each scrape. */
  readonly waiting: () => number;
  /** Ids of the trunks. */
  readonly trunks: readonly string[];
}

type CountedDoor = 'private' | 'parent' | 'none';

// Every value a label can have: each series is there from the start, so that an alarm on a rate never misses the first event, and
// nothing that depends on a call can become a label.
const DOORS: readonly CountedDoor[] = ['private', 'parent', 'none'];
const OUTCOMES: readonly CallOutcome[] = ['sent', 'refused', 'bypassed', 'late'];
const CHECKS: readonly Check['name'][] = [
  'ari',
  'ami',
  'resync',
  'decisions',
  'doors',
  'records',
  'wire',
  'drops',
  'leaks',
  'tests',
  'canary',
  'voicemail',
];

const REASONS: readonly TestReason[] = ['start', 'changed', 'daily', 'again'];
const TEST_VERDICTS: readonly TestVerdict[] = ['clean', 'leaked', 'inconclusive', 'failed'];

/** Seconds. Around the aim (1.5 and 6 ms) and the deadline (300 ms by default, 2 s at most). */
const BUCKETS = [0.001, 0.002, 0.003, 0.006, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2];

/**
 * The daemon's metrics in a registry of their own. Fits `DecisionCounts` of the enforcer. Counting never throws; labels are fixed words,
 * never numbers, names or identifiers of calls.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #decisions: Counter<'door' | 'outcome'>;
  readonly #seconds: Histogram;
  readonly #stray: Counter;
  readonly #tests: Counter<'reason' | 'verdict'>;
  readonly #lastTest: Gauge<'verdict'>;
  readonly #wire: WireMetrics;
  readonly roundTrips: RoundTripMetrics;
  readonly drops: DropMetrics;
  readonly inbound: InboundMetrics;
  readonly messages: MessageMetrics;

  constructor({ version, status, waiting, trunks }: MetricsOptions) {
    const registers = [this.#registry];
    this.#decisions = new Counter({
      name: 'withheld_decisions_total',
      help: 'Questions answered, by door and by what became of the answer.',
      labelNames: ['door', 'outcome'],
      registers,
    });
    for (const door of DOORS) for (const outcome of OUTCOMES) this.#decisions.inc({ door, outcome }, 0);
    this.#seconds = new Histogram({
      name: 'withheld_decision_seconds',
      help: 'From the question to the confirmed answer.',
      buckets: BUCKETS,
      registers,
    });
    this.#stray = new Counter({
      name: 'withheld_stray_legs_total',
      help: 'Trunk legs that did not come through the dialplan and were hung up.',
      registers,
    });
    this.#tests = new Counter({
      name: 'withheld_leak_tests_total',
      help: 'Leak tests that the daemon ran, by what called for them and how they ended.',
      labelNames: ['reason', 'verdict'],
      registers,
    });
    for (const reason of REASONS) for (const verdict of TEST_VERDICTS) this.#tests.inc({ reason, verdict }, 0);
    this.#lastTest = new Gauge({
      name: 'withheld_leak_test_last_seconds',
      help: 'When the last leak test that the daemon ran ended so, in seconds since the Unix epoch; 0: not since the daemon started.',
      labelNames: ['verdict'],
      registers,
    });
    for (const verdict of TEST_VERDICTS) this.#lastTest.set({ verdict }, 0);
    this.#wire = new WireMetrics(registers, status);
    this.roundTrips = new RoundTripMetrics(registers);
    this.drops = new DropMetrics(registers, trunks, status);
    this.inbound = new InboundMetrics(registers);
    this.messages = new MessageMetrics(registers);
    gauges(registers, { version, status, waiting });
  }

  /** One question answered, after `milliseconds`. A clock that stepped back counts as no time. */
  decided(door: CountedDoor, outcome: CallOutcome, milliseconds: number): void {
    this.#decisions.inc({ door, outcome });
    // The library throws on anything but a number; a call must never end here.
    this.#seconds.observe(Number.isFinite(milliseconds) ? Math.max(0, milliseconds) / 1000 : 0);
  }

  /** A leak test ended. `endedAt`: epoch milliseconds. */
  tested(reason: TestReason, verdict: TestVerdict, endedAt: number): void {
    this.#tests.inc({ reason, verdict });
    this.#lastTest.set({ verdict }, Number.isFinite(endedAt) ? endedAt / 1000 : 0);
  }

  stray(): void {
    this.#stray.inc();
  }

  get wire(): WireMetrics {
    return this.#wire;
  }

  /** Everything in the Prometheus text format 0.0.4. */
  async text(): Promise<string> {
    return await this.#registry.metrics();
  }
}

function gauges(registers: Registry[], { version, status, waiting }: Omit<MetricsOptions, 'trunks'>): void {
  new Gauge({
    name: 'withheld_ready',
    help: '1 while questions are answered; 0 means that every call leaves withheld and no rule is applied.',
    registers,
    collect() {
      this.set(Number(status().ready));
    },
  });
  new Gauge({
    name: 'withheld_check_ok',
    help: 'What the daemon needs to be ready, each 0 or 1.',
    labelNames: ['check'],
    registers,
    collect() {
      const { checks } = status();
      for (const check of CHECKS) this.set({ check }, Number(checks.some(({ name, ok }) => name === check && ok)));
    },
  });
  new Gauge({
    name: 'withheld_records_waiting',
    help: 'Call records not on the disk yet.',
    registers,
    collect() {
      this.set(waiting());
    },
  });
  new Gauge({
    name: 'withheld_start_time_seconds',
    help: 'When the daemon started, in seconds since the Unix epoch.',
    registers,
    collect() {
      this.set(status().startedAt / 1000);
    },
  });
  new Gauge({
    name: 'withheld_build_info',
    help: 'Always 1; the version is its label.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
}
