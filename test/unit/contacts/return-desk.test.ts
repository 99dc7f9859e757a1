import { beforeEach, describe, expect, it } from 'vitest';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import type { Token } from '../../../src/call/token.ts';
import { Callers } from '../../../src/contacts/callers.ts';
import { ReturnDesk } from '../../../src/contacts/return-desk.ts';
import { FakePbx } from '../../fakes/fake-pbx.ts';
import { FakeTimer, settle } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';
import { endedCall, KeptReturns, leg } from './kept-calls.ts';

const LINE = '+61255501005';
const CALLER = '+61491570006';
const MINUTE = 60_000;

const number = (text: string): PhoneNumber => {
  const read = PhoneNumber.fromE164(text);
  if (read === null) throw new Error(text);
  return read;
};

describe('the desk at the door', () => {
  let timer: FakeTimer;
  let pbx: FakePbx;
  let store: KeptReturns;
  let callers: Callers;
  let log: KeptLog;
  let counted: string[];
  let returned: string[];
  let desk: ReturnDesk;
  let next: number;

  function newDesk(): ReturnDesk {
    const made = new ReturnDesk({
      pbx,
      store,
      callers,
      clock: timer,
      timer,
      log,
      // Any function of the number will do here.
      tokeniser: { tokenOf: (of) => `t${of.reveal().slice(-9)}`.padEnd(22, 'x') as Token },
      counts: { arrived: (route) => void counted.push(route), code: (what) => void counted.push(what) },
      helplines: [{ number: number(LINE), returns: true, codes: true }],
      never: new Set(['000']),
      random: (below) => next % below,
      returned: (call) => void returned.push(call),
    });
    made.start();
    return made;
  }

  beforeEach(async () => {
    timer = new FakeTimer();
    pbx = new FakePbx();
    store = new KeptReturns();
    callers = new Callers();
    log = new KeptLog();
    counted = [];
    returned = [];
    next = 482;
    desk = newDesk();
    await timer.wind(1_000);
  });

  /** Where the PBX was told to go on with a call. */
  async function arrives(call: string, caller: string, keyed = '', line = LINE): Promise<string> {
    desk.handle({
      kind: 'asked',
      at: timer.now(),
      leg: leg(call),
      from: { technology: 'PJSIP', endpoint: 't1-in' },
      words: ['arrived', caller, line, keyed],
    });
    await settle();
    const sent = pbx.sentOn.at(-1);
    return sent?.leg === call ? `${sent.place.context} ${sent.place.extension}` : 'no answer';
  }

  function talksWith(call: string, worker: string): void {
    desk.live({ call: leg(call), incoming: true, trunk: 't1', worker, answeredAt: timer.now() });
  }

  async function isLost(call: string, after = 1_000): Promise<void> {
    await timer.wind(after);
    desk.ended(endedCall(call, timer.now(), 'network-drop'));
    await settle();
  }

  it('leads a caller with a number back to the same worker, until they have spoken again', async () => {
    expect(await arrives('1.1', CALLER)).toBe('withheld-in next');
    talksWith('1.1', '102');
    await isLost('1.1');

    expect(await arrives('1.2', CALLER)).toBe('withheld-return 102');
    expect(returned).toEqual(['1.1']);
    expect(counted).toEqual(['ordinary', 'worker-first']);
    // Nobody answered, and the line was gone again.
    desk.ended(endedCall('1.2', timer.now(), 'abandoned', null));
    expect(await arrives('1.3', CALLER)).toBe('withheld-return 102');
    talksWith('1.3', '101');
    expect([...store.rows.keys()]).toEqual(['1.3']);
    await isLost('1.3');
    expect(await arrives('1.4', CALLER)).toBe('withheld-return 102');
  });

  it('leads nobody back after five minutes, and has then forgotten the caller on the disk too', async () => {
    await arrives('1.1', CALLER);
    talksWith('1.1', '102');
    await isLost('1.1');
    await timer.wind(5 * MINUTE + 5_000);

    expect(store.rows.size).toBe(0);
    expect(await arrives('1.2', CALLER)).toBe('withheld-in next');
  });

  it('keeps the way back across a restart, also of a call that is up while it starts anew', async () => {
    await arrives('1.1', CALLER);
    talksWith('1.1', '102');
    desk.stop();
    desk = newDesk();
    // Told before the disk was read.
    desk.ended(endedCall('1.1', timer.now(), 'network-drop'));
    await timer.wind(1_000);

    expect(await arrives('1.2', CALLER)).toBe('withheld-return 102');
  });

  it('gives a caller without a number three digits, and knows them again by these', async () => {
    next = 482;
    const first = await arrives('1.1', '');
    const code = first.replace('withheld-return-code ', '');
    expect(first).toMatch(/^withheld-return-code [0-9]{3}$/);
    talksWith('1.1', '102');
    await isLost('1.1');
    next = 17;
    expect(await arrives('1.2', '')).not.toBe(first);

    expect(await arrives('1.2', '', code)).toBe('withheld-return 102');
    // The same three digits hold for the call that they are in now.
    talksWith('1.2', '102');
    await isLost('1.2');
    await arrives('1.3', '');
    expect(await arrives('1.3', '', code)).toBe('withheld-return 102');
  });

  it('goes on with a wrong code as with none, and closes the way with an alarm after five', async () => {
    const code = (await arrives('1.1', '')).replace('withheld-return-code ', '');
    talksWith('1.1', '102');
    await isLost('1.1');
    for (const [at, wrong] of ['900', '901', '902', '903', '904'].entries()) {
      await arrives(`2.${at}`, '');
      expect(await arrives(`2.${at}`, '', wrong)).toBe('withheld-in next');
    }

    expect(log.events).toContain('return-codes-closed');
    await arrives('3.1', '');
    expect(await arrives('3.1', '', code)).toBe('withheld-in next');
  });

  it("does not take a call's own code for a return", async () => {
    const code = (await arrives('1.1', '')).replace('withheld-return-code ', '');

    expect(await arrives('1.1', '', code)).toBe('withheld-in next');
  });

  it('leads a caller whose lost line has not ended here yet to the worker who still has it, and keeps nothing for that one after', async () => {
    await arrives('1.1', CALLER);
    talksWith('1.1', '102');
    await timer.wind(1_000);

    expect(await arrives('1.2', CALLER)).toBe('withheld-return 102');
    talksWith('1.2', '101');
    await isLost('1.1');
    expect([...store.rows.keys()]).toEqual(['1.2']);
  });

  it('lets a number that no helpline has go on, and keeps nothing of it', async () => {
    expect(await arrives('1.1', CALLER, '', '+61255501001')).toBe('withheld-in next');
    expect(store.rows.size).toBe(0);
  });

  it('gives up nothing when its answer came too late: the caller is led back the next time', async () => {
    await arrives('1.1', CALLER);
    talksWith('1.1', '102');
    await isLost('1.1');
    pbx.answer = { outcome: 'refused', why: 'late' };
    await arrives('1.2', CALLER);
    pbx.answer = { outcome: 'ok', value: null };
    desk.ended(endedCall('1.2', timer.now(), 'abandoned', null));

    expect(returned).toEqual([]);
    expect(await arrives('1.3', CALLER)).toBe('withheld-return 102');
  });

  it('keeps a call that lasts hours, and lets go of one whose leg is gone within a quarter of an hour, on the disk too', async () => {
    await arrives('1.1', CALLER);
    talksWith('1.1', '102');
    pbx.present = {
      outcome: 'ok',
      value: [{ leg: leg('1.1'), through: { technology: 'PJSIP', endpoint: 't1-in' }, waiting: false }],
    };
    await timer.wind(120 * MINUTE);
    expect(store.rows.size).toBe(1);
    expect(callers.of(leg('1.1'))?.reveal()).toBe(CALLER);
    pbx.present = { outcome: 'ok', value: [] };
    await timer.wind(17 * MINUTE);

    expect(store.rows.size).toBe(0);
    expect(callers.of(leg('1.1'))).toBeNull();
  });
});
