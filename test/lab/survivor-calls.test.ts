import { appendFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LegId } from '../../src/call/call-event.ts';
import { placeCall } from '../../src/lab/lab-call.ts';
import { AGENCY, SURVIVOR_NUMBER } from '../../src/lab/lab-plan.ts';
import type { PhoneStep } from '../../src/lab/phone/phone-step.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';
import { Survivor } from './survivor.ts';

const SUPPORT = AGENCY.dids.support;
const PICKS_UP: readonly PhoneStep[] = [{ do: 'answer', afterMs: 300 }, { do: 'await-hang-up' }];
const RINGS: readonly PhoneStep[] = [{ do: 'ring' }];
/** `drops.rtp_timeout` here: the least that the configuration takes. */
const RTP_TIMEOUT_S = 10;

interface ShownNotice {
  readonly extension: string | null;
  readonly happened: string;
  readonly agreed: string;
  readonly next: string;
  readonly state: string;
}

/** Everything at once: the daemon as it is shipped, a real PBX, and callers whose line is gone without a word. */
describe('a survivor whose line is lost', { timeout: 300_000 }, () => {
  let under: LabUnderTest;
  let survivor: Survivor;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    survivor = await Survivor.of(under);
    await under.addCarrierDialplan(['[numbers](+)', `exten => ${SURVIVOR_NUMBER},1,Answer()`, ' same => n,Wait(30)']);
    // What is shown here is the way, not how fast this machine answers beside other work.
    await appendFile(under.lab.configPath, `decision:\n  deadline_ms: 2000\ndrops:\n  rtp_timeout: ${RTP_TIMEOUT_S}\n`);
    await under.lab.generate();
    await under.lab.agency.console('module reload res_pjsip.so');
    await under.lab.agency.console('dialplan reload');
    await under.daemon.start();
  });
  afterAll(async () => await under.down());
  afterEach(async () => await survivor.isGone());

  async function api<T>(path: string): Promise<T> {
    const answer = await fetch(new URL(path, under.daemon.consoleUrl));
    expect(answer.status).toBe(200);
    return (await answer.json()) as T;
  }
  const classes = async () =>
    (await api<{ calls: { classes: { class: string; calls: number }[] } }>('api/status')).calls.classes;
  const notices = async () => (await api<{ notices: ShownNotice[] }>('api/notices')).notices;

  /** 102 takes a call, and the caller's network goes away: no RTP, no RTCP, no BYE. Gives what `during` gave. */
  async function lostWith102<T>(number: 'shown' | 'hidden', during: (call: LegId) => Promise<T>): Promise<T> {
    const [first, phone] = [await under.waiting('101', RINGS), await under.waiting('102', PICKS_UP)];
    await survivor.calls(SUPPORT, number, { hears: 'first' });
    const call = await survivor.leg();
    await under.soon(
      async () => (await api<{ calls: { live: number } }>('api/status')).calls.live,
      (live) => live === 1,
      40_000,
    );
    await first.stop();
    const told = await during(call);
    await under.lab.carrier.signal('SIGSTOP');
    try {
      await phone.result;
    } finally {
      await under.lab.carrier.signal('SIGCONT');
    }
    return told;
  }

  test('[G12] is noticed; the worker is told what happened, what was agreed and what is next; and calls back withheld', async () => {
    await lostWith102('shown', async () => {
      const agreed = await placeCall(under.lab, '102', '*601', [talk(6_000)]);
      expect(agreed.outcome).toBe('answered');
    });
    const ended = Date.now();
    const told = await under.waiting('102', PICKS_UP);
    expect(await told.result).toMatchObject({ outcome: 'answered' });
    const [notice] = await under.soon(notices, ([newest]) => newest?.state === 'heard', 20_000);
    expect(notice).toMatchObject({ extension: '102', happened: 'line-lost', agreed: 'agency-calls-back' });
    expect(notice).toMatchObject({ next: 'may-call-back' });
    expect(await classes()).toEqual([{ class: 'network-drop', trunk: 't1', calls: 1 }]);

    // The caller may call first: a minute long nobody is called.
    await under.call('102', '*66', [talk(6_000)]);
    expect(under.invites()).toEqual([]);
    await pause(Math.max(0, ended + 62_000 - Date.now()));
    const result = await under.call('102', '*66', [talk(2_000)]);
    expect(result.outcome).toBe('answered');
    expect(under.invites()).toEqual([`t1: +61${SURVIVOR_NUMBER.slice(1)}`]);
    expect(under.faults('private')).toEqual([]);
  });

  test('without a number, and with the code that was told: the same phone rings first', async () => {
    const code = await lostWith102('hidden', async (call) => await survivor.code(call));
    expect(code).toMatch(/^[0-9]{3}$/);
    await survivor.isGone();
    const [newest] = await under.soon(notices, (all) => all.length === 2, 20_000);
    expect(newest).toMatchObject({ extension: '102', happened: 'line-lost', agreed: 'not-agreed', next: 'wait' });

    const [first, same] = [await under.waiting('101', RINGS), await under.waiting('102', PICKS_UP)];
    await survivor.calls(SUPPORT, 'hidden', { presses: code, afterSeconds: 2 });
    await under.soon(
      async () => (await api<{ calls: { live: number } }>('api/status')).calls.live,
      (live) => live === 1,
      40_000,
    );
    await survivor.isGone();
    await Promise.all([first.stop(), same.stop()]);
    const rung = async (phone: typeof first) =>
      (await phone.result).messages.some((message) => message.startsWith('INVITE '));
    expect([await rung(first), await rung(same)]).toEqual([false, true]);
  });
});
