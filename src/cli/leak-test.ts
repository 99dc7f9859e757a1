import { setTimeout as pause } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { AsteriskProbeCaller } from '../adapters/asterisk/probe-caller.ts';
import { amiTarget, ariTarget } from '../adapters/asterisk/targets.ts';
import { testWrites } from '../adapters/sqlite/history-store.ts';
import type { Config } from '../config/config.ts';
import { Failure } from '../failure.ts';
import { doorVerdicts } from '../leaks/door-verdicts.ts';
import { testSummary } from '../leaks/test-summary.ts';
import { planned, type Selection } from '../leaks/tester/plan.ts';
import { PROBE_PATHS, PROBED_DOORS } from '../leaks/tester/probe-path.ts';
import type { LeakTestReport } from '../leaks/tester/report.ts';
import { configFrom, configOption } from './config-option.ts';
import { endFailed } from './exit-code.ts';
import { doorLines, doorsAfter } from './leak-test/doors-after.ts';
import { tellHistory } from './leak-test/history.ts';
import { type HouseUnderTest, houseUnderTest } from './leak-test/house-under-test.ts';
import { keepByHand } from './leak-test/kept-by-hand.ts';
import { reportLines } from './leak-test/report-text.ts';
import { roundTrips } from './leak-test/round-trips.ts';
import { stopping } from './leak-test/stopping.ts';
import { printJson, printLine, printNote } from './output.ts';

interface Flags extends Selection {
  readonly config: string;
  readonly json?: boolean;
  readonly history?: boolean;
  readonly limit: string;
  /** The caller keeps it itself. */
  readonly unrecorded?: boolean;
  /** Over the public network instead. */
  readonly canary?: boolean;
  readonly destination?: number;
}

/** A whole test takes some 20 s; one that takes this long is ended with what is known. */
const LONGEST_MS = 90_000;
const OTHERS_END_MS = 60_000;
const LOOK_AGAIN_MS = 500;

function callerFor(config: Config): AsteriskProbeCaller {
  const application = `${config.asterisk.ari.application}-leak-test`;
  const { originate, spool } = config.leak_tests;
  const ami = amiTarget(config);
  return new AsteriskProbeCaller({
    ari: ariTarget(config, application),
    ami: originate === undefined ? ami : { ...ami, user: originate.username, secret: originate.password.reveal() },
    spool: spool ?? null,
  });
}

async function opened({ trunks }: HouseUnderTest): Promise<Failure | null> {
  for (const line of trunks.flatMap((each) => [each.line, each.phone])) {
    const failure = await line.open();
    if (failure !== null) return failure;
  }
  return null;
}

async function closed({ trunks }: HouseUnderTest): Promise<void> {
  await Promise.all(trunks.flatMap(({ line, phone }) => [line.close(), phone.close()]));
}

function isTaken({ cause }: Failure): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
}

/** A house whose lines are open. Two tests at a time would hear each other's calls: whoever comes second waits, because the daemon tests by itself. */
async function openHouse(config: Config, caller: AsteriskProbeCaller): Promise<HouseUnderTest | Failure> {
  const until = Date.now() + OTHERS_END_MS;
  for (let isTold = false; ; isTold = true) {
    const house = houseUnderTest(config, caller);
    const failure = house instanceof Failure ? house : await opened(house);
    if (house instanceof Failure || failure === null) return house;
    await closed(house);
    if (!isTaken(failure) || Date.now() > until) return failure;
    if (!isTold)
      printNote(
        'the addresses of leak tests are in use, by one that the daemon runs or somebody else: waiting, a minute at most',
      );
    await pause(LOOK_AGAIN_MS);
  }
}

/** A report and the version of the product that made it. */
type FiledReport = LeakTestReport & { readonly withheld: string };

