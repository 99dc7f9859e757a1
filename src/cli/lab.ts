import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { Failure } from '../failure.ts';
import { demonstrate } from '../lab/demonstration.ts';
import { Lab } from '../lab/lab.ts';
import { reportCall } from '../lab/lab-call.ts';
import { DEFAULT_TRUNKS, type LabPlan, MOST_TRUNKS } from '../lab/lab-plan.ts';
import { labStatus } from '../lab/lab-status.ts';
import { ServeProcess } from '../lab/serve-process.ts';
import { doorTable } from '../lab/table.ts';
import { readTrunkOption } from '../lab/trunk-option.ts';
import { printJson, printLine, printNote } from './output.ts';

interface UpFlags {
  readonly dir: string;
  readonly release: '22' | '16';
  readonly trunk?: readonly string[];
  readonly asterisk?: string;
  readonly json?: boolean;
}

function planOf(flags: UpFlags): LabPlan {
  const trunks = flags.trunk?.map((text, at) => readTrunkOption(text, `t${at + 1}`)) ?? DEFAULT_TRUNKS;
  if (trunks.length > MOST_TRUNKS) throw new Failure('USAGE', `--trunk: at most ${MOST_TRUNKS}`);
  return { release: flags.release, trunks };
}

function placed(command: Command): Command {
  return command.option('--dir <directory>', "the lab's directory", '.lab');
}

function shaped(command: Command): Command {
  return placed(command)
    .addOption(new Option('--release <release>', "the agency PBX's Asterisk").choices(['22', '16']).default('22'))
    .option('--trunk <trunk...>', 'a trunk: profile[,udp|tcp|tls][,register|address][,prefix=CODE]; repeat for more')
    .option('--asterisk <path>', "this machine's own Asterisk as the agency PBX");
}

async function up(flags: UpFlags): Promise<Lab> {
  const started = Date.now();
  const told = (line: string) => printNote(`${((Date.now() - started) / 1000).toFixed(1)} s  ${line}`);
  return await Lab.up(flags.dir, { plan: planOf(flags), asterisk: flags.asterisk ?? null, told });
}

/** Lab mode: both PBXs, the daemon, one call through each door. Exit 0 only if all held. */
async function start(flags: UpFlags & { readonly once?: boolean }): Promise<void> {
  const lab = await up(flags);
  const daemon = new ServeProcess(lab);
  try {
    await daemon.start();
    const lines = await demonstrate(lab);
    if (flags.json) printJson(lines);
    else printLine(`\n${doorTable(lines)}\n`);
    process.exitCode = lines.every(({ held }) => held) ? 0 : 1;
    if (flags.once) return;
    printLine(`console: ${daemon.consoleUrl}\nlab: withheld lab status --dir ${flags.dir}\nCtrl-C ends both.`);
    await new Promise((ended) => {
      process.once('SIGINT', ended);
      process.once('SIGTERM', ended);
    });
  } finally {
    await daemon.stop();
    await lab.down();
  }
}

/** `withheld lab …`: a real agency PBX and a real carrier PBX on loopback, without root. */
export function labCommand(): Command {
  const lab = new Command('lab').description('a real agency PBX and a real carrier PBX on loopback, without root');
  shaped(lab.command('up').description('fetch what is missing, start both PBXs, and return'))
    .option('--json', 'print the status as JSON')
    .action(async (flags: UpFlags) => {
      const running = await up(flags);
      if (flags.json) printJson(await labStatus(running));
      else printLine(`up: ${running.network.inside} (agency), ${resolve(flags.dir)}`);
    });
  placed(lab.command('down').description('end both PBXs; their directory stays')).action(async ({ dir }) => {
    await (await Lab.open(dir)).down();
    printLine('down');
  });
  placed(lab.command('status').description('everything needed to drive the lab'))
    .option('--json', 'as JSON')
    .action(async ({ dir, json }) => {
      const status = await labStatus(await Lab.open(dir));
      if (json) printJson(status);
      else
        printLine(
          `agency ${status.running.agency ? 'up' : 'down'}, carrier ${status.running.carrier ? 'up' : 'down'}, ${status.config}`,
        );
      process.exitCode = status.running.agency && status.running.carrier ? 0 : 3;
    });
  placed(lab.command('reload').description('make both PBXs read their configuration again'))
    .option('--generate', "first write the product's PBX files anew from withheld.yaml")
    .action(async ({ dir, generate }) => {
      const running = await Lab.open(dir);
      if (generate) await running.generate();
      await running.reload();
      printLine('reloaded');
    });
  placed(lab.command('call').description('place a call from a registered SIP phone and print what the far end saw'))
    .requiredOption('--from <extension>', 'the phone: 101, 102 or 103')
    .requiredOption('--to <number>', 'what it dials')
    .option('--talk <milliseconds>', 'how long it talks once answered', '1500')
    .option('--json', 'as JSON')
    .action(async ({ dir, from, to, talk, json }) => {
      const report = await reportCall(await Lab.open(dir), from, to, Number(talk));
      if (json) return printJson(report);
      for (const message of report.farEnd) {
        printLine(`${message.direction}  ${message.trunk}  ${message.startLine}`);
        for (const { name, value } of message.identity) printLine(`    ${name}: ${value}`);
      }
      printLine(
        `ended: ${report.ended.outcome} ${report.ended.status ?? ''} released by ${report.ended.releasedBy ?? 'nobody'}`,
      );
    });
  shaped(lab.command('start').description('lab mode: both PBXs, the daemon, one call through each door'))
    .option('--once', 'end afterwards; exit 0 only if all held')
    .option('--json', 'print the table as JSON')
    .action(start);
  return lab;
}
