import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { Failure } from '../failure.ts';
import { callText } from '../lab/call-report.ts';
import { demonstrate } from '../lab/demonstration.ts';
import { Lab } from '../lab/lab.ts';
import { reportCall } from '../lab/lab-call.ts';
import { leakTest } from '../lab/lab-leak-test.ts';
import { DESK_PHONES, type LabPlan, MOST_TRUNKS } from '../lab/lab-plan.ts';
import { labStatus } from '../lab/lab-status.ts';
import type { OwnAsteriskPlace } from '../lab/own-asterisk.ts';
import { ServeProcess } from '../lab/serve-process.ts';
import { statusText } from '../lab/status-text.ts';
import { doorTable } from '../lab/table.ts';
import { readTrunkOption } from '../lab/trunk-option.ts';
import { endFailed } from './exit-code.ts';
import { oneLine, printJson, printLine, printNote } from './output.ts';

interface PlaceFlags {
  readonly dir: string;
  readonly json?: boolean;
}

interface UpFlags extends PlaceFlags {
  readonly release?: LabPlan['release'];
  readonly trunk?: readonly string[];
  readonly asterisk?: string;
  readonly asteriskModules?: string;
  readonly asteriskData?: string;
  readonly fresh?: boolean;
}

interface CallFlags extends PlaceFlags {
  readonly from: string;
  readonly to: string;
  readonly talk: number;
}

/** Longer than the number that drops its calls stays up, so that its release is seen. */
const TALK_MS = 3_000;
const LONGEST_TALK_MS = 60_000;
const EXTENSIONS = DESK_PHONES.map(({ extension }) => extension);

const AGAIN = `
A lab that is down comes up again as it was: the same trunks, addresses and passwords unless
other ones are asked for here, and every file you edited as you left it (each is named). What
you did not edit is written anew. --fresh builds it from nothing; your edits are then lost.`;

const OWN = `
--asterisk takes an Asterisk 16 or later that is installed here, as the agency PBX. It runs in
the lab's own directories, not with the machine's configuration. The carrier PBX and the phones
come from Debian's packages all the same.`;

const EDITED = `
Edit the files below DIR/agency/etc and DIR/carrier/etc; \`lab status\` names them.`;

const OUTCOMES = `
A call ends answered, rejected, no-answer or failed. Only failed, when no call left the phone,
exits with 1: what becomes of a call is what you look at.`;

const TRUNKS = `
A trunk is a carrier profile (rfc3325, account-from, dialled-prefix, rpid), then in any order:
udp, tcp or tls; address or register; prefix=CODE and present=CODE for dialled-prefix. Without
--trunk there are two: rfc3325,udp,register and account-from,tcp,address.`;

function trunksOf(trunk: readonly string[]): LabPlan['trunks'] {
  if (trunk.length > MOST_TRUNKS) throw new Failure('USAGE', `--trunk: at most ${MOST_TRUNKS}`);
  return trunk.map((text, at) => readTrunkOption(text, `t${at + 1}`));
}

function asteriskOf({
  asterisk,
  asteriskModules,
  asteriskData,
  release,
}: UpFlags): OwnAsteriskPlace | null | undefined {
  if (asterisk === undefined) {
    if (asteriskModules !== undefined || asteriskData !== undefined)
      throw new Failure('USAGE', '--asterisk-modules and --asterisk-data go with --asterisk');
    // A release is one of Debian's.
    return release === undefined ? undefined : null;
  }
  return {
    program: asterisk,
    ...(asteriskModules === undefined ? {} : { modules: asteriskModules }),
    ...(asteriskData === undefined ? {} : { data: asteriskData }),
  };
}

function placed(command: Command): Command {
  return command.option('--dir <directory>', "the lab's directory", '.lab');
}

function shaped(command: Command): Command {
  return placed(command)
    .addOption(
      new Option('--release <release>', "Debian's Asterisk for the agency PBX; 22 if not said")
        .choices(['22', '16'])
        .conflicts('asterisk'),
    )
    .option('--trunk <trunk...>', 'a trunk, see below; repeat for more')
    .option('--asterisk <path>', "this machine's own Asterisk as the agency PBX: the program's path")
    .option('--asterisk-modules <directory>', 'its modules, where they are not found')
    .option('--asterisk-data <directory>', 'its data (sounds, documentation), where they are not found')
    .option('--fresh', 'build the lab from nothing, whatever was in its directory')
    .addHelpText('after', [AGAIN, OWN, TRUNKS].join('\n'));
}

async function up(flags: UpFlags, automaticTests = true): Promise<Lab> {
  const started = Date.now();
  const told = (line: string) => printNote(`${((Date.now() - started) / 1000).toFixed(1)} s  ${oneLine(line)}`);
  const { release, trunk, dir, fresh = false } = flags;
  const asterisk = asteriskOf(flags);
  return await Lab.up(dir, {
    plan: {
      ...(release === undefined ? {} : { release }),
      ...(trunk === undefined ? {} : { trunks: trunksOf(trunk) }),
      automaticTests,
    },
    ...(asterisk === undefined ? {} : { asterisk }),
    fresh,
    told,
  });
}

