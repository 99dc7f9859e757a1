import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deskPhone } from '../../src/lab/lab-call.ts';
import { trunkNumbers } from '../../src/lab/lab-plan.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

/** Long enough for SIPp to have asked three times (500 ms, 1 s). */
const HUNG_MS = 1_900;
const { answers } = trunkNumbers(0);

describe('a PBX that was slow to answer, and challenges each copy of a request', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up([{ id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' }]);
  });
  afterAll(async () => await under.down());

  /** The PBX stands still while something begins. */
  async function whileHung<Outcome>(begin: () => Promise<Outcome>): Promise<Outcome> {
    await under.lab.agency.signal('SIGSTOP');
    const begun = begin();
    try {
      await pause(HUNG_MS);
    } finally {
      await under.lab.agency.signal('SIGCONT');
    }
    return await begun;
  }

  test('lets a phone register', async () => {
    const phone = await deskPhone(under.lab, '101');
    await whileHung(async () => await phone.register());
  });

  test('lets a phone call', async () => {
    const phone = await deskPhone(under.lab, '102');
    await phone.register();
    const result = await whileHung(async () => await phone.call(answers, [talk(200)]));
    expect(result).toMatchObject({ outcome: 'answered', status: 200 });
  });
});
