import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trunkNumbers } from '../../src/lab/lab-plan.ts';
import { LabUnderTest } from './lab-under-test.ts';

/** More than the daemon's requests under way at once. */
const STRAYS = 150;

describe('a burst of call files straight at a door', () => {
  let under: LabUnderTest;

  const left = async () =>
    Number(/^(\d+) active channel/m.exec(await under.lab.agency.console('core show channels count'))?.[1]);

  beforeAll(async () => {
    under = await LabUnderTest.up();
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  test('[G6] is hung up to the last leg', async () => {
    const spool = join(under.lab.directory, 'agency/spool');
    await mkdir(join(spool, 'outgoing'), { recursive: true });
    const file = `Channel: PJSIP/${trunkNumbers(0).ringsOut}@t1-private\nWaitTime: 60\nApplication: Wait\nData: 60\nMaxRetries: 0\n`;
    under.farEnd.clear();
    for (let each = 0; each < STRAYS; each += 1) {
      await writeFile(join(spool, `${each}.call`), file);
      await rename(join(spool, `${each}.call`), join(spool, 'outgoing', `${each}.call`));
    }
    await under.until(() => under.methods().filter((method) => method === 'CANCEL').length >= STRAYS / 2, 20_000);
    await under.quiet();

    expect(await left()).toBe(0);
    expect(under.methods().filter((method) => method === 'INVITE').length).toBeGreaterThanOrEqual(STRAYS);
    expect(under.faults('private', 'straight')).toEqual([]);
  });
});
