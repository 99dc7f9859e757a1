import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { PbxConsole } from '../adapters/asterisk/console.ts';
import { watchedDoors } from '../adapters/asterisk/files/watched-doors.ts';
import type { PbxKind } from '../adapters/asterisk/hardening/hardening-ask.ts';
import { type HardeningPlan, hardeningPlan } from '../adapters/asterisk/hardening/hardening-plan.ts';
import type { Complaint, PbxLog } from '../adapters/asterisk/pbx-log.ts';
import { Scrubber } from '../adapters/log/scrubber.ts';
import type { Config } from '../config/config.ts';
import { Failure } from '../failure.ts';
import { auditOf, auditSummary } from './audit/audit-of-config.ts';
import { configFrom, configOption } from './config-option.ts';
import { endFailed } from './exit-code.ts';
import { type Applied, apply, revert } from './harden/apply.ts';
import { askOfConfig } from './harden/ask-of-config.ts';
import { Backup } from './harden/backup.ts';
import { LivePbx } from './harden/live-pbx.ts';
import { missingPrompts } from './harden/missing-prompts.ts';
import { writeOut } from './harden/out.ts';
import { readPbxDirectory } from './harden/pbx-directory.ts';
import { emergencyLines, printPlan, printPlanAsJson } from './harden/printed-plan.ts';
import { oneLine, printFailure, printLine, printNote } from './output.ts';

interface Flags {
  readonly config: string;
  readonly out?: string;
  readonly asteriskVersion?: string;
  readonly for?: PbxKind;
  readonly apply?: boolean;
  readonly emergency?: boolean;
  readonly backup?: string;
  readonly revert?: string | true;
  readonly force?: boolean;
  readonly showValues?: boolean;
  readonly json?: boolean;
}

const MORE = `
Without a flag it prints everything it would change, as one diff, and changes nothing: exit 0 when
there is nothing to change, 1 when there is. --apply makes a backup, writes, reloads, and puts
everything back when Asterisk refuses any of it. --revert puts the last backup back.`;

/** What Asterisk said, without numbers and names. */
function printComplaints(config: Config, complaints: readonly Complaint[]): void {
  const { words, hosts, parts } = config.secrets;
  const scrubber = new Scrubber([...words, ...hosts], parts);
  for (const { level, source, text } of complaints) printNote(oneLine(scrubber.scrub(`${level} ${source}: ${text}`)));
}

function backupsOf(config: Config, flags: Flags): string {
  return resolve(flags.backup ?? join(config.storage.directory, 'harden'));
}

function livePbx(config: Config): LivePbx {
  return new LivePbx(new PbxConsole(config.asterisk.console));
}

async function planFor(config: Config, flags: Flags): Promise<HardeningPlan | Failure> {
  const texts = await readPbxDirectory(config.asterisk.directory);
  if (texts instanceof Failure) return texts;
  const version = flags.asteriskVersion ?? (await livePbx(config).version());
  if (version instanceof Failure) return version;
  const plan = hardeningPlan(await askOfConfig(config, texts, version, flags.for));
  return { ...plan, byHand: [...plan.byHand, ...(await missingPrompts(config))] };
}

async function printOutcome(config: Config, done: Applied): Promise<void> {
  if (done.kind === 'applied') {
    for (const why of done.restart) printNote(`note: ${why}; restart Asterisk`);
    const audited = await auditOf(config);
    if (audited instanceof Failure) printFailure(audited);
    else printLine(`audit     ${auditSummary(audited)}; \`withheld audit\` names them`);
    printLine('next      withheld doctor; withheld harden --revert puts everything back');
    return;
  }
  printComplaints(config, done.refused);
  for (const name of done.missing) printNote(`not loaded: ${name}`);
  endFailed(done.failure);
}

async function applyPlan(config: Config, plan: HardeningPlan, flags: Flags): Promise<void> {
  for (const line of emergencyLines(plan)) printLine(oneLine(line));
  if (plan.emergency.some(({ replaced }) => replaced) && flags.emergency !== true) {
    endFailed(new Failure('HARDEN_EMERGENCY'));
    return;
  }
  for (const line of plan.byHand) printLine(oneLine(`by hand   ${line}`));
  if (plan.changes.length === 0) {
    printLine('nothing to change');
    return;
  }
  const live = await heard(config);
  if (live instanceof Failure) {
    endFailed(live);
    return;
  }
  const { ordinary, emergency } = watchedDoors(config);
  const doors = [...ordinary.keys(), ...emergency.keys()];
  await printOutcome(
    config,
    await apply({
      plan,
      ...live,
      directory: config.asterisk.directory,
      above: backupsOf(config, flags),
      doors,
      told: printLine,
    }),
  );
}

