import type { Metrics } from '../adapters/metrics/prometheus.ts';
import type { KeptStorage } from '../adapters/sqlite/kept-storage.ts';
import { systemClock as clock, systemTimer as timer } from '../adapters/time/system-time.ts';
import { DropRecorder } from '../drops/drop-recorder.ts';

/** What writes down what becomes of survivors' calls, wired to where it is kept and counted. Part of the composition root. */
export function dropKeeping(storage: KeptStorage, metrics: Metrics): DropRecorder {
  return new DropRecorder({
    store: storage.drops,
    known: () => storage.knownCalls(),
    clock,
    timer,
    counts: metrics.drops,
  });
}
