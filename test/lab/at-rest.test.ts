import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folded, wordsIn } from '../../src/call/spelling.ts';
import { AGENCY, DESK_PHONES, PUBLIC_NUMBERS, SURVIVOR_NUMBER, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { ServeProcess } from '../../src/lab/serve-process.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

/** What must not be found: the significant digits of every number of the day, however written, and every name. */
const CALLED = [
  ...Object.values(PUBLIC_NUMBERS).flatMap(({ number }) => (number.length > 3 ? [number.slice(1)] : [])),
  ...[0, 1].flatMap((trunk) => Object.values(trunkNumbers(trunk)).map((number) => number.slice(1))),
  ...Object.values(AGENCY.dids).map((did) => did.slice(3)),
  SURVIVOR_NUMBER.slice(1),
];
const WHOLE = [...DESK_PHONES.map(({ displayName }) => displayName), AGENCY.name, AGENCY.host];
/** Whole, run together, and every word of them by itself. */
const NAMES = [
  ...new Set(WHOLE.flatMap((name) => [name, folded(name), ...wordsIn(name).filter((word) => word.length > 3)])),
].filter((name) => name !== 'internal');

async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** What stands in the database of the return route, its log included. */
async function keptFor(directory: string): Promise<readonly Buffer[]> {
  const files = await filesBelow(join(directory, 'storage'));
  return await Promise.all(files.filter((path) => path.includes('/return.db')).map((path) => readFile(path)));
}

describe('a day in the lab', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  test('[G7] leaves no number and no name in the database, in the log, in a crash, or in what the PBX wrote', async () => {
    for (const { number } of Object.values(PUBLIC_NUMBERS)) {
      if (number === PUBLIC_NUMBERS.ringsOut.number) await under.call('101', number, [{ do: 'cancel', afterMs: 200 }]);
      else await under.call('102', number, [talk(200)]);
    }
    await under.call('103', `*82${PUBLIC_NUMBERS.answers.number}`, [talk(100)]);
    await under.lab.agency.console(`channel originate PJSIP/${trunkNumbers(0).ringsOut}@t1-private application Wait 5`);
    await under.survivorCalls(AGENCY.dids.desk, 1);
    await under.quiet();
    // A call that is kept for its caller while it is up.
    await under.survivorCalls(AGENCY.dids.support, 4);
    await pause(1_500);
    // Killed in the middle of its work and started again: the write-ahead log is left as it was.
    under.daemon.signal('SIGKILL');
    // The call is up: what is kept for its caller is on the disk now, and goes when it has ended.
    const returns = await keptFor(under.lab.directory);
    const again = new ServeProcess(under.lab);
    await again.start();
    await under.call('101', PUBLIC_NUMBERS.answers.number, [talk(100)]);
    again.signal('SIGHUP');
    await again.stop();

    const { directory } = under.lab;
    const written = (
      await Promise.all(
        ['storage', 'daemon', 'agency/log', 'agency/spool', 'agency/db'].map((name) =>
          filesBelow(join(directory, name)),
        ),
      )
    ).flat();
    const kept = await readFile(join(directory, 'storage/withheld.db'));
    expect(written.length).toBeGreaterThanOrEqual(3);
    expect(kept.includes('court-sees-the-parent')).toBe(true);
    expect(returns.some((file) => /[0-9]{10}\.[0-9]+[A-Za-z0-9_-]{44}/.test(file.toString('latin1')))).toBe(true);
    expect(NAMES).toEqual(expect.arrayContaining(['Wrenfield', 'Refuge', 'Philippa', 'wrenfieldrefuge']));
    for (const path of written) {
      const text = (await readFile(path)).toString('latin1');
      const digits = text.replace(/[\s().+-]/g, '');
      for (const number of CALLED)
        expect(digits.includes(number), `a number in ${path.slice(directory.length)}`).toBe(false);
      for (const name of NAMES)
        expect(text.toLowerCase().includes(name.toLowerCase()), `a name in ${path.slice(directory.length)}`).toBe(
          false,
        );
    }
  });
});
