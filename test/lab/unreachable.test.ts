import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const { answers } = PUBLIC_NUMBERS;
const sent = `+61${answers.number.slice(1)}`;
const DOORS = ['t1-private', 't2-private'];

/**
 * The PBX asks a trunk by OPTIONS whether it is there; when one goes missing, it takes the trunk for unreachable until the next, and Dial does
 * not try it. Here the carrier is away while it is asked, and back when somebody calls; the PBX asks only when it is told to.
 */
describe.each(['22', '16'] as const)('a trunk that the PBX (Asterisk %s) wrongly believes unreachable', (release) => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up(undefined, release);
    const doors = join(under.lab.agencyConfig, 'withheld/pjsip-doors.conf');
    const text = await readFile(doors, 'utf8');
    await writeFile(doors, text.replaceAll('qualify_frequency=15', 'qualify_frequency=3600'));
    await under.lab.agency.console('module reload res_pjsip.so');
  });
  afterAll(async () => await under.down());

  async function status(door: string): Promise<string> {
    const shown = await under.lab.agency.console(`pjsip show aor ${door}`);
    return /^ +Contact: .* (Avail|Unavail|NonQual|Created|Unknown|Removed)\b/m.exec(shown)?.[1] ?? shown;
  }

  async function ask(doors: readonly string[], until: string): Promise<void> {
    for (const door of doors) await under.lab.agency.console(`pjsip qualify ${door}`);
    const all = async () => await Promise.all(doors.map(status));
    await expect.poll(all, { timeout: 10_000 }).toEqual(doors.map(() => until));
  }

  async function missing(doors: readonly string[]): Promise<void> {
    await ask(DOORS, 'Avail');
    await under.lab.carrier.stop();
    await ask(doors, 'Unavail');
    await under.lab.carrier.start();
    expect(await Promise.all(doors.map(status))).toEqual(doors.map(() => 'Unavail'));
  }

  test('[G5] is tried all the same when no other takes the call: it leaves, withheld, in the order of the trunks', async () => {
    await missing(DOORS);

    const result = await under.call('101', answers.number, [talk(200)]);

    expect(under.invites()).toEqual([`t1: ${sent}`]);
    expect(result.outcome).toBe('answered');
    expect(under.faults('private')).toEqual([]);
  });

  test('[G5] is left alone while another takes the call', async () => {
    await missing(['t1-private']);

    const result = await under.call('101', answers.number, [talk(200)]);

    expect(under.invites()).toEqual([`t2: ${sent}`]);
    expect(result.outcome).toBe('answered');
    expect(under.faults('private')).toEqual([]);
  });

  test('[G5] is not tried through a door that has leaked', async () => {
    await missing(DOORS);
    await under.lab.agency.console('database put withheld closed-t1-private "1700000000 from"');

    const result = await under.call('101', answers.number, [talk(200)]);

    expect(under.invites()).toEqual([`t2: ${sent}`]);
    expect(result.outcome).toBe('answered');
    expect(under.faults('private')).toEqual([]);
  });
});
