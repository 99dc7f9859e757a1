import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { promptsBelow } from '../../src/adapters/asterisk/sounds-directory.ts';
import { AGENCY } from '../../src/lab/lab-plan.ts';
import type { PhoneStep } from '../../src/lab/phone/phone-step.ts';
import { ServeProcess } from '../../src/lab/serve-process.ts';
import { likeness, soundOf, spokenSeconds } from './heard-sound.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { Survivor } from './survivor.ts';

const { support, desk: deskNumber } = AGENCY.dids;
const PICKS_UP: readonly PhoneStep[] = [
  { do: 'answer', afterMs: 200 },
  { do: 'talk', forMs: 500 },
];

describe('a call to a helpline', () => {
  let under: LabUnderTest;
  let survivor: Survivor;
  let sounds: string;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    survivor = await Survivor.of(under);
    sounds = promptsBelow(join(under.lab.directory, 'agency/data'));
  });
  afterAll(async () => await under.down());
  afterEach(async () => await survivor.isGone());

  /** Calls, and gives the seconds until a desk phone has answered; `null`: none did. */
  async function reachesDesk(name: string, did: string = support): Promise<number | null> {
    const phone = await under.waiting('102', PICKS_UP);
    const began = Date.now();
    await survivor.calls(did, 'shown', { hears: name });
    const { outcome } = await phone.result;
    return outcome === 'answered' ? (Date.now() - began) / 1000 : null;
  }

  test('is announced, whole, in a sound that the caller hears, and then reaches the desk', async () => {
    const said = await soundOf(join(sounds, 'cannot-call-back.wav'));
    const took = await reachesDesk('whole');
    await survivor.isGone();
    const heard = await soundOf(survivor.path('whole'));

    expect(took).not.toBeNull();
    expect(likeness(heard, said)).toBeGreaterThan(0.9);
    // The measure tells one sentence from another.
    expect(likeness(heard, await soundOf(join(sounds, 'callback-not-allowed.wav')))).toBeLessThan(0.75);
    expect(spokenSeconds(heard)).toBeGreaterThan(0.9 * spokenSeconds(said));
  });

  test('is announced no longer once a key is pressed', async () => {
    const phone = await under.waiting('102', PICKS_UP);
    const began = Date.now();
    await survivor.calls(support, 'shown', { presses: '5', afterSeconds: 1 });
    const { outcome } = await phone.result;

    expect(outcome).toBe('answered');
    expect((Date.now() - began) / 1000).toBeLessThan(5);
  });

  test('reaches the desk when no prompt is there', async () => {
    await rename(sounds, `${sounds}.away`);
    try {
      expect(await reachesDesk('silent')).not.toBeNull();
    } finally {
      await rename(`${sounds}.away`, sounds);
    }
  });

  test('of any other number: nothing is announced or answered, its own dialplan has it as before', async () => {
    const phone = await under.waiting('102', [{ do: 'ring' }]);
    await survivor.calls(deskNumber, 'shown', { hears: 'other' });
    const leg = await survivor.leg();
    await pause(1_500);

    expect(await survivor.variable(leg, 'CHANNEL(state)')).toBe('Ring');
    expect(await survivor.variable(leg, 'WITHHELD_LINE')).toBe('');
    await phone.stop();
  });

  test('[G3] of the emergency service, back to the number of the site: it rings every desk, and nothing stands in front of it', async () => {
    const phones = [await under.waiting('101', [{ do: 'ring' }]), await under.waiting('102', [{ do: 'ring' }])];
    await survivor.calls(AGENCY.siteNumber, 'hidden', { hears: 'site' });
    const leg = await survivor.leg();
    const state = async () => await survivor.variable(leg, 'CHANNEL(state)');
    await pause(1_500);
    expect([await state(), await survivor.variable(leg, 'WITHHELD_LINE')]).toEqual(['Ring', '']);
    await survivor.isGone();
    for (const phone of phones) {
      await phone.stop();
      expect((await phone.result).messages.some((message) => message.startsWith('INVITE '))).toBe(true);
    }
  });

  test('of no number that is ours: there is none, as before', async () => {
    under.farEnd.clear();
    await survivor.calls('+61255509999', 'shown', { hears: 'none' });
    await under.until(() => under.sent().some(({ message }) => message?.startLine.startsWith('SIP/2.0 404') === true));

    expect(under.sent().some(({ message }) => message?.startLine.startsWith('SIP/2.0 404') === true)).toBe(true);
  });

  test.each(['SIGKILL', 'SIGSTOP'] as const)(
    '[G2] reaches the desk with a daemon that answered and is now gone or hung (%s), at once and when it is noticed',
    async (signal) => {
      const daemon = new ServeProcess(under.lab);
      await daemon.start();
      try {
        const healthy = await reachesDesk('healthy');
        await survivor.isGone();
        daemon.signal(signal);
        const atOnce = await reachesDesk('at-once');
        await survivor.isGone();
        await pause(2_000);
        const later = await reachesDesk('later');

        expect([healthy, atOnce, later]).not.toContain(null);
      } finally {
        daemon.signal('SIGCONT');
        await daemon.stop();
      }
    },
  );
});
