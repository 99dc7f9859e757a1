import { execFile } from 'node:child_process';
import type { Lab } from './lab.ts';
import { productCommand } from './serve-process.ts';

/** It may wait a minute for one that the daemon runs. */
const LONGEST_MS = 170_000;

/** `withheld leak-test` of a lab, as a process of its own: what it prints, and whether every door was clean. Never rejects. */
export async function leakTest(lab: Lab): Promise<{ readonly clean: boolean; readonly text: string }> {
  const [program = '', ...words] = [...productCommand(), 'leak-test', '--config', lab.configPath];
  return await new Promise((settled) => {
    execFile(program, words, { timeout: LONGEST_MS }, (error, stdout, stderr) =>
      settled({ clean: error === null, text: `${stdout}${error === null ? '' : stderr}`.trimEnd() }),
    );
  });
}
