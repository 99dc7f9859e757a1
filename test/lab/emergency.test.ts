import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { AriListener } from './ari-listener.ts';
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
    const decided = async () => {
      const text = await (await fetch(new URL('metrics', under.daemon.consoleUrl))).text();
      return text.split('\n').filter((line) => /^withheld_decisions?_/.test(line) && !/seconds/.test(line));
    };
    const unreadable = async () =>
      (await readFile(under.daemon.outputFile, 'utf8')).split('"question-unreadable"').length - 1;
    const asked = async (number: string, patienceMs: number) => {
      const listener = new AriListener(under);
      const before = { decided: await decided(), unreadable: await unreadable() };
      await listener.start();
      const { outcome } = await under.call('103', number, [talk(200)]);
      listener.stop();
      expect(outcome).toBe('answered');
      expect(listener.applications).toContain('Dial');
      const counted = await under.soon(
        async () => JSON.stringify(await decided()) !== JSON.stringify(before.decided),
        (isCounted) => isCounted,
        patienceMs,
      );
      const told = (await unreadable()) > before.unreadable;
      return { told, counted, entered: listener.applications.includes('Stasis') };
    };

    expect(await asked(PUBLIC_NUMBERS.answers.number, 5_000)).toEqual({ told: false, counted: true, entered: true });
    expect(await asked('000', 1_000)).toEqual({ told: false, counted: false, entered: false });
    // And a question that cannot be read would have been seen.
    const before = await unreadable();
    await under.lab.agency.console('channel originate Local/*43@desk/n application Stasis withheld,nonsense');
    await under.soon(unreadable, (count) => count > before, 5_000);
    await under.hangUpAll();
    expect(await unreadable()).toBe(before + 1);
  });

  test('[G3] blind-transferred and forwarded to an emergency number, a call still shows the site', async () => {
    const result = await under.forwarding('102', '000', () => under.call('101', '102', [talk(200)]));

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
