import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DropWatcher } from './drop-watcher.ts';
import { LabUnderTest } from './lab-under-test.ts';

/** Whether calls may be called back after many were lost hangs on it. */
describe.each(['22', '16'] as const)('the trunks of a PBX (Asterisk %s), as the detector tells of them', (release) => {
  let under: LabUnderTest;
  let watcher: DropWatcher;

  beforeAll(async () => {
    under = await LabUnderTest.up(undefined, release);
    watcher = new DropWatcher(under.lab, false);
    await watcher.start();
  });
  afterAll(async () => {
    await watcher.kill();
    await under.down();
  });

  const said = (trunk: string) =>
    watcher.events.flatMap((event) => new RegExp(` trunk ${trunk} (there|away)$`).exec(event)?.[1] ?? []);

  test('each is told to be there; one whose carrier does not answer any more is told to be away, the other not', async () => {
    // The PBX may not have asked for a sign of life yet.
    const isThere = (trunk: string) => said(trunk).at(-1) === 'there';
    await watcher.until(() => isThere('t1') && isThere('t2'));
    expect([isThere('t1'), isThere('t2')]).toEqual([true, true]);

    await under.deafenCarrier(0);

    await watcher.until(() => !isThere('t1'));
    await watcher.until(() => isThere('t2'));
    expect([isThere('t1'), isThere('t2')]).toEqual([false, true]);
  });
});
