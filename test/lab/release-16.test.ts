import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, type LabTrunk, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const TRUNKS: readonly LabTrunk[] = [
  { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' },
  { id: 't2', profile: 'account-from', transport: 'tcp', access: 'address' },
  { id: 't3', profile: 'dialled-prefix', transport: 'udp', access: 'address' },
  { id: 't4', profile: 'rpid', transport: 'udp', access: 'register' },
];

describe('on Asterisk 16.28, with constants attached by the pre-dial handler', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up(TRUNKS, '16');
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  describe.each(TRUNKS.map((trunk, at) => ({ ...trunk, at })))('$id: $profile over $transport', ({ at, id }) => {
    const numbers = trunkNumbers(at);

    test('[G1] ordinary, held and taken-back calls show nothing of the agency', async () => {
      const talked = await under.call('101', numbers.answers, [
        talk(200),
        { do: 'hold' },
        talk(100),
        { do: 'unhold' },
        talk(100),
      ]);
      expect(talked.outcome).toBe('answered');
      expect(under.faults('private')).toEqual([]);

      const cancelled = await under.call('101', numbers.ringsOut, [{ do: 'cancel', afterMs: 300 }]);
      expect(cancelled.outcome).toBe('cancelled');
      expect(under.faults('private')).toEqual([]);
    });

    test('[G1] forwarded and transferred calls show nothing of the agency', async () => {
      await under.forwarding('102', numbers.answers, () => under.call('101', '102', [talk(200)]));
      expect(under.answered()).toBe(1);
      expect(under.faults('private')).toEqual([]);

      await under.call('101', numbers.answers, [talk(200), { do: 'blind-transfer', to: numbers.answers }]);
      expect(under.answered()).toBe(2);
      expect(under.faults('private')).toEqual([]);
    });

    test("[G3] the emergency door shows the site's own number as this profile writes it", async () => {
      const before = TRUNKS.slice(0, at);
      for (const trunk of before) await under.lab.carrier.console(`dialplan set global FAILING_${trunk.id} 1`);
      const result = await under.call('101', '000', [talk(200)]);
      for (const trunk of before) await under.lab.carrier.console(`dialplan set global FAILING_${trunk.id} ""`);

      expect(result.outcome).toBe('answered');
      expect(under.invites()).toEqual([...before, { id }].map((trunk) => `${trunk.id}: 000`));
      expect(under.faults('emergency')).toEqual([]);
    });

    test('[G4] [G5] a rule shows the parent organisation and nothing else, failover included', async () => {
      const result = await under.call('101', numbers.seesParent, [talk(200)]);

      expect(result.outcome).toBe('answered');
      expect(under.faults('parent')).toEqual([]);
      expect(under.invites()).toHaveLength(at + 1);
    });
  });

  test('[G1] a PBX that cannot tell the daemon of a passage still attaches the constants', async () => {
    await under.lab.agency.console('module unload app_userevent.so');
    const result = await under.call('101', trunkNumbers(1).answers, [talk(200)]);
    await under.lab.agency.console('module load app_userevent.so');

    expect(result.outcome).toBe('answered');
    expect(under.faults('private')).toEqual([]);
  });

  test('[G3] an emergency call shows the site, the daemon hung or gone', async () => {
    for (const state of ['SIGSTOP', 'SIGKILL'] as const) {
      under.daemon.signal(state);
      const emergency = await under.call('101', '000', [talk(200)]);
      expect(emergency.outcome).toBe('answered');
      expect(under.sent().some(({ raw }) => raw.includes(`From: <sip:${AGENCY.siteNumber}@`))).toBe(true);

      const ordinary = await under.call('102', trunkNumbers(0).seesParent, [talk(200)]);
      expect(ordinary.outcome).toBe('answered');
      expect(under.faults('private'), `[G2] ${state}`).toEqual([]);
    }
  });
});
