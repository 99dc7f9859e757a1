import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LegId } from '../../src/call/call-event.ts';
import { AGENCY } from '../../src/lab/lab-plan.ts';
import { likeness, soundOf } from './heard-sound.ts';
import { PICKS_UP, Returning } from './returning.ts';

const SUPPORT = AGENCY.dids.support;

describe.each(['22', '16'] as const)('a caller who was cut off and calls again, on Asterisk %s,', (release) => {
  let caller: Returning;

  beforeAll(async () => {
    caller = await Returning.up(release);
  });
  afterAll(async () => await caller.under.down());
  beforeEach(async () => await caller.opens());
  afterEach(async () => await caller.closes());

  test('with a number withheld, and the code that was told: the same phone rings first', async () => {
    const { code, call } = await caller.talkedWith102('hidden');
    expect(code).toMatch(/^[0-9]{3}$/);

    const heard = await soundOf(caller.survivor.path('first'));
    expect(likeness(heard, await caller.prompt('cannot-call-back'))).toBeGreaterThan(0.9);
    expect(likeness(heard, await caller.prompt('return-code'))).toBeGreaterThan(0.9);
    expect(likeness(heard, await caller.digitsOfCode(code))).toBeGreaterThan(0.6);

    const rung = await caller.rungBy('hidden', { presses: code, afterSeconds: 2 });
    expect(rung, caller.desk.log.events.join()).toEqual(['102']);
    expect(caller.desk.returned).toEqual([call]);
  });

  test('with a number: the same phone rings first, after the daemon was started anew too', async () => {
    await caller.talkedWith102('shown', 'pbx-failed');
    await caller.opens();

    const rung = await caller.rungBy('shown', { hears: 'second' });
    expect(rung, caller.desk.log.events.join()).toEqual(['102']);
    // The same words as the first time, whoever listens.
    const heard = await soundOf(caller.survivor.path('second'));
    expect(likeness(heard, await caller.prompt('cannot-call-back'))).toBeGreaterThan(0.9);
  });

  test('with a wrong code, or none: every phone rings, as for any caller', async () => {
    const { code } = await caller.talkedWith102('hidden');
    const wrong = String((Number(code) + 1) % 1000).padStart(3, '0');

    expect(await caller.rungBy('hidden', { presses: wrong, afterSeconds: 2 })).toEqual(['101', '102']);
    expect(await caller.rungBy('hidden', { hears: 'third' })).toEqual(['101', '102']);
    expect(caller.desk.returned).toEqual([]);
  });

  test('once the time is over: every phone rings, and nothing of the caller is left on the disk', async () => {
    const path = join(caller.under.lab.directory, 'storage');
    const kept = async () => {
      const files = (await readdir(path)).filter((name) => name.startsWith('return.db'));
      return Buffer.concat(await Promise.all(files.map((name) => readFile(join(path, name)))));
    };
    // Two minutes after an end that says nothing of a loss, of which all but ten seconds are over.
    const { call } = await caller.talkedWith102('shown', 'unknown', 110_000);
    await pause(1_000);
    expect((await kept()).includes(call)).toBe(true);
    await pause(17_000);

    expect((await kept()).includes(call)).toBe(false);
    expect(await caller.rungBy('shown', { hears: 'fourth' })).toEqual(['101', '102']);
  });

  test('while the worker is in another call: at once to the queue, ahead of others', async () => {
    const { survivor, under } = caller;
    await caller.talkedWith102('shown');
    await under.waiting('101', PICKS_UP);
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
    const { survivor, under } = caller;
    const limited = [
      '[limited]',
      'exten => _+X.,1,Set(TIMEOUT(absolute)=60)',
      ' same => n,Goto(withheld-in-t1,${EXTEN},1)',
    ];
    await under.addDialplan([], limited);
    await under.lab.agency.console(`channel originate Local/${SUPPORT}@limited/n application Wait 50`);
    const legs = await under.soon(
      async () => JSON.parse((await under.ari('GET', 'channels')).text) as { id: string; name: string }[],
      (all) => all.length > 0,
    );
    const leg = (legs.find(({ name }) => name.endsWith(';2'))?.id ?? 'none') as LegId;
    const context = await under.soon(
      () => survivor.variable(leg, 'CHANNEL(context)'),
      (value) => value === 'from-carrier',
      30_000,
    );
    const left = Number(await survivor.variable(leg, 'TIMEOUT(absolute)'));
    await under.hangUpAll();

    expect(context).toBe('from-carrier');
    expect(left).toBeGreaterThan(15);
    expect(left).toBeLessThan(58);
  });
});