/** The PBX and the log in which it says what it refuses, or why there is none. */
async function heard(config: Config): Promise<{ readonly pbx: LivePbx; readonly log: PbxLog } | Failure> {
  const pbx = livePbx(config);
  const { directory } = config.asterisk;
  const version = await pbx.version();
  const texts = version instanceof Failure ? version : await readPbxDirectory(directory);
  const log = texts instanceof Failure ? texts : await pbx.log(texts, directory);
  return log instanceof Failure ? log : { pbx, log };
}

async function revertLast(config: Config, flags: Flags): Promise<void> {
  const backup =
    typeof flags.revert === 'string'
      ? await Backup.open(resolve(flags.revert))
      : await Backup.last(backupsOf(config, flags));
  if (backup instanceof Failure) {
    endFailed(backup);
    return;
  }
  const done = await revert(backup, await heard(config), flags.force === true);
  if (done.kind === 'stopped') {
    for (const path of done.changed) printNote(`changed since: ${path}`);
    endFailed(done.failure);
    return;
  }
  printLine(`put back  ${backup.path}`);
  if (done.kind === 'unread') {
    endFailed(done.failure);
    return;
  }
  printComplaints(config, done.refused);
  if (done.refused.length > 0) process.exitCode = 1;
}

function checked(flags: Flags): void {
  const { out, apply: applies, revert: reverts, asteriskVersion } = flags;
  if (asteriskVersion !== undefined && !/^[0-9]+\.[0-9]+/.test(asteriskVersion))
    throw new Failure('USAGE', '--asterisk-version takes a release such as 22.10.1');
  const verbs = [out !== undefined, applies === true, reverts !== undefined].filter(Boolean).length;
  if (verbs > 1) throw new Failure('USAGE', '--out, --apply and --revert are three different things: give one');
  if (flags.emergency && !applies) throw new Failure('USAGE', '--emergency goes with --apply');
  if (flags.force && reverts === undefined) throw new Failure('USAGE', '--force goes with --revert');
}

async function harden(flags: Flags): Promise<void> {
  checked(flags);
  const config = configFrom(flags.config);
  if (config instanceof Failure) {
    endFailed(config);
    return;
  }
  if (flags.out !== undefined) {
    const failure = await writeOut(config, flags.out, flags.asteriskVersion);
    if (failure !== null) endFailed(failure);
    return;
  }
  if (flags.revert !== undefined) {
    await revertLast(config, flags);
    return;
  }
  const plan = await planFor(config, flags);
  if (plan instanceof Failure) {
    endFailed(plan);
    return;
  }
  if (flags.apply === true) {
    await applyPlan(config, plan, flags);
    return;
  }
  if (flags.json === true) printPlanAsJson(plan, config, flags.showValues === true);
  else printPlan(plan, config, flags.showValues === true);
  process.exitCode = plan.changes.length === 0 ? 0 : 1;
}

/** `withheld harden`: what must change in the PBX's configuration, to read; and to apply and to revert. */
export function hardenCommand(): Command {
  return new Command('harden')
    .description("show what must change in the PBX's configuration directory; apply it, or put it back")
    .option('--apply', 'back up, write and reload; put back whatever the PBX refuses')
    .option('--emergency', 'with --apply: also where an emergency route of yours would behave differently')
    .option('--backup <directory>', 'where backups are kept (default: harden/ in storage.directory)')
    .option('--revert [backup]', 'put the last backup back, or this one')
    .option('--force', 'with --revert: also over files that somebody changed since')
    .addOption(
      new Option('--for <kind>', 'who writes the files (default: what they look like)').choices(['plain', 'freepbx']),
    )
    .option('--show-values', 'show numbers and names in the diff; passwords are never shown')
    .option('--json', 'the diff as JSON')
    .option('--out <directory>', 'write the files below withheld/ into a directory instead; the PBX is not asked')
    .option('--asterisk-version <release>', 'the release they are for, e.g. 22.10.1 (default: what the PBX says)')
    .addOption(configOption())
    .addHelpText('after', MORE)
    .action(harden);
}
