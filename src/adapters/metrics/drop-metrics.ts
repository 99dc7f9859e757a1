import { Counter, Gauge, type Registry } from 'prom-client';
import type { DropClass } from '../../call/drop-verdict.ts';
import type { CallsStatus, DaemonStatus, TrunkHealth } from '../../ports/status.ts';

/** Whatever a call that ended can be: `continued` is no end. */
const CLASSES: readonly DropClass[] = [
  ...(['survivor-ended', 'survivor-ended-abruptly', 'worker-ended', 'network-drop', 'mass-drop'] as const),
  ...(['pbx-failed', 'pbx-ended', 'abandoned', 'setup-failed', 'unknown'] as const),
];
const NO_TRUNK = 'none';
const RATIOS = ['ser', 'seer', 'isa', 'scr'] as const;
const MEANS = { sdt: 'sdtMs', sdt_failed: 'sdtFailedMs', srd: 'srdMs', srd_failed: 'srdFailedMs' } as const;

/** What became of survivors' calls. Labels are fixed words and configured identifiers; counting never throws. */
export class DropMetrics {
  readonly #ended: Counter<'class' | 'trunk'>;

  constructor(registers: Registry[], trunks: readonly string[], status: () => DaemonStatus) {
    this.#ended = new Counter({
      name: 'withheld_drops_total',
      help: "Survivors' calls that ended, by what became of them and by trunk; a class is counted when it cannot change any more.",
      labelNames: ['class', 'trunk'],
      registers,
    });
    for (const each of CLASSES) for (const trunk of [...trunks, NO_TRUNK]) this.#ended.inc({ class: each, trunk }, 0);
    const calls = () => status().calls;
    gauge(registers, 'withheld_calls_live', "Survivors' calls that are up.", () => calls().live);
    gauge(registers, 'withheld_calls_suspected', 'Of those, calls of which a side is silent.', () => calls().suspected);
    trunkGauges(registers, calls);
  }

  ended(of: DropClass, trunk: string | null): void {
    this.#ended.inc({ class: of, trunk: trunk ?? NO_TRUNK });
  }
}

function gauge(registers: Registry[], name: string, help: string, now: () => number): void {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(now());
    },
  });
}

function labels({ trunk, incoming }: TrunkHealth) {
  return { trunk: trunk ?? NO_TRUNK, direction: incoming ? 'in' : 'out' };
}

/** In the terms of RFC 6076, over the last 24 hours. A series is there only while there were such calls. */
function trunkGauges(registers: Registry[], calls: () => CallsStatus): void {
  new Gauge({
    name: 'withheld_trunk_sessions',
    help: 'Calls of survivors that ended in the last 24 hours.',
    labelNames: ['trunk', 'direction'],
    registers,
    collect() {
      this.reset();
      for (const each of calls().health) this.set(labels(each), each.requests);
    },
  });
  new Gauge({
    name: 'withheld_trunk_ratio',
    help: 'RFC 6076 over the last 24 hours, 0 to 1: ser established, seer established or refused by the far end alone, isa failed by the network, scr begun and ended by somebody.',
    labelNames: ['trunk', 'direction', 'term'],
    registers,
    collect() {
      this.reset();
      for (const each of calls().health)
        for (const term of RATIOS) {
          const value = each[term];
          if (value !== null) this.set({ ...labels(each), term }, value);
        }
    },
  });
  new Gauge({
    name: 'withheld_trunk_mean_seconds',
    help: 'RFC 6076 over the last 24 hours: sdt how long calls lasted, srd how long until something was heard of them; failed: of those that broke off or were never established.',
    labelNames: ['trunk', 'direction', 'term'],
    registers,
    collect() {
      this.reset();
      for (const each of calls().health)
        for (const [term, key] of Object.entries(MEANS)) {
          const value = each[key];
          if (value !== null) this.set({ ...labels(each), term }, value / 1000);
        }
    },
  });
}
