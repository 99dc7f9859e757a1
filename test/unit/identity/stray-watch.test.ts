import { describe, expect, it } from 'vitest';
import type { CallEvent, LegId } from '../../../src/call/call-event.ts';
import { type Passage, StrayWatch } from '../../../src/identity/stray-watch.ts';
import { FakePbx } from '../../fakes/fake-pbx.ts';
import { FakeTimer } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';

const LEG = '1.7' as LegId;
const created = (endpoint: string, incoming = false): CallEvent => ({
  kind: 'created',
  at: 0,
  leg: LEG,
  through: { technology: 'PJSIP', endpoint },
  incoming,
});

const PASSED = {
  kind: 'passed',
  at: 0,
  leg: LEG,
  through: { technology: 'PJSIP', endpoint: 't1-private' },
  asking: '1.6' as LegId,
} as const;

function watching() {
  const pbx = new FakePbx();
  const timer = new FakeTimer();
  const log = new KeptLog();
  const passed: Passage[] = [];
  const watch = new StrayWatch({
    pbx,
    timer,
    log,
    doors: new Map([
      ['t1-private', 't1'],
      ['t1-parent', 't1'],
      ['t1-in', 't1'],
    ]),
    emergencyDoors: new Map([['t1-emergency', 't1']]),
    emergencyNumbers: new Set(['000']),
    passed: (passage) => passed.push(passage),
    stray: () => undefined,
  });
  return { pbx, timer, log, passed, watch };
}