/** One leak test from open lines to closed ones; a failure when it could not even begin. */
async function tested(
  config: Config,
  caller: AsteriskProbeCaller,
  selection: Selection,
  version: string,
): Promise<FiledReport | Failure> {
  const trouble = await caller.trouble();
  if (trouble !== null) return new Failure(trouble);
  const house = await openHouse(config, caller);
  if (house instanceof Failure) return house;
  const stop = stopping(LONGEST_MS);
  try {
    // What a killed test left; nobody else's, for the addresses are ours now.
    await caller.sweep();
    const report = await (await house.test(stop.signal)).run(selection);
    await caller.sweep();
    return { withheld: version, ...report };
  } finally {
    await closed(house);
    stop.release();
  }
}

/** Over the public network: only what a far end is asked about can be chosen. */
async function canary(flags: Flags, version: string) {
  const { config: path, json, door, path: way, trunk, destination, unrecorded } = flags;
  if (way !== undefined || door === 'in')
    throw new Failure('USAGE', '--canary goes through private and parent doors, and knows no paths');
  const config = configFrom(path);
  if (config instanceof Failure) endFailed(config);
  else
    await roundTrips(
      config,
      {
        ...(trunk === undefined ? {} : { trunk }),
        ...(door === undefined ? {} : { door }),
        ...(destination === undefined ? {} : { destination }),
      },
      { json: json ?? false, unrecorded: unrecorded ?? false, version },
    );
}

async function leakTest(flags: Flags, version: string): Promise<void> {
  const { config: path, json, history, limit, unrecorded, destination, ...selection } = flags;
  const config = configFrom(path);
  if (config instanceof Failure) {
    endFailed(config);
    return;
  }
  if (history) {
    await tellHistory(config, limit, json ?? false);
    return;
  }
  if (destination !== undefined) throw new Failure('USAGE', '--destination goes with --canary');
  if (
    planned(
      config.trunks.map(({ id }) => id),
      selection,
    ).length === 0
  )
    throw new Failure('USAGE', 'no such trunk, or no such path through this door');
  const caller = callerFor(config);
  const report = await tested(config, caller, selection, version).finally(() => caller.close());
  if (report instanceof Failure) {
    endFailed(report);
    return;
  }
  process.exitCode = report.verdict === 'clean' ? 0 : 1;
  const doors = await doorsAfter(config, doorVerdicts(report), 'leak-test');
  const summary = testSummary(report, doorVerdicts(report));
  if (!unrecorded) await keepByHand(config, testWrites({ ...summary, reason: 'by-hand' }));
  if (json) printJson({ ...report, doors, summary });
  else for (const line of [...reportLines(report), ...doorLines(doors)]) printLine(line);
}

function ordinal(text: string): number {
  if (!/^[1-9]$/.test(text)) throw new InvalidArgumentError('1 to 9');
  return Number(text);
}

/** `withheld leak-test`: calls through every door to ourselves, and what was seen of them. */
export function leakTestCommand(version: string): Command {
  return new Command('leak-test')
    .description(
      'call through every door of every trunk to ourselves, on every path, and look at what leaves; rings nobody. Exit 1 unless it is clean, 3 without a PBX',
    )
    .option('--trunk <id>', 'only this trunk')
    .addOption(new Option('--door <door>', 'only this door').choices(PROBED_DOORS))
    .addOption(new Option('--path <path>', 'only this path').choices(PROBE_PATHS))
    .option('--history', 'no test: the tests so far, and what was found on the wire')
    .option('--limit <n>', 'with --history: so many of each, the newest first', '20')
    .addOption(new Option('--unrecorded', 'keep nothing of it').hideHelp())
    .option(
      '--canary',
      'call over the public network to canary.destinations instead, and look at what the far end is given; costs what a call costs',
    )
    .addOption(new Option('--destination <n>', 'with --canary: only the n-th of them').argParser(ordinal))
    .addOption(configOption())
    .option('--json', 'as JSON')
    .action(async (flags: Flags) => await (flags.canary ? canary(flags, version) : leakTest(flags, version)));
}
