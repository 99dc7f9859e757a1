import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabTrunk, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

/** The code that withholds, the one that shows, and what the withhold code looks like in a Request-URI. */
const CODES = [
  { country: 'Australia', prefix: '1831', present: '1832', sent: '1831' },
  { country: 'the United Kingdom', prefix: '141', present: '1470', sent: '141' },
  { country: 'North America', prefix: '*67', present: '*82', sent: '*67' },
  { country: 'New Zealand', prefix: '0197', present: '0196', sent: '0197' },
  { country: 'GSM', prefix: '#31#', present: '*31#', sent: '%2331%23' },
] as const;

const TRUNKS: readonly LabTrunk[] = CODES.map(({ prefix, present }, at) => ({
  id: `t${at + 1}`,
  profile: 'dialled-prefix',
  transport: 'udp',
  access: 'address',
  prefix,
  present,
}));

describe('a carrier that withholds by a dialled prefix', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up(TRUNKS);
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  test.each(CODES.map((code, at) => ({ ...code, at })))(
    '[G1] gets $prefix in front of the number, as in $country',
    async ({ at, sent }) => {
      const { answers } = trunkNumbers(at);
      const result = await under.call('101', answers, [talk(200)]);

      expect(result.outcome).toBe('answered');
      expect(under.invites()).toEqual([`t${at + 1}: ${sent}${answers}`]);
      expect(under.faults('private')).toEqual([]);
    },
  );
});
