import { describe, expect, it } from 'vitest';
import { QuietHours } from '../../../src/call/quiet-hours.ts';
import { TestSchedule } from '../../../src/leaks/test-schedule.ts';
import type { TestSummary } from '../../../src/ports/leak-test-runner.ts';
import { FakeTimer } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';

const HOUR_MS = 3_600_000;
const CLEAN: TestSummary = {
  startedAt: 0,
  endedAt: 0,
  verdict: 'clean',
  part: 'whole',
  release: '22.10.1',
  paths: 40,
  messages: 300,
  doors: [{ door: 't1-private', verdict: 'clean', vector: null }],
};
const LEAKED: TestSummary = {
  ...CLEAN,
  verdict: 'leaked',
  doors: [{ door: 't1-private', verdict: 'leaked', vector: 'from-user' }],
};

function scheduled(quietHours: readonly string[] = []) {
  const timer = new FakeTimer();
  const ran: string[] = [];
  const at = { fingerprint: 'first' as string | null, end: CLEAN };
  const schedule = new TestSchedule({
    runner: { run: async () => at.end },
    clock: timer,
    timer,
    log: new KeptLog(),
    fingerprint: async () => at.fingerprint,
    everyHours: 24,
    quiet: new QuietHours(quietHours),
    random: () => 0.5,
    ended: (reason) => ran.push(reason),
  });
  schedule.start();
  return { timer, ran, at, schedule };
}

describe('when leak tests are run', () => {
  it('[G10] once at the start, as soon as the PBX answers', async () => {
    const { timer, ran, at } = scheduled();
    at.fingerprint = null;
    await timer.wind(60_000);
    expect(ran).toEqual([]);
    at.fingerprint = 'first';
    await timer.wind(10_000);

    expect(ran).toEqual(['start']);
  });

  it('[G10] within seconds of any change of the PBX or its doors, and not again for it', async () => {
    const { timer, ran, at } = scheduled();
    await timer.wind(10_000);
    at.fingerprint = 'second';
    await timer.wind(60_000);

    expect(ran).toEqual(['start', 'changed']);
  });

  it('[G10] not because the PBX did not answer for a while', async () => {
    const { timer, ran, at } = scheduled();
    await timer.wind(10_000);
    at.fingerprint = null;
    await timer.wind(60_000);
    at.fingerprint = 'first';
    await timer.wind(60_000);

    expect(ran).toEqual(['start']);
  });

  it('[G10] every day, a little earlier each time', async () => {
    const { timer, ran } = scheduled();
    await timer.wind(3 * 24 * HOUR_MS);

    expect(ran).toEqual(['start', 'daily', 'daily', 'daily']);
  });

  it('[G10] again soon, then less often, while a test can say nothing', async () => {
    const { timer, ran, at, schedule } = scheduled();
    at.end = { ...CLEAN, verdict: 'inconclusive' };
    await timer.wind(10 * 60_000);
    const soon = ran.length;
    await timer.wind(10 * HOUR_MS);

    expect(soon).toBeGreaterThanOrEqual(3);
    expect(ran.length - soon).toBeLessThan(20);
    expect(schedule.check).toEqual({ name: 'tests', ok: false, why: 'LEAK_TEST_SAID_NOTHING' });
  });

  it('[G10] and a test that was missed is told', async () => {
    const { timer, at, schedule } = scheduled();
    expect(schedule.check).toEqual({ name: 'tests', ok: false, why: 'LEAK_TEST_NONE_YET' });
    await timer.wind(10_000);
    expect(schedule.check).toEqual({ name: 'tests', ok: true, why: null });
    at.fingerprint = null;
    await timer.wind(31 * HOUR_MS);

    expect(schedule.check).toEqual({ name: 'tests', ok: false, why: 'LEAK_TEST_MISSED' });
  });

  it('[G10] and a leak is told until a clean test', async () => {
    const { timer, at, schedule } = scheduled();
    at.end = LEAKED;
    await timer.wind(10_000);
    expect(schedule.check).toEqual({ name: 'tests', ok: false, why: 'DOOR_CLOSED' });
    at.end = { ...LEAKED, doors: [] };
    at.fingerprint = 'elsewhere';
    await timer.wind(10_000);
    expect(schedule.check).toEqual({ name: 'tests', ok: false, why: 'LEAK_TEST_LEAKED' });
    at.end = CLEAN;
    at.fingerprint = 'mended';
    await timer.wind(10_000);

    expect(schedule.check.ok).toBe(true);
  });

  describe('in quiet hours', () => {
    /** The hour of the machine's day at the fake timer's start, and so many hours later. */
    const hour = (later: number) =>
      `${String((new Date(new FakeTimer().now()).getHours() + later) % 24).padStart(2, '0')}:00`;

    it('[G10] no daily one is run, and the one that was due is run when they are over', async () => {
      // The daily one falls due after 21.6 hours.
      const { timer, ran } = scheduled([`${hour(20)}-${hour(23)}`]);
      await timer.wind(22.9 * HOUR_MS);
      expect(ran).toEqual(['start']);
      await timer.wind(0.2 * HOUR_MS);

      expect(ran).toEqual(['start', 'daily']);
    });

    it('[G10] one after a change is run all the same', async () => {
      const { timer, ran, at } = scheduled([`${hour(1)}-${hour(23)}`]);
      await timer.wind(2 * HOUR_MS);
      at.fingerprint = 'second';
      await timer.wind(10_000);

      expect(ran).toEqual(['start', 'changed']);
    });

    it('[G10] a test that a change called for and that could say nothing is run again all the same', async () => {
      const { timer, ran, at } = scheduled([`${hour(1)}-${hour(23)}`]);
      await timer.wind(2 * HOUR_MS);
      at.end = { ...CLEAN, verdict: 'inconclusive' };
      at.fingerprint = 'second';
      await timer.wind(10_000);
      at.end = CLEAN;
      await timer.wind(2 * 60_000);

      expect(ran).toEqual(['start', 'changed', 'again']);
    });

    it('[G10] nothing is missed that had to wait', async () => {
      const { timer, ran, schedule } = scheduled([`${hour(5)}-${hour(4)}`]);
      await timer.wind(40 * HOUR_MS);

      expect(ran).toEqual(['start', 'daily']);
      expect(schedule.check.ok).toBe(true);
    });
  });
});
