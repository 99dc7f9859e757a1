import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';
import type { Lab } from './lab.ts';
import { CONSOLE_PORT } from './lab-network.ts';

/**
 * `src/main.ts` when run from source, `dist/main.js` when built: whichever this file belongs to. `npm test` and `npm run bench` drive from source what
 * they have built: from source a program starts twice as slowly, and runs slower too, because its reader names every function anew.
 */
const OWN = fileURLToPath(import.meta.url);
const IS_BUILT_TESTED = OWN.endsWith('.ts') && process.env['WITHHELD_TESTED'] === 'dist';
const NAME = IS_BUILT_TESTED ? '../../dist/main.js' : OWN.endsWith('.ts') ? '../main.ts' : '../main.js';
const MAIN = fileURLToPath(new URL(NAME, import.meta.url));

/** Program and words that run this product's command line, up to the verb. */
export function productCommand(): readonly string[] {
  return [process.execPath, ...(MAIN.endsWith('.ts') ? ['--import', 'tsx'] : []), MAIN];
}

/** What `withheld serve` of a lab is started with; a test may put a limit in front of it, or change its place of storage. */
export interface ServeOptions {
  /** Programs in front of Node, e.g. a shell that sets a limit. */
  readonly front?: readonly string[];
}

/** The product's own daemon beside a lab, as its own process: `withheld serve` with the lab's configuration. */
export class ServeProcess {
  readonly #lab: Lab;
  readonly #options: ServeOptions;
  #child: ChildProcess | null = null;

  constructor(lab: Lab, options: ServeOptions = {}) {
    this.#lab = lab;
    this.#options = options;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Where its log lines go. */
  get outputFile(): string {
    return join(this.#lab.directory, 'daemon/output.jsonl');
  }

  get consoleUrl(): string {
    return `http://${this.#lab.network.inside}:${CONSOLE_PORT}/`;
  }

  /** Starts it and waits until it answers questions. Throws DAEMON_NOT_READY when it does not within `patienceMs`. */
  async start(patienceMs = 45_000): Promise<void> {
    await this.launch();
    if (!(await this.ready(true, patienceMs))) {
      await this.stop();
      throw new Failure('DAEMON_NOT_READY', `see ${this.outputFile}`);
    }
  }

  /** Starts it and returns at once. */
  async launch(): Promise<void> {
    await mkdir(join(this.#lab.directory, 'daemon'), { recursive: true, mode: 0o700 });
    const output = openSync(this.outputFile, 'a', 0o600);
    const [program = '', ...parameters] = [
      ...(this.#options.front ?? []),
      ...productCommand(),
      'serve',
      '--config',
      this.#lab.configPath,
    ];
    this.#child = spawn(program, parameters, { stdio: ['ignore', output, output] });
  }

  /** Whether `/readyz` says `wanted` within the time given. */
  async ready(wanted: boolean, patienceMs: number): Promise<boolean> {
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      const answer = await fetch(new URL('readyz', this.consoleUrl), { signal: AbortSignal.timeout(1000) }).catch(
        () => null,
      );
      if ((answer?.status === 200) === wanted) return true;
      if (this.#child?.exitCode !== null && this.#child?.exitCode !== undefined) return !wanted;
      await pause(100);
    }
    return false;
  }

  /** Sends a signal by pid. */
  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL' | 'SIGHUP'): void {
    this.#child?.kill(name);
  }

  /** Ends it: asked first, killed after 8 s. Does nothing when it does not run. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 8_000);
    await gone;
    clearTimeout(late);
  }
}
