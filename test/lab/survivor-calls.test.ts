import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AGENCY, SURVIVOR_NUMBER } from '../../src/lab/lab-plan.ts';
import { canaries } from '../../src/lab/lab-status.ts';
import { agreedByCode } from './agreed.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { mediaPhone } from './media-phone.ts';
import type { PartyCall } from './party/party-call.ts';
import type { SipParty } from './party/sip-party.ts';
import { Survivor } from './survivor.ts';

const SUPPORT = AGENCY.dids.support;
/** `drops.rtp_timeout` here: the least that the configuration takes. */
const RTP_TIMEOUT_S = 10;

interface ShownNotice {
  readonly extension: string | null;
  readonly happened: string;
  readonly agreed: string;
  readonly next: string;
  readonly state: string;
}

/** Everything at once: the daemon as it is shipped, a real PBX, phones with real media, and callers whose line is gone without a word. */
describe('a survivor whose line is lost', { timeout: 300_000 }, () => {
  let under: LabUnderTest;
  let survivor: Survivor;
  const phones = new Map<string, SipParty>();
  /** Calls to phones, in order: the extension, and the call. */
  let rung: (readonly [extension: string, call: PartyCall])[] = [];

  beforeAll(async () => {
    under = await LabUnderTest.up();
    survivor = await Survivor.of(under);
    await under.addCarrierDialplan(['[numbers](+)', `exten => ${SURVIVOR_NUMBER},1,Answer()`, ' same => n,Wait(30)']);
    const config = await readFile(under.lab.configPath, 'utf8');
    const timed = config.replace(/^drops:\n/m, `drops:\n  rtp_timeout: ${RTP_TIMEOUT_S}\n`);
    // What is shown here is the way, not how fast this machine answers beside other work.
    await writeFile(under.lab.configPath, `${timed}decision:\n  deadline_ms: 2000\n`);
    await under.lab.generate();
    await under.lab.agency.console('module reload res_pjsip.so');
    await under.lab.agency.console('dialplan reload');
    for (const extension of ['101', '102']) phones.set(extension, await phone(extension));
    await under.daemon.start();
  });
  afterAll(async () => {
    for (const each of phones.values()) await each.stop();
    await under.down();
  });
  beforeEach(() => {
    rung = [];
  });
  afterEach(async () => await survivor.isGone());

  /** A desk phone: 102 picks up, 101 only rings. */
  async function phone(extension: string): Promise<SipParty> {
    const party: SipParty = await mediaPhone(under, extension, (call) => {
      rung.push([extension, call]);
      if (extension === '102') setTimeout(() => party.answer(call), 300);
    });
    return party;
  }

  async function api<T>(path: string): Promise<T> {
    const answer = await fetch(new URL(path, under.daemon.consoleUrl));
    expect(answer.status).toBe(200);
    return (await answer.json()) as T;
  }
  const classes = async () =>
    (await api<{ calls: { classes: { class: string; calls: number }[] } }>('api/status')).calls.classes;
  const notices = async () => (await api<{ notices: ShownNotice[] }>('api/notices')).notices;

  /** 102 dials, hears it out, and the PBX ends it. */
  async function dials(typed: string): Promise<PartyCall> {
    const call = await (phones.get('102') as SipParty).call(typed, '102');
    expect(await call.until('up')).toBe(true);
    return call;
  }

  async function pickedUp(at: number, patienceMs = 40_000): Promise<PartyCall> {
    const taken = () => rung.filter(([extension, { state }]) => extension === '102' && state !== 'begun')[at]?.[1];
    const found = await under.soon(
      async () => taken() ?? null,
      (call) => call !== null,
      patienceMs,
    );
    if (found === null) throw new Error('102 was not called');
    return found;
  }

  /** 102 takes a call, and the caller's network goes away: no RTP, no RTCP, no BYE. Gives the code that was told to a caller without a number. */
  async function lostWith102(number: 'shown' | 'hidden', during: () => Promise<void>): Promise<string> {
    await survivor.calls(SUPPORT, number, { hears: 'first' });
    const code = number === 'hidden' ? await survivor.code(await survivor.leg()) : '';
    const talk = await pickedUp(0);
    await pause(2_000);
    await during();
    await under.lab.carrier.signal('SIGSTOP');
    try {
      expect(await talk.until('over', (RTP_TIMEOUT_S + 10) * 1_000)).toBe(true);
    } finally {
      await under.lab.carrier.signal('SIGCONT');
    }
    return code;
  }

  test('[G12] is noticed; the worker is told what happened, what was agreed and what is next; and calls back withheld', async () => {
    await lostWith102('shown', async () => {
      await agreedByCode(under, async () => {
        const code = await dials('*601');
        expect(await code.until('over', 15_000)).toBe(true);
      });
    });
    const ended = Date.now();
    const told = await pickedUp(1);
    expect(await told.until('over', 40_000)).toBe(true);
    const [notice] = await under.soon(notices, ([newest]) => newest?.state === 'heard', 20_000);
    expect(notice).toMatchObject({ extension: '102', happened: 'line-lost', agreed: 'agency-calls-back' });
    expect(notice).toMatchObject({ next: 'may-call-back' });
    expect(await under.soon(classes, (all) => all.length > 0, 45_000)).toEqual([
      { class: 'network-drop', trunk: 't1', calls: 1 },
    ]);

    // The caller may call first: a minute long nobody is called.
    under.farEnd.clear();
    expect(await (await dials('*66')).until('over', 15_000)).toBe(true);
    expect(under.invites()).toEqual([]);
    await pause(Math.max(0, ended + 62_000 - Date.now()));
    const back = await dials('*66');
    await pause(1_000);
    back.hangUp();
    await under.quiet();
    expect(under.invites()).toEqual([`t1: +61${SURVIVOR_NUMBER.slice(1)}`]);
    // The number that is called is the caller's own, and stands in every message of the call.
    const own = `(no. ${canaries(under.lab).indexOf(SURVIVOR_NUMBER.slice(-9)) + 1})`;
    expect(under.faults('private').filter((fault) => !fault.includes(own))).toEqual([]);
  });

  test('without a number, and with the code that was told: the same phone rings first', async () => {
    const code = await lostWith102('hidden', async () => undefined);
    expect(code).toMatch(/^[0-9]{3}$/);
    expect(rung.map(([extension]) => extension)).toContain('101');
    expect(await (await pickedUp(1)).until('over', 40_000)).toBe(true);
    expect((await notices())[0]).toMatchObject({ extension: '102', happened: 'line-lost', agreed: 'not-agreed' });
    expect((await notices())[0]).toMatchObject({ next: 'do-not-call' });
    await survivor.isGone();

    rung = [];
    await survivor.calls(SUPPORT, 'hidden', { presses: code, afterSeconds: 2 });
    await pickedUp(0);
    await pause(1_000);
    expect(rung.map(([extension]) => extension)).toEqual(['102']);
  });
});
