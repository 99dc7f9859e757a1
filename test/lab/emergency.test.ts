import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY } from '../../src/lab/lab-plan.ts';
import { LabUnderTest, TWO_TRUNKS, talk } from './lab-under-test.ts';

describe('an emergency call', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up([
      ...TWO_TRUNKS,
      { id: 't3', profile: 'dialled-prefix', transport: 'udp', access: 'address' },
      { id: 't4', profile: 'rpid', transport: 'tls', access: 'address' },
    ]);
    await under.daemon.start();
  });
  afterAll(async () => await under.down());

  test.each([
    ['bare', '000'],
    ['behind the outside line', '0000'],
    ['as the mobile alias', '112'],
    ['in an international spelling', '+61000'],
    ['with the mobile alias behind a plus', '+112'],
    ["behind this country's withhold code", '1831000'],
    ["behind this country's present code", '1832000'],
    ['behind the outside line and a code', '01831000'],
    ['behind a code and the outside line', '18310000'],
    ["behind another country's code", '*67000'],
    ['behind two codes', '#31#1831000'],
  ])(
    "[G3] dialled %s shows the site's own true number, presented, and sends the bare number",
    async (_name, dialled) => {
      const result = await under.call('101', dialled, [talk(200)]);

      expect(result).toMatchObject({ outcome: 'answered', status: 200 });
      expect(under.invites()).toEqual(['t1: 000']);
      expect(under.faults('emergency')).toEqual([]);
      expect(under.sent().filter(({ raw }) => raw.includes(`From: <sip:${AGENCY.siteNumber}@`))).not.toEqual([]);
    },
  );

  test('[G3] goes on to the next trunk when a carrier fails, through its emergency door', async () => {
    const result = await under.call('102', '106', [talk(200)]);

    expect(result.outcome).toBe('answered');
    expect(under.invites()).toEqual(['t1: 106', 't2: 106']);
    expect(under.faults('emergency')).toEqual([]);
  });

  test('[G3] is not asked of the daemon', async () => {
    const before = await (await fetch(new URL('metrics', under.daemon.consoleUrl))).text();
    await under.call('103', '000', [talk(200)]);
    const after = await (await fetch(new URL('metrics', under.daemon.consoleUrl))).text();

    const decided = (text: string) =>
      text.split('\n').filter((line) => /^withheld_decisions?_/.test(line) && !/seconds/.test(line));
    expect(decided(after)).toEqual(decided(before));
    expect(decided(after).join('\n')).toContain('withheld_decisions_total');
  });

  test('[G3] blind-transferred and forwarded to an emergency number, a call still shows the site', async () => {
    const forwarding = await under.waiting('102', [{ do: 'redirect', to: '000' }]);
    const result = await under.call('101', '102', [talk(200)]);
    await forwarding.result;

    expect(result.outcome).toBe('answered');
    expect(under.invites()).toEqual(['t1: 000']);
    expect(under.faults('emergency')).toEqual([]);
  });

  test('[G3] goes to a trunk that the PBX can reach when the first is dead, without waiting for it', async () => {
    await under.deafenCarrier(0);
    const began = Date.now();
    const result = await under.call('101', '000', [talk(200)]);

    expect(result.outcome).toBe('answered');
    expect(under.invites()).toEqual(['t2: 000']);
    expect(under.faults('emergency')).toEqual([]);
    expect(Date.now() - began).toBeLessThan(6_000);
  });
});
