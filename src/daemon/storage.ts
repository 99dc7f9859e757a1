import { KeptStorage } from '../adapters/sqlite/kept-storage.ts';
import { systemClock as clock, systemTimer as timer } from '../adapters/time/system-time.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../ports/log.ts';

/** What the configuration wants kept, where, and for how long. Part of the composition root. */
export function storageOf({ storage, leak_tests, drops }: Config, log: Log): KeptStorage {
  return new KeptStorage({
    directory: storage.directory,
    clock,
    timer,
    log,
    keepDays: { calls: storage.keep_days, history: leak_tests.keep_days, drops: drops.keep_days },
  });
}
