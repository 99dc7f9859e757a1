import { appendFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { promptsBelow } from '../../src/adapters/asterisk/sounds-directory.ts';
import type { LegId } from '../../src/call/call-event.ts';
import type { DropClass } from '../../src/call/drop-verdict.ts';
import { AGENCY } from '../../src/lab/lab-plan.ts';
import type { PhoneStep } from '../../src/lab/phone/phone-step.ts';
import { joined, likeness, soundOf } from './heard-sound.ts';
import { InboundDesk } from './inbound-desk.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { Survivor } from './survivor.ts';

const SUPPORT = AGENCY.dids.support;
const PICKS_UP: readonly PhoneStep[] = [{ do: 'answer', afterMs: 300 }, { do: 'await-hang-up' }];
const RINGS: readonly PhoneStep[] = [{ do: 'ring' }];

describe('a caller who was cut off and calls again', () => {
  let under: LabUnderTest;
  let survivor: Survivor;
  let desk: InboundDesk;

  beforeAll(async () => {
    under = await LabUnderTest.up();
    survivor = await Survivor.of(under);
    // What is shown here is the way, not how fast this machine answers beside other work.
    await appendFile(under.lab.configPath, 'decision:\n  deadline_ms: 2000\n');
    await under.lab.generate();
    await under.lab.agency.console('dialplan reload');
  });
  afterAll(async () => await under.down());
  beforeEach(async () => {
    desk = await InboundDesk.up(under.lab);
  });
  afterEach(async () => {
    await survivor.isGone();
    await desk.down();
  });

  const says = async (name: string) =>
    await soundOf(join(promptsBelow(join(under.lab.directory, 'agency/data')), name));

  /** 102 takes a call, and it ends so. Gives the code the caller was told. */
  async function talkedWith102(
    number: 'shown' | 'hidden',
    kind: DropClass = 'network-drop',
    agoMs = 0,
  ): Promise<{ readonly code: string; readonly call: LegId }> {
    const phone = await under.waiting('102', PICKS_UP);
    await survivor.calls(SUPPORT, number, { hears: 'first' });
    const call = await survivor.leg();
    const code = number === 'hidden' ? await survivor.code(call) : '';
    await under.soon(
      async () => (await under.lab.agency.console('core show channels concise')).includes('PJSIP/102'),
      (rung) => rung,
      25_000,
    );
    await pause(1_500);
    desk.calls.live({ call, incoming: true, trunk: 't1', worker: '102', answeredAt: Date.now() });
    await survivor.isGone();
    expect((await phone.result).outcome).toBe('answered');
    const endedAt = Date.now() - agoMs;
    desk.calls.ended({
      call,
      incoming: true,
      trunk: 't1',
      worker: '102',
      answeredAt: endedAt - 5_000,
      endedAt,
      decidedAt: Date.now(),
      incident: null,
      verdict: {
        class: kind,
        releasedBy: 'survivor-side',
        confidence: 0.95,
        detail: null,
        evidence: [],
        since: endedAt,
      },
    });
    return { code, call };
  }

  /** Who is rung by the next call: 101 rings until it stops, 102 picks up. */
  async function rungBy(call: () => Promise<void>): Promise<readonly string[]> {
    const [first, second] = [await under.waiting('101', RINGS), await under.waiting('102', PICKS_UP)];
    await call();
    await under.soon(
      async () =>
        (await under.lab.agency.console('core show channels concise')).match(/PJSIP\/10\d-\S*!\S*!\S*!\S*!Up/) !== null,
      (answered) => answered,
      30_000,
    );
    await survivor.isGone();
    await Promise.all([first.stop(), second.stop()]);
    const invited = async (extension: string, phone: typeof first) =>
      (await phone.result).messages.some((message) => message.startsWith('INVITE ')) ? [extension] : [];
    return [...(await invited('101', first)), ...(await invited('102', second))];
  }

  test('with a number withheld, and the code that was told: the same phone rings first', async () => {
    const { code, call } = await talkedWith102('hidden');
    expect(code).toMatch(/^[0-9]{3}$/);

    const heard = await soundOf(survivor.path('first'));
    const digits = join(under.lab.directory, 'agency/data/sounds/en/digits');
    const told = joined(
      await says('return-code.wav'),
      ...(await Promise.all([...code].map(async (digit) => await soundOf(join(digits, `${digit}.wav`))))),
    );
    expect(likeness(heard, await says('cannot-call-back.wav'))).toBeGreaterThan(0.9);
    expect(likeness(heard, told)).toBeGreaterThan(0.75);

    const rung = await rungBy(async () => await survivor.calls(SUPPORT, 'hidden', { presses: code, afterSeconds: 2 }));
    expect(rung, desk.log.events.join()).toEqual(['102']);
    expect(desk.returned).toEqual([call]);
  });

  test('with a number: the same phone rings first, after the daemon was started anew too', async () => {
    await talkedWith102('shown', 'pbx-failed');
    await desk.down();
    desk = await InboundDesk.up(under.lab);

    const rung = await rungBy(async () => await survivor.calls(SUPPORT, 'shown', { hears: 'second' }));
    expect(rung, desk.log.events.join()).toEqual(['102']);
    // The same words as the first time, whoever listens.
    expect(likeness(await soundOf(survivor.path('second')), await says('cannot-call-back.wav'))).toBeGreaterThan(0.9);
  });

  test('with a wrong code, or none: every phone rings, as for any caller', async () => {
    const { code } = await talkedWith102('hidden');
    const wrong = String((Number(code) + 1) % 1000).padStart(3, '0');

    const rung = await rungBy(async () => await survivor.calls(SUPPORT, 'hidden', { presses: wrong, afterSeconds: 2 }));
    expect(rung, desk.log.events.join()).toEqual(['101', '102']);
    expect(await rungBy(async () => await survivor.calls(SUPPORT, 'hidden', { hears: 'third' }))).toEqual([
      '101',
      '102',
    ]);
    expect(desk.returned).toEqual([]);
  });

  test('once the time is over: every phone rings, and nothing of the caller is left on the disk', async () => {
    const path = join(under.lab.directory, 'storage');
    const kept = async () => {
      const files = (await readdir(path)).filter((name) => name.startsWith('return.db'));
      return Buffer.concat(await Promise.all(files.map((name) => readFile(join(path, name)))));
    };
    // Two minutes after an end that says nothing of a loss, of which all but eight seconds are over.
    const { call } = await talkedWith102('shown', 'unknown', 112_000);
    await pause(500);
    expect((await kept()).includes(call)).toBe(true);
    await pause(14_000);

    expect((await kept()).includes(call)).toBe(false);
    expect(await rungBy(async () => await survivor.calls(SUPPORT, 'shown', { hears: 'fourth' }))).toEqual([
      '101',
      '102',
    ]);
  });

  test('while the worker is in another call: at once to the queue, ahead of others', async () => {
    await talkedWith102('shown');
    const other = under.waiting('101', PICKS_UP);
    await other;
    const talking = under.call('102', '101', [{ do: 'talk', forMs: 20_000 }]);
    await under.soon(
      async () => (await under.lab.agency.console('core show channels concise')).includes('PJSIP/101'),
      (rung) => rung,
    );
    await survivor.calls(SUPPORT, 'shown', { hears: 'fifth' });
    const leg = await survivor.leg();
    const priority = await under.soon(
      () => survivor.variable(leg, 'QUEUE_PRIO'),
      (value) => value !== '',
    );

    expect(priority).toBe('10');
    expect(await survivor.variable(leg, 'CHANNEL(context)')).toBe('from-carrier');
    await under.hangUpAll();
    await talking;
  });

  test('has the time limit again after the question that their call had before', async () => {
    await under.addDialplan(
      [],
      ['[limited]', 'exten => _+X.,1,Set(TIMEOUT(absolute)=25)', ' same => n,Goto(withheld-in-t1,${EXTEN},1)'],
    );
    await under.lab.agency.console(`channel originate Local/${SUPPORT}@limited/n application Wait 20`);
    const asked = await under.soon(
      async () => JSON.parse((await under.ari('GET', 'channels')).text) as { id: string; name: string }[],
      (all) => all.length > 0,
    );
    const leg = (asked.find(({ name }) => name.endsWith(';2'))?.id ?? 'none') as LegId;
    const context = await under.soon(
      () => survivor.variable(leg, 'CHANNEL(context)'),
      (value) => value === 'from-carrier',
    );
    const left = Number(await survivor.variable(leg, 'TIMEOUT(absolute)'));
    await under.hangUpAll();

    expect(context).toBe('from-carrier');
    expect(left).toBeGreaterThan(5);
    expect(left).toBeLessThan(24);
  });
});
