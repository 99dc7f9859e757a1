import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

describe.each(['22', '16'] as const)('a number that takes no withheld call (433), Asterisk %s', (release) => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up(undefined, release);
  });
  afterAll(async () => await under.down());

  test('[G1] [G5] is told to the worker in words and never tried again more openly', async () => {
    const result = await under.call('101', PUBLIC_NUMBERS.refusesAnonymous.number, [talk(200)]);

    expect(result).toMatchObject({ outcome: 'rejected', status: 403 });
    expect(result.messages.some((text) => text.startsWith('SIP/2.0 183'))).toBe(true);
    expect(under.invites()).toEqual(['t1: +61370100004']);
    expect(under.faults('private')).toEqual([]);
  });
});
