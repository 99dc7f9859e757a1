import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Failure } from '../failure.ts';
import type { AsteriskInstall } from './packages.ts';

const run = promisify(execFile);
const BOOT_MS = 30_000;
const STOP_MS = 8_000;
const CONSOLE_MS = 10_000;

function configurationOf(directory: string): string {
  return join(directory, 'etc/asterisk.conf');
}

function pidFileOf(directory: string): string {
  return join(directory, 'run/withheld-lab.pid');
}

/** The process id of the Asterisk of this directory, or `null` when none runs. A pid file left behind by a crash does not fool it. */
export async function asteriskPid(directory: string): Promise<number | null> {
  const pid = Number(await readFile(pidFileOf(directory), 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 1) return null;
  const [command, status] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''),
  ]);
  const zombie = /^\d+ \(.*\) Z/.test(status);
  return command.split('\0').includes(configurationOf(directory)) && !zombie ? pid : null;
}

/**
 * Whether a process has ended with all its threads and has given its sockets back. On its way out it has no command line any more, but still
 * its files; and the last threads hold them for a moment after the first is a zombie.
 */
async function isWhollyGone(pid: number): Promise<boolean> {
  const [status, threads] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''),
    readdir(`/proc/${pid}/task`).catch(() => []),
  ]);
  return status === '' || (/^\d+ \(.*\) [ZX]/.test(status) && threads.length <= 1);
}

/** One Asterisk of the lab. It outlives the process that started it: a pid file in its directory says who it is. */
export class AsteriskProcess {
  readonly #install: AsteriskInstall;
  readonly #directory: string;

  /** `directory` holds `etc/asterisk.conf`; everything this class writes goes there. */
  constructor(install: AsteriskInstall, directory: string) {
    this.#install = install;
    this.#directory = directory;
  }

  /** What runs a console command on this PBX: append the command as one argument. */
  get consoleCommand(): readonly string[] {
    return [...this.#install.command, '-C', this.#configuration, '-rx'];
  }

  /** Starts and waits until everything is loaded. Throws LAB_PBX_FAILED with the last lines it wrote; then nothing is left running. */
  async start(): Promise<void> {
    if ((await this.pid()) !== null) throw new Failure('LAB_PBX_FAILED', 'it runs already');
    await mkdir(join(this.#directory, 'run'), { recursive: true });
    const output = openSync(this.#outputFile, 'a', 0o600);
    const [program = '', ...parameters] = [...this.#install.command, '-f', '-C', this.#configuration];
    const child = spawn(program, parameters, {
      detached: true,
      stdio: ['ignore', output, output],
      cwd: this.#directory,
    });
    let gone: string | null = null;
    child.once('error', (error) => (gone = error.message));
    child.once('exit', (code, signal) => (gone = `exit ${code ?? signal}`));
    child.unref();
    closeSync(output);
    await writeFile(this.#pidFile, String(child.pid ?? ''), { mode: 0o600 });
    const until = Date.now() + BOOT_MS;
    while (Date.now() < until && gone === null) {
      if (await this.#booted()) return;
      await pause(50);
    }
    const why = gone ?? 'not ready in time';
    await this.stop();
    const written = await readFile(this.#outputFile, 'utf8').catch(() => '');
    throw new Failure(
      'LAB_PBX_FAILED',
      `${this.#directory}: ${why}: ${written.trim().split('\n').slice(-3).join(' | ')}`,
    );
  }

  /** Runs a console command and gives what it prints. Rejects when the PBX does not answer. */
  async console(command: string): Promise<string> {
    const [program = '', ...parameters] = this.consoleCommand;
    const { stdout } = await run(program, [...parameters, command], {
      timeout: CONSOLE_MS,
      // A console of Asterisk 22 that waits for a frozen PBX does not end on SIGTERM.
      killSignal: 'SIGKILL',
      maxBuffer: 16 * 1024 * 1024,
    });
    return stdout;
  }

  /** The process id, or `null` when it does not run. A pid file left behind by a crash does not fool it. */
  async pid(): Promise<number | null> {
    return await asteriskPid(this.#directory);
  }

  /** Ends it: by its console, then by SIGTERM, then by SIGKILL. Does nothing when it does not run. */
  async stop(): Promise<void> {
    const pid = await this.pid();
    if (pid === null) return;
    await this.signal('SIGCONT');
    await this.console('core stop now').catch(() => '');
    if (!(await this.#gone(pid, STOP_MS / 2))) await this.signal('SIGTERM');
    if (!(await this.#gone(pid, STOP_MS / 2))) await this.signal('SIGKILL');
    await this.#gone(pid, STOP_MS);
    await rm(this.#pidFile, { force: true });
  }

  /** Sends a signal by pid. Does nothing when it does not run. */
  async signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const pid = await this.pid();
    if (pid === null) return;
    try {
      process.kill(pid, name);
    } catch (cause) {
      // It ended between the look and the signal.
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
    }
  }

  async #booted(): Promise<boolean> {
    const answer = await this.console('core show uptime seconds').catch(() => '');
    if (!/System uptime: \d+/.test(answer)) return false;
    return /Asterisk has fully booted/.test(await this.console('core waitfullybooted').catch(() => ''));
  }

  async #gone(pid: number, patience: number): Promise<boolean> {
    const until = Date.now() + patience;
    const isGone = async () => (await this.pid()) === null && (await isWhollyGone(pid));
    while (Date.now() < until) {
      if (await isGone()) return true;
      await pause(50);
    }
    return await isGone();
  }

  get #configuration(): string {
    return configurationOf(this.#directory);
  }

  get #pidFile(): string {
    return pidFileOf(this.#directory);
  }

  get #outputFile(): string {
    return join(this.#directory, 'output.txt');
  }
}
