import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SIP_PORT } from '../../src/lab/lab-network.ts';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { SippLoad } from '../../src/lab/phone/sipp-load.ts';
import { LabUnderTest } from '../lab/lab-under-test.ts';

const RATE = 20;
const SECONDS = 60;

describe(`${RATE} calls a second for ${SECONDS} s through the daemon`, () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    // How fast this machine decides is for the bench to say.
    await appendFile(under.lab.configPath, 'decision:\n  deadline_ms: 2000\n');
    await under.lab.generate();
    await under.lab.agency.console('dialplan reload');
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  test('[G1] none leaks, none is lost, and each was decided', async () => {
    const directory = join(await under.lab.scratch(), 'load');
    await mkdir(directory, { recursive: true });
    const load = new SippLoad({
      extension: '101',
      password: under.lab.credentials.phones['101'] ?? '',
      displayName: 'Marigold Wrenfield',
      address: under.lab.network.phone('101'),
      port: SIP_PORT,
      pbx: { address: under.lab.network.inside, port: SIP_PORT },
      sippCommand: under.lab.packages.command('usr/bin/sipp'),
      directory,
      numbers: [PUBLIC_NUMBERS.answers.number, PUBLIC_NUMBERS.mobile.number],
      ratePerSecond: RATE,
      seconds: SECONDS,
      talkMs: 500,
    });
    under.farEnd.clear();
    const result = await load.run();
    await under.quiet();

    expect(result).toEqual({ placed: RATE * SECONDS, answered: RATE * SECONDS, failed: 0 });
    expect(under.answered()).toBe(RATE * SECONDS);
    expect(under.faults('private')).toEqual([]);
    const metrics = await (await fetch(new URL('metrics', under.daemon.consoleUrl))).text();
    const sent = /^withheld_decisions_total\{[^}]*outcome="sent"[^}]*\} (\d+)$/m.exec(metrics)?.[1];
    expect(Number(sent)).toBe(RATE * SECONDS);
  });
});
