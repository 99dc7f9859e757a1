import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SIP_PORT } from '../../src/lab/lab-network.ts';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import type { CarrierBehaviour } from '../../src/lab/phone/carrier-scenario.ts';
import { SippCarrier } from '../../src/lab/phone/sipp-carrier.ts';
import { LabUnderTest, TWO_TRUNKS, talk } from './lab-under-test.ts';

/** Longer than the 5 s a silent trunk is given, much shorter than anything that waits for the carrier. */
const SOON_MS = 12_000;

describe.each(['22', '16'] as const)('with slow and silent carriers, Asterisk %s', (release) => {
  let under: LabUnderTest;

  const slow = async (manner: 'TRYING' | 'RINGING' | 'SPEAKING', trunk: string, seconds: number | '') =>
    await under.lab.carrier.console(`dialplan set global ${manner}_${trunk} ${seconds}`);

  const timed = async (dialled: string) => {
    const began = Date.now();
    const result = await under.call('101', dialled, [talk(200)]);
    return { result, took: Date.now() - began };
  };

  beforeAll(async () => {
    under = await LabUnderTest.up(TWO_TRUNKS, release);
  });
  afterEach(async () => {
    for (const trunk of ['t1', 't2'])
      for (const manner of ['TRYING', 'RINGING', 'SPEAKING'] as const)
        await under.lab.carrier.console(`dialplan set global ${manner}_${trunk} ""`);
  });
  afterAll(async () => await under.down());

  test.each(['RINGING', 'SPEAKING'] as const)(
    '[G3] an emergency operator who takes 9 s to answer is not cut off: %s',
    async (manner) => {
      await slow(manner, 't1', 9);
      const { result } = await timed('000');

      expect(result.outcome).toBe('answered');
      expect(result.messages.join('\n')).toContain(manner === 'RINGING' ? 'SIP/2.0 180' : 'SIP/2.0 183');
      expect(under.invites()).toEqual(['t1: 000']);
      expect(under.faults('emergency')).toEqual([]);
    },
  );

  // Below 18.22, 20.7 and 21.2, Asterisk's Dial knows no bound but that of the answer (README, Known limits).
  if (release === '22')
    describe('whose Asterisk knows a bound on the first sign of life', () => {
      test('[G3] an emergency call leaves a carrier that says 100 Trying and nothing more', async () => {
        await slow('TRYING', 't1', 40);
        const { result, took } = await timed('000');

        expect(result.outcome).toBe('answered');
        expect(under.invites()).toEqual(['t1: 000', 't2: 000']);
        expect(under.faults('emergency')).toEqual([]);
        expect(took).toBeLessThan(SOON_MS);
      });

      test('[G3] an emergency call gets through when every carrier takes its time', async () => {
        await slow('TRYING', 't1', 8);
        await slow('TRYING', 't2', 8);
        const { result } = await timed('000');

        expect(result.outcome).toBe('answered');
        expect(under.faults('emergency')).toEqual([]);
      });

      test('[G5] an ordinary call leaves such a carrier through the same door', async () => {
        await slow('TRYING', 't1', 40);
        const { result } = await timed(PUBLIC_NUMBERS.answers.number);

        expect(result.outcome).toBe('answered');
        expect(under.invites().map((invite) => invite.slice(0, 2))).toEqual(['t1', 't2']);
        expect(under.faults('private')).toEqual([]);
      });
    });

  /** The first trunk's carrier, played by SIPp for the time of `work`. */
  const playedBySipp = async (behaviour: CarrierBehaviour, work: (carrier: SippCarrier) => Promise<void>) => {
    const directory = join(await under.lab.scratch(), `carrier-${behaviour}`);
    await mkdir(directory, { recursive: true });
    const carrier = new SippCarrier({
      address: under.lab.network.carrier(0),
      port: SIP_PORT,
      transport: 'udp',
      behaviour,
      sippCommand: under.lab.packages.command('usr/bin/sipp'),
      directory,
    });
    await carrier.start();
    try {
      await under.contactBecomes('t1', 'Avail');
      await work(carrier);
    } finally {
      await carrier.stop();
    }
  };

  describe('whose first carrier is played by SIPp', () => {
    beforeAll(async () => await under.deafenCarrier(0));

    test('[G3] an emergency call leaves a carrier that answers OPTIONS and no INVITE', async () => {
      await playedBySipp('silent', async (carrier) => {
        const { result, took } = await timed('000');

        expect(result.outcome).toBe('answered');
        expect(under.invites()).toEqual(['t2: 000']);
        expect((await carrier.messages()).some((text) => text.startsWith('INVITE sip:000@'))).toBe(true);
        expect(under.faults('emergency')).toEqual([]);
        expect(took).toBeLessThan(SOON_MS);
      });
    });

    test('[G3] an emergency call stays with a carrier that queues it (182)', async () => {
      await playedBySipp('queued-then-answer', async () => {
        const { result } = await timed('000');

        expect(result.outcome).toBe('answered');
        expect(under.invites()).toEqual([]);
      });
    });
  });
});
