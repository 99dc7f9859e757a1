import { Command } from 'commander';
import { Failure } from '../failure.ts';
import { configFrom, configOption } from './config-option.ts';
import { askStatus, consoleOrigin, type ToldStatus } from './daemon-status.ts';
import { type ExitCode, endFailed } from './exit-code.ts';
import { oneLine, printJson, printLine } from './output.ts';

/** 0 all is well; 3 not ready because the PBX is not there; 1 not ready for another reason, a door is closed, or calls go unseen. */
export function statusExitCode({ ready, checks }: ToldStatus): ExitCode {
  if (ready && checks.every(({ ok }) => ok)) return 0;
  return checks.some(({ name, ok }) => !ok && (name === 'ari' || name === 'ami')) ? 3 : 1;
}

function printTrunk({ id, profile, transport, wire, registration, doors }: ToldStatus['trunks'][number]): void {
  printLine(oneLine(`trunk ${id}  ${profile}  ${transport}  wire ${wire}`));
  const told = registration?.vector ?? null;
  if (told !== null) printLine(oneLine(`  its registration tells what it may not: ${told}`));
  for (const { name, state, why, since, until } of doors.filter((door) => door.state !== 'open')) {
    const end = until === null ? '' : ` until ${until}`;
    const cause = why === null ? '' : `: ${why} since ${since ?? 'unknown'}`;
    printLine(oneLine(`  door ${name}  ${state}${end}${cause}`));
  }
}

function printStatus(status: ToldStatus): void {
  printLine(status.ready ? 'ready' : 'not ready: every call leaves withheld, no rule is applied');
  for (const { name, ok, code, message, hint } of status.checks) {
    printLine(
      `${ok ? 'ok    ' : 'not ok'}  ${oneLine(name).padEnd(9)}  ${oneLine(message)}${code === null ? '' : ` (${oneLine(code)})`}`,
    );
    if (hint !== null) printLine(`${' '.repeat(19)}${oneLine(hint)}`);
  }
  for (const trunk of status.trunks) printTrunk(trunk);
  const { live, suspected } = status.calls;
  printLine(
    `calls ${live} up${suspected === 0 ? '' : `, ${suspected} of them silent`}; \`withheld drops\` tells how others ended`,
  );
  printLine(oneLine(`withheld ${status.version}, running since ${status.startedAt}`));
}

async function show({ config, json }: { readonly config: string; readonly json?: boolean }): Promise<void> {
  const loaded = configFrom(config);
  const status = loaded instanceof Failure ? loaded : await askStatus(consoleOrigin(loaded.console));
  if (status instanceof Failure) {
    endFailed(status);
    return;
  }
  process.exitCode = statusExitCode(status);
  if (json) printJson(status);
  else printStatus(status);
}

/** `withheld status`: what the running daemon says of itself. */
export function statusCommand(): Command {
  return new Command('status')
    .description('what the running daemon says of itself; exit 0 only when it is ready')
    .addOption(configOption())
    .option('--json', 'as JSON')
    .action(show);
}
