import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trunkNumbers } from '../../src/lab/lab-plan.ts';
import { agreedByCode } from './agreed.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { mediaPhone } from './media-phone.ts';
import type { PartyCall } from './party/party-call.ts';
import type { SipParty } from './party/sip-party.ts';

/** `drops.rtp_timeout` here: the least that the configuration takes. */
const RTP_TIMEOUT_S = 10;
/** Calls that are lost together are told as one within seconds. */
const NOTICED_MS = 20_000;
const MINUTE_MS = 60_000;
const PHONES = ['101', '102', '103'];
const { answers } = trunkNumbers(0);

interface ShownNotice {
  readonly extension: string | null;
  readonly happened: string;
  readonly agreed: string;
  readonly next: string;
}

describe('several calls that are lost with their trunk', { timeout: 400_000 }, () => {
  let under: LabUnderTest;
  const phones = new Map<string, SipParty>();

  beforeAll(async () => {
    under = await LabUnderTest.up([{ id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' }]);
    const config = await readFile(under.lab.configPath, 'utf8');
    const timed = config.replace(/^drops:\n/m, `drops:\n  rtp_timeout: ${RTP_TIMEOUT_S}\n`);
    await writeFile(under.lab.configPath, `${timed}decision:\n  deadline_ms: 2000\n`);
    await under.lab.generate();
    await under.lab.agency.console('module reload res_pjsip.so');
    await under.lab.agency.console('dialplan reload');
    for (const extension of PHONES) phones.set(extension, await mediaPhone(under, extension, () => undefined));
    await under.daemon.start();
  });
  afterAll(async () => {
    for (const each of phones.values()) await each.stop();
    await under.down();
  });

  async function dials(extension: string, typed: string): Promise<PartyCall> {
    const call = await (phones.get(extension) as SipParty).call(typed, extension);
    expect(await call.until('up', 15_000)).toBe(true);
    return call;
  }

  /** What 102 is told of its call. */
  async function notice(): Promise<ShownNotice | undefined> {
    const answer = await fetch(new URL('api/notices', under.daemon.consoleUrl));
    const { notices } = (await answer.json()) as { notices: readonly ShownNotice[] };
    return notices.find(({ extension }) => extension === '102');
  }

  /** 102 asks to call back; gives what left for it. */
  async function callsBack(): Promise<readonly string[]> {
    under.farEnd.clear();
    const asking = await dials('102', '*66');
    await pause(5_000);
    asking.hangUp();
    // While the carrier stands still there is nobody to ask whether it is quiet.
    await under.farEnd.still();
    return under.invites();
  }

  test('[G12] are called back only once the trunk has held for a minute, and the worker is told when', async () => {
    const calls: PartyCall[] = [];
    for (const extension of PHONES) calls.push(await dials(extension, answers));
    await agreedByCode(under, async () => {
      expect(await (await dials('102', '*601')).until('over', 15_000)).toBe(true);
    });
    // What is agreed counts up to the last sign of life: on a busy machine that is older than it should be.
    await pause(5_000);

    await under.lab.carrier.signal('SIGSTOP');
    try {
      await under.contactBecomes('t1', 'Unavail');
      for (const call of calls) expect(await call.until('over', (RTP_TIMEOUT_S + 15) * 1_000)).toBe(true);
      const told = await under.soon(notice, (shown) => shown?.happened === 'lines-lost', NOTICED_MS);
      expect(told).toMatchObject({ happened: 'lines-lost', agreed: 'agency-calls-back', next: 'wait' });
      // The minute in which the caller may call first is over, and the line is away.
      await pause(MINUTE_MS + 10_000);
      expect(await callsBack()).toEqual([]);
    } finally {
      await under.lab.carrier.signal('SIGCONT');
    }

    await under.contactBecomes('t1', 'Avail');
    const back = Date.now();
    expect(await callsBack()).toEqual([]);
    const later = await under.soon(notice, (shown) => shown?.next === 'may-call-back', MINUTE_MS + 30_000);
    expect(later).toMatchObject({ happened: 'lines-lost', next: 'may-call-back' });
    await pause(Math.max(0, back + MINUTE_MS + 10_000 - Date.now()));
    expect(await callsBack()).toEqual([`t1: +61${answers.slice(1)}`]);
  });
});
