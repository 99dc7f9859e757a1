import { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { Failure } from '../failure.ts';
import { type DoorState, doorState } from '../leaks/quarantine.ts';
import { configFrom, configOption } from './config-option.ts';
import { endFailed } from './exit-code.ts';
import { withNotes } from './kept-notes.ts';
import { oneLine, printJson, printLine } from './output.ts';

interface ListFlags {
  readonly config: string;
  readonly json?: boolean;
}

interface LiftFlags {
  readonly config: string;
  readonly by: string;
  readonly for: string;
}

const PERSON = /^[A-Za-z][A-Za-z -]{1,39}$/;
const UNITS = { m: 60, h: 3_600, d: 86_400 } as const;
const LONGEST_S = 7 * UNITS.d;

/** Seconds of `30m`, `2h` or `1d`; `null` when it is none of them, nothing, or more than a week. */
export function overrideSeconds(text: string): number | null {
  const [, amount = '', unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(text) ?? [];
  if (unit !== 'm' && unit !== 'h' && unit !== 'd') return null;
  const seconds = Number(amount) * UNITS[unit];
  return seconds > LONGEST_S ? null : seconds;
}

function doorNames({ trunks }: Config): readonly string[] {
  return trunks.flatMap(({ id }) => [`${id}-private`, `${id}-parent`]);
}

async function doorsOf(config: Config): Promise<ReadonlyMap<string, DoorState> | Failure> {
  return await withNotes(config, async (notes) => {
    const kept = await notes.read();
    if (kept.outcome !== 'ok') return new Failure('QUARANTINE_UNREADABLE');
    const state = (door: string) =>
      doorState(kept.value.get(`closed-${door}`) ?? '', kept.value.get(`open-${door}`) ?? '', Date.now());
    return new Map(doorNames(config).map((door) => [door, state(door)]));
  });
}

function told(state: DoorState): string {
  if (!('why' in state)) return state.state;
  const since = `${state.why} since ${new Date(state.since).toISOString()}`;
  if (state.state === 'closed') return `closed: ${since}`;
  return `closed, let open until ${new Date(state.until).toISOString()} by ${state.by}: ${since}`;
}

async function list({ config, json }: ListFlags): Promise<void> {
  const loaded = configFrom(config);
  const doors = loaded instanceof Failure ? loaded : await doorsOf(loaded);
  if (doors instanceof Failure) {
    endFailed(doors);
    return;
  }
  const all = [...doors];
  process.exitCode = all.some(([, { state }]) => state !== 'open') ? 1 : 0;
  if (json) printJson({ doors: all.map(([name, state]) => ({ name, ...state })) });
  else for (const [name, state] of all) printLine(oneLine(`${name.padEnd(16)} ${told(state)}`));
}

async function lift(door: string, { config, by, for: duration }: LiftFlags): Promise<void> {
  const loaded = configFrom(config);
  if (loaded instanceof Failure) {
    endFailed(loaded);
    return;
  }
  const seconds = overrideSeconds(duration);
  const fault = liftFault(door, by, seconds, doorNames(loaded));
  const done = fault ?? (await lifted(loaded, door, by, seconds ?? 0));
  if (done instanceof Failure) endFailed(done);
  else
    printLine(
      `${door} is let open until ${done}; after that it is closed again, until a clean \`withheld leak-test\` (\`--canary\` where the cause is round-trip)`,
    );
}

function liftFault(door: string, by: string, seconds: number | null, doors: readonly string[]): Failure | null {
  if (!doors.includes(door)) return new Failure('USAGE', `no such door; the doors are ${doors.join(', ')}`);
  if (!PERSON.test(by)) return new Failure('USAGE', '--by takes 2 to 40 letters, blanks and -, a letter first');
  if (seconds === null) return new Failure('USAGE', '--for takes minutes, hours or days up to a week: 30m, 2h, 1d');
  return null;
}

async function lifted(config: Config, door: string, by: string, seconds: number): Promise<string | Failure> {
  return await withNotes(config, async (notes) => {
    const kept = await notes.read();
    if (kept.outcome !== 'ok') return new Failure('QUARANTINE_UNREADABLE');
    if ((kept.value.get(`closed-${door}`) ?? '') === '') return new Failure('QUARANTINE_OPEN', door);
    const until = Math.floor(Date.now() / 1000) + seconds;
    const answer = await notes.write(`open-${door}`, `${until} ${by}`);
    return answer.outcome === 'ok' ? new Date(until * 1000).toISOString() : new Failure('QUARANTINE_UNREADABLE');
  });
}

/** `withheld quarantine`: which doors are closed because they leaked, and letting one open for a while in somebody's name. */
export function quarantineCommand(): Command {
  const command = new Command('quarantine')
    .description('doors that leaked and are closed for ordinary calls; exit 1 while any is')
    .addOption(configOption())
    .option('--json', 'as JSON')
    .action(list);
  command
    .command('lift')
    .description('let a closed door open for a while although no test has shown it clean')
    .argument('<door>', 'as `withheld quarantine` names it, e.g. t1-private')
    .addOption(configOption())
    .requiredOption('--by <name>', 'who answers for it; kept and shown as long as it lasts')
    .requiredOption('--for <time>', '30m, 2h, 1d; a week at most')
    .action(lift);
  return command;
}
