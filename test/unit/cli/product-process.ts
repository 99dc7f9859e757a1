import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `npm test` builds first and tests what it built, which starts in half the time; a single suite is run from source. */
const IS_BUILT = process.env['WITHHELD_TESTED'] === 'dist';
const MAIN = fileURLToPath(new URL(IS_BUILT ? '../../../dist/main.js' : '../../../src/main.ts', import.meta.url));
const RUN = IS_BUILT ? [MAIN] : ['--import', 'tsx', MAIN];

/** The product as its own process: `withheld <words>`. */
export class ProductProcess {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;

  constructor(words: readonly string[], input?: string) {
    const environment = { ...process.env, WITHHELD_CONFIG: undefined, NODE_OPTIONS: undefined };
    this.child = spawn(process.execPath, [...RUN, ...words], { env: environment });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.child.stdin?.end(input ?? '');
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => resolve(code ?? signal ?? '')));
  }
}

/** Runs a command to its end. */
export async function withheld(words: readonly string[], input?: string) {
  const run = new ProductProcess(words, input);
  const code = await run.ended;
  return { code, stdout: run.stdout, stderr: run.stderr };
}