/** Lab mode: both PBXs, the daemon, one call through each door of each trunk. Exit 0 only if all held. */
async function start(flags: UpFlags & { readonly once?: boolean }): Promise<void> {
  // From the beginning: a Ctrl-C that ended us alone would leave both PBXs behind.
  const ended = new Promise<'ended'>((resolved) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolved('ended'));
  });
  // One that ends at once is tested once, below.
  const lab = await up(flags, flags.once !== true);
  const daemon = new ServeProcess(lab);
  try {
    const lines = await Promise.race([demonstration(lab, daemon), ended]);
    if (lines === 'ended') {
      process.exitCode = 1;
      return;
    }
    if (flags.json) printJson(lines);
    else printLine(`\n${doorTable(lines)}\n`);
    const tested = await Promise.race([leakTest(lab), ended]);
    if (tested !== 'ended' && !flags.json) printLine(`${tested.text}\n`);
    process.exitCode = lines.every(({ held }) => held) && tested !== 'ended' && tested.clean ? 0 : 1;
    if (tested === 'ended') return;
    if (flags.once) return;
    printLine(`console: ${daemon.consoleUrl}\nlab: npx withheld lab status --dir ${flags.dir}\nCtrl-C ends both.`);
    await ended;
  } finally {
    await daemon.stop();
    await lab.down();
  }
}

async function demonstration(lab: Lab, daemon: ServeProcess) {
  await daemon.start();
  return await demonstrate(lab, printNote);
}

async function status({ dir, json }: PlaceFlags): Promise<void> {
  const told = await labStatus(await Lab.open(dir));
  if (json) printJson(told);
  else printLine(statusText(told));
  process.exitCode = told.running.agency && told.running.carrier ? 0 : 3;
}

async function reload({ dir, json, generate }: PlaceFlags & { readonly generate?: boolean }): Promise<void> {
  const lab = await Lab.open(dir);
  if (generate) await lab.generate();
  const refused = await lab.reload();
  if (json) printJson({ ok: refused.length === 0, refused });
  else for (const { pbx, level, source, text } of refused) printNote(oneLine(`${pbx}: ${level} ${source}: ${text}`));
  if (refused.length > 0) endFailed(new Failure('LAB_RELOAD_REFUSED'));
  else if (!json) printLine('reloaded');
}

function extension(text: string): string {
  if (EXTENSIONS.includes(text)) return text;
  throw new Failure('USAGE', `--from takes an extension of the lab: ${EXTENSIONS.join(', ')}`);
}

function dialled(text: string): string {
  if (/^[0-9*#+]{1,40}$/.test(text)) return text;
  throw new Failure('USAGE', '--to takes what a phone can dial: 1 to 40 of the characters 0-9 * # +');
}

function milliseconds(text: string): number {
  if (/^[0-9]{1,5}$/.test(text) && Number(text) <= LONGEST_TALK_MS) return Number(text);
  throw new Failure('USAGE', `--talk takes whole milliseconds, 0 to ${LONGEST_TALK_MS}`);
}

async function call({ dir, from, to, talk, json }: CallFlags): Promise<void> {
  const report = await reportCall(await Lab.open(dir), from, to, talk);
  if (json) printJson(report);
  else printLine(callText(report));
  if (report.ended.outcome === 'failed') endFailed(new Failure('LAB_CALL_FAILED', report.ended.detail));
}

/** `withheld lab …`: a real agency PBX and a real carrier PBX on loopback, without root. */
export function labCommand(): Command {
  const lab = new Command('lab')
    .description('a real agency PBX and a real carrier PBX on loopback, without root')
    .addHelpText(
      'after',
      '\nBegin with `withheld lab up`, then `withheld lab status`: it names what can be called and edited.',
    );
  shaped(lab.command('up').description('fetch what is missing, start both PBXs, and return'))
    .option('--json', 'print the status as JSON')
    .action(async (flags: UpFlags) => {
      const running = await up(flags);
      if (flags.json) printJson(await labStatus(running));
      else printLine(`up: ${running.network.inside} (agency), ${resolve(flags.dir)}`);
    });
  placed(
    lab.command('down').description('end both PBXs; their directory stays, edits included, for the next `lab up`'),
  ).action(async ({ dir }: PlaceFlags) => {
    await (await Lab.open(dir)).down();
    printLine('down');
  });
  placed(
    lab
      .command('status')
      .description('what runs, where it can be edited and looked at, what can be called; exit 3 when a PBX is down'),
  )
    .option('--json', 'everything needed to drive the lab, passwords included, as JSON')
    .action(status);
  placed(
    lab
      .command('reload')
      .description(
        'make both PBXs read their configuration again; exit 1 and the lines of their logs when one refuses any of it',
      ),
  )
    .option('--generate', "first write the product's PBX files anew from withheld.yaml, edited or not")
    .option('--json', 'as JSON')
    .addHelpText('after', EDITED)
    .action(reload);
  placed(
    lab
      .command('call')
      .description(
        'place a call from a registered SIP phone and print what the far end saw; exit 1 when it could not be placed',
      ),
  )
    .requiredOption('--from <extension>', `the phone: ${EXTENSIONS.join(', ')}`, extension)
    .requiredOption('--to <number>', 'what it dials: digits, * # and +', dialled)
    .option('--talk <milliseconds>', `how long it talks once answered, 0 to ${LONGEST_TALK_MS}`, milliseconds, TALK_MS)
    .option('--json', 'as JSON')
    .addHelpText('after', OUTCOMES)
    .action(call);
  shaped(
    lab
      .command('start')
      .description('lab mode: both PBXs, the daemon, one call through each door of each trunk, and a leak test'),
  )
    .option('--once', 'end afterwards; exit 0 only if all held')
    .option('--json', 'print the table as JSON')
    .action(start);
  return lab;
}
