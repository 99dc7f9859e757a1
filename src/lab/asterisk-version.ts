import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PATIENCE_MS = 10_000;

/** The version in what `asterisk -V` prints: `Asterisk 22.10.1+dfsg` gives `22.10.1+dfsg`; `null` when no Asterisk said it. Pure. */
export function versionIn(said: string): string | null {
  return /^Asterisk ([0-9A-Za-z][0-9A-Za-z.+~_/:-]{0,79})\s*$/m.exec(said)?.[1] ?? null;
}

/** The major release: 22 of `22.10.1`, `certified/22.8-cert1` and `GIT-22-1a2b3c`; `null` where the version names none. Pure. */
export function majorOf(version: string): number | null {
  const major = /^(?:certified[/-]|GIT-|SVN-(?:branch-)?)?([0-9]{1,3})[.-]/.exec(version)?.[1];
  return major === undefined ? null : Number(major);
}

/** Asks the program itself (`-V`), which starts nothing. `null` when it does not answer as an Asterisk does. */
export async function askVersion(command: readonly string[]): Promise<string | null> {
  const [program = '', ...parameters] = command;
  try {
    const { stdout } = await run(program, [...parameters, '-V'], { timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
    return versionIn(stdout);
  } catch {
    return null;
  }
}
