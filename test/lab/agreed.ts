import { readFile } from 'node:fs/promises';
import type { LabUnderTest } from './lab-under-test.ts';

const TRIES = 5;

/**
 * A worker agrees something by a code, as `dial` does it, and hears it confirmed. One who hears that it is not possible now (a busy machine:
 * the call is not yet known, the answer came after its deadline) dials again, as a worker would.
 */
export async function agreedByCode({ daemon }: LabUnderTest, dial: () => Promise<void>): Promise<void> {
  const agreements = async (): Promise<number> =>
    (await readFile(daemon.outputFile, 'utf8'))
      .split('\n')
      .filter((line) => line.includes('"plan-agreed"') && line.includes('"told":true')).length;
  const before = await agreements();
  for (let tried = 0; tried < TRIES; tried += 1) {
    await dial();
    if ((await agreements()) > before) return;
  }
  throw new Error('nothing was agreed');
}
