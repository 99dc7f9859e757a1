import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { withheld } from '../unit/cli/product-process.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

/** The issue's own words: noticed by itself within this time. */
const NOTICED_MS = 30_000;

describe('leak tests that the daemon runs by itself', () => {
  let under: LabUnderTest;
  let doors: string;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    const text = await readFile(under.lab.configPath, 'utf8');
    await writeFile(under.lab.configPath, text.replace(/(leak_tests:\n {2}automatic: )false/, '$1true'));
    doors = join(under.lab.agencyConfig, 'withheld', 'pjsip-doors.conf');
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  const log = async () => await readFile(under.daemon.outputFile, 'utf8');
  const becomes = async (holds: () => Promise<boolean>, patienceMs: number) => {
    const end = Date.now() + patienceMs;
    while (Date.now() < end && !(await holds())) await pause(250);
    return await holds();
  };
  const status = async () => await (await fetch(new URL('api/status', under.daemon.consoleUrl))).text();

  test('[G1] are waited for by one that is run by hand meanwhile, and neither spoils the other', async () => {
    expect(await becomes(async () => (await log()).includes('leak-test-begun'), 60_000)).toBe(true);
    // Its lines are open a moment later.
    await pause(1_500);
    const byHand = await withheld(['leak-test', '--config', under.lab.configPath]);

    expect(byHand).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^the addresses of leak tests are in use[^\n]*\n$/),
    });
    expect(byHand.stdout).toContain('\nclean: ');
    expect(await log()).toContain('leak-test-clean');
  });

  test('[G1] begin with one at the start, and it is clean', async () => {
    expect(await becomes(async () => (await log()).includes('leak-test-clean'), 60_000)).toBe(true);
    expect(await status()).toContain('the last leak test was clean');
    // These cost what a call costs, and canary.automatic is false here.
    expect(await status()).not.toContain('"name":"canary"');
  });

  test('[G1] notice within half a minute that a door was edited to show the agency, and close it; the next call leaves by the other trunk', async () => {
    const text = await readFile(doors, 'utf8');
    const door = /(\[t1-private\]\ntype=endpoint\n[\s\S]*?\n)from_user=.*\n/;
    await writeFile(doors, text.replace(door, `$1from_user=${AGENCY.dids.desk.slice(1)}\n`));
    await under.lab.agency.console('module reload res_pjsip.so');

    const closed = async () => /"name":"t1-private","state":"closed"/.test(await status());
    expect(await becomes(closed, NOTICED_MS)).toBe(true);
    const metrics = await (await fetch(new URL('metrics', under.daemon.consoleUrl))).text();
    expect(metrics).toContain('withheld_door_open{door="t1-private"} 0');

    const result = await under.call('101', trunkNumbers(0).answers, [talk(200)]);
    expect(result.outcome).toBe('answered');
    expect(under.invites().map((each) => each.slice(0, 3))).toEqual(['t2:']);

    // The wire may have shown it first, by an OPTIONS of that door: the test that the change called for ends on its own.
    expect(await becomes(async () => /leak-test-not-clean[^\n]*"verdict":"leaked"/.test(await log()), 60_000)).toBe(
      true,
    );
    await writeFile(doors, text);
    await under.lab.agency.console('module reload res_pjsip.so');
    const open = async () => /"name":"t1-private","state":"open"/.test(await status());
    expect(await becomes(open, 60_000)).toBe(true);
    await under.call('101', trunkNumbers(0).answers, [talk(200)]);
    expect(under.invites().map((each) => each.slice(0, 3))).toEqual(['t1:']);
  });

  test('[G10] are run when a file of the product was changed, before anybody reloads', async () => {
    const begun = async () => ((await log()).match(/leak-test-begun[^\n]*"reason":"changed"/g) ?? []).length;
    const before = await begun();
    const path = join(under.lab.agencyConfig, 'withheld', 'withheld-leave.conf');
    await appendFile(path, '; somebody was here\n');

    expect(await becomes(async () => (await begun()) > before, NOTICED_MS)).toBe(true);
  });

  test('[G10] are kept, with the reason for each', async () => {
    const ran = await withheld(['leak-test', '--history', '--json', '--config', under.lab.configPath]);
    const { tests } = JSON.parse(ran.stdout) as { tests: { reason: string; verdict: string; release: string }[] };

    expect(tests.at(-1)).toMatchObject({ reason: 'start', verdict: 'clean', release: expect.stringMatching(/^22\./) });
    expect(tests.map(({ reason, verdict }) => `${reason} ${verdict}`)).toContain('changed leaked');
  });
});