describe('the stray watch', () => {
  it('lets a leg be that came through the dialplan, and learns the trunk', async () => {
    const { pbx, timer, passed, watch } = watching();
    pbx.variables.set(`${LEG} WITHHELD_PASSED`, { outcome: 'ok', value: 't1-private/1.6' });

    watch.handle(created('t1-private'));
    await timer.wind(1_000);

    expect(pbx.hungUp).toEqual([]);
    expect(passed).toEqual([{ asking: '1.6', leg: LEG, trunk: 't1' }]);
  });

  it('asks nothing about a leg the dialplan has spoken for', async () => {
    const { pbx, timer, passed, watch } = watching();
    pbx.variable = async () => {
      throw new Error('asked');
    };

    watch.handle(created('t1-private'));
    watch.handle({ ...PASSED, leg: LEG });
    await timer.wind(1_000);

    expect(pbx.hungUp).toEqual([]);
    expect(passed).toEqual([{ asking: '1.6', leg: LEG, trunk: 't1' }]);
  });

  it.each([
    ['another leg', { ...PASSED, leg: '1.8' as LegId }],
    ['a leg on an endpoint that is no door', { ...PASSED, through: { technology: 'PJSIP', endpoint: '101' } }],
  ])("[G6] does not take the dialplan's word about %s for this one", async (_name, word) => {
    const { pbx, timer, passed, watch } = watching();

    watch.handle(created('t1-private'));
    watch.handle(word);
    await timer.wind(1_000);

    expect(pbx.hungUp).toEqual([LEG]);
    expect(passed).toEqual([]);
  });

  it.each(['t1-private', 't1-parent', 't1-in'])(
    '[G6] hangs up a leg on %s that skipped the dialplan',
    async (endpoint) => {
      const { pbx, timer, watch } = watching();

      watch.handle(created(endpoint));
      await timer.wind(1_000);

      expect(pbx.hungUp).toEqual([LEG]);
    },
  );

  it('[G2] lets a leg be that a busy PBX marks late, after the first look', async () => {
    const { pbx, timer, passed, watch } = watching();

    watch.handle(created('t1-private'));
    await timer.wind(200);
    pbx.variables.set(`${LEG} WITHHELD_PASSED`, { outcome: 'ok', value: 't1-private/1.6' });
    await timer.wind(1_000);

    expect(pbx.hungUp).toEqual([]);
    expect(passed).toEqual([{ asking: '1.6', leg: LEG, trunk: 't1' }]);
  });

  it('[G6] hangs up a leg that carries the mark of another door', async () => {
    const { pbx, timer, watch } = watching();
    pbx.variables.set(`${LEG} WITHHELD_PASSED`, { outcome: 'ok', value: 't1-private/1.6' });

    watch.handle(created('t1-parent'));
    await timer.wind(1_000);

    expect(pbx.hungUp).toEqual([LEG]);
  });

  it.each([
    ['an emergency door', created('t1-emergency')],
    ['a desk', created('101')],
    ['a caller from outside', created('t1-in', true)],
  ])('[G3] lets %s be', async (_name, event) => {
    const { pbx, timer, watch } = watching();

    watch.handle(event);
    await timer.wind(1_000);

    expect(pbx.hungUp).toEqual([]);
  });

  it('[G6] hangs up an ordinary number at the emergency door: it would be shown the site', async () => {
    const { pbx, timer, watch } = watching();
    pbx.variables.set(`${LEG} CHANNEL(pjsip,remote_uri)`, { outcome: 'ok', value: 'sip:+61370100001@127.0.0.1' });

    watch.handle(created('t1-emergency'));
    await timer.wind(1_000);

    expect(pbx.hungUp).toEqual([LEG]);
  });

  it('[G3] lets an emergency call be, whatever door it found', async () => {
    const { pbx, timer, watch } = watching();
    pbx.variables.set(`${LEG} CHANNEL(pjsip,remote_uri)`, { outcome: 'ok', value: '<sip:000@127.0.0.1:5060>' });

    watch.handle(created('t1-private'));
    await timer.wind(1_000);

    expect(pbx.hungUp).toEqual([]);
  });

  it('[G6] goes on asking after the alarm, and hangs the leg up once the PBX answers', async () => {
    const { pbx, timer, log, watch } = watching();
    pbx.variables.set(`${LEG} WITHHELD_PASSED`, { outcome: 'unknown', why: 'deadline' });

    watch.handle(created('t1-private'));
    await timer.wind(10_000);
    pbx.variables.delete(`${LEG} WITHHELD_PASSED`);
    await timer.wind(2_000);

    expect(pbx.hungUp).toEqual([LEG]);
    expect(log.events).toEqual(['trunk-leg-unverified', 'stray-leg-hung-up']);
  });

  it('[G6] hangs a leg up again when nobody said that it was done', async () => {
    const { pbx, timer, watch } = watching();
    const answers = [{ outcome: 'unknown', why: 'deadline' } as const];
    const hangUp = pbx.hangUp.bind(pbx);
    pbx.hangUp = async (leg) => answers.pop() ?? (await hangUp(leg));

    watch.handle(created('t1-private'));
    await timer.wind(10_000);

    expect(pbx.hungUp).toEqual([LEG]);
  });

  it('asks no more about a leg that ended without an answer', async () => {
    const { pbx, timer, watch } = watching();
    let asked = 0;
    pbx.variable = async () => {
      asked += 1;
      return { outcome: 'unknown', why: 'deadline' };
    };

    watch.handle(created('t1-private'));
    await timer.wind(10_000);
    watch.handle({ kind: 'ended', at: 0, leg: LEG, through: PASSED.through, cause: 16 });
    const before = asked;
    await timer.wind(10_000);

    expect(before).toBeGreaterThan(5);
    expect(asked).toBe(before);
  });

  it('asks again while there is no answer, then raises an alarm and does not guess', async () => {
    const { pbx, timer, log, watch } = watching();
    pbx.variables.set(`${LEG} WITHHELD_PASSED`, { outcome: 'unknown', why: 'deadline' });

    watch.handle(created('t1-private'));
    await timer.wind(10_000);

    expect(pbx.hungUp).toEqual([]);
    expect(log.events).toEqual(['trunk-leg-unverified']);
  });

  it('forgets a leg that is gone', async () => {
    const { pbx, timer, log, watch } = watching();
    pbx.variables.set(`${LEG} WITHHELD_PASSED`, { outcome: 'refused', why: '404' });

    watch.handle(created('t1-private'));
    await timer.wind(10_000);

    expect(pbx.hungUp).toEqual([]);
    expect(log.events).toEqual([]);
  });
});
