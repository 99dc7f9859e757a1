import { closeSync, openSync, writeSync } from 'node:fs';
import { Command } from 'commander';
import { Failure } from '../failure.ts';
import { configFrom, configOption } from './config-option.ts';
import { endFailed } from './exit-code.ts';
import { printNote } from './output.ts';
import { record } from './record/recording.ts';

interface Flags {
  readonly config: string;
  readonly for: string;
  readonly out?: string;
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const LONGEST_MS = 24 * UNITS.h;

/** Milliseconds of `30s`, `10m` or `2h`; `null` when it is none of them, nothing, or more than a day. */
export function recordingMs(text: string): number | null {
  const [, amount = '', unit = ''] = /^([1-9]\d{0,4})([smh])$/.exec(text) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h') return null;
  const milliseconds = Number(amount) * UNITS[unit];
  return milliseconds > LONGEST_MS ? null : milliseconds;
}

/** Where the lines go: a file that was not there before and that nobody else may read, or standard output. */
function opened(path: string | undefined): number | Failure {
  if (path === undefined) return process.stdout.fd;
  try {
    return openSync(path, 'wx', 0o600);
  } catch (cause) {
    return new Failure('RECORD_UNWRITABLE', undefined, { cause });
  }
}

async function recordCalls(flags: Flags): Promise<void> {
  const forMs = recordingMs(flags.for);
  const config =
    forMs === null ? new Failure('USAGE', '--for is 30s, 10m or 2h; a day at most') : configFrom(flags.config);
  const file = config instanceof Failure ? config : opened(flags.out);
  if (config instanceof Failure || file instanceof Failure || forMs === null) {
    endFailed(file instanceof Failure ? file : new Failure('USAGE'));
    return;
  }
  const stop = new AbortController();
  const ask = (): void => stop.abort();
  process.once('SIGINT', ask);
  process.once('SIGTERM', ask);
  let unwritable: Failure | null = null;
  const write = (line: string): void => {
    try {
      if (unwritable === null) writeSync(file, `${line}\n`);
    } catch (cause) {
      unwritable = new Failure('RECORD_UNWRITABLE', undefined, { cause });
      stop.abort();
    }
  };
  const failure = (await record({ config, write, note: printNote }, forMs, stop.signal)) ?? unwritable;
  if (flags.out !== undefined) closeSync(file);
  if (failure !== null) endFailed(failure);
}

/** `withheld record`: what the detector of dropped calls hears, into a file that `withheld replay` reads. */
export function recordCommand(): Command {
  return new Command('record')
    .description(
      'record what the detector of dropped calls hears, as lines that `withheld replay` reads: no number, no name, no address is in them; runs beside the daemon; SIGINT ends it',
    )
    .option('--for <time>', 'how long: 30s, 10m, 2h', '10m')
    .option('--out <file>', 'a new file; without it standard output')
    .addOption(configOption())
    .action(recordCalls);
}
