import { Command } from 'commander';
import { guardProcess } from '../adapters/log/process-guard.ts';
import { WinstonLog } from '../adapters/log/winston-log.ts';
import { Daemon } from '../daemon.ts';
import { Failure } from '../failure.ts';
import { configFrom, configOption } from './config-option.ts';
import { endFailed, exitCodeOf } from './exit-code.ts';
import { printFailure, printNote } from './output.ts';

/** Longest a stop may take; service managers kill after eight seconds and more. */
const STOP_MS = 7_000;

/** Resolves with the first SIGTERM or SIGINT; a second one ends the process at once. */
function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const ask = (): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    process.on('SIGTERM', ask);
    process.on('SIGINT', ask);
  });
}

async function reload(daemon: Daemon): Promise<void> {
  const problems = await daemon.reload();
  for (const line of problems) printNote(line);
  if (problems.length > 0) printFailure(new Failure('CONFIG_INVALID', 'the old configuration stays in force'));
}

/** Ends the process: a stop that hangs, or a socket somebody forgot, must not keep a daemon that no longer answers. */
function endWithin(milliseconds: number, code: number): void {
  setTimeout(() => process.exit(code), milliseconds).unref();
}

async function serve(path: string, version: string): Promise<void> {
  // Before anything that takes time: SIGHUP ends a process that does not listen, and a stop during the start must be heard.
  let running: Daemon | null = null;
  process.on('SIGHUP', () => {
    if (running !== null) void reload(running);
  });
  const stopAsked = askedToStop();
  const config = configFrom(path);
  if (config instanceof Failure) {
    endFailed(config);
    return;
  }
  const log = new WinstonLog({
    secrets: [...config.secrets.words, ...config.secrets.hosts],
    parts: config.secrets.parts,
  });
  guardProcess({ log, process });
  const daemon = new Daemon({
    config,
    configPath: path,
    version,
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
  });
  const failure = await daemon.start();
  if (failure !== null) {
    endFailed(failure);
    endWithin(1_000, exitCodeOf(failure.code));
    return;
  }
  running = daemon;
  await stopAsked;
  running = null;
  const late = setTimeout(() => process.exit(1), STOP_MS);
  await daemon.stop();
  clearTimeout(late);
  endWithin(500, 0);
}

/** `withheld serve`: the daemon, until SIGTERM or SIGINT. SIGHUP reads the configuration again. */
export function serveCommand(version: string): Command {
  return new Command('serve')
    .description('run the daemon beside the PBX until SIGTERM or SIGINT; SIGHUP reads the configuration again')
    .addOption(configOption())
    .action(async ({ config }: { readonly config: string }) => await serve(config, version));
}
