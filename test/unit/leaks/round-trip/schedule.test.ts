import { describe, expect, it } from 'vitest';
import { QuietHours } from '../../../../src/call/quiet-hours.ts';
import { RoundTripSchedule } from '../../../../src/leaks/round-trip/schedule.ts';
import type { RoundTrip } from '../../../../src/ports/round-trip-caller.ts';
import type { RoundTripEnd } from '../../../../src/ports/round-trip-runner.ts';
import { FakeTimer } from '../../../fakes/fake-timer.ts';
import { KeptLog } from '../../../fakes/kept-log.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CLEAN: RoundTripEnd = { outcome: 'clean', grade: 'no-number' };
const TRIPS: readonly RoundTrip[] = ['t1', 't2', 't3'].map((trunk) => ({ trunk, door: 'private', destination: 1 }));

function scheduled(trips = TRIPS, quiet: readonly string[] = [], random = () => 0.5) {
  const timer = new FakeTimer();
  const made: { readonly trunk: string; readonly at: number }[] = [];
  const next = { end: CLEAN };
  const log = new KeptLog();
  const schedule = new RoundTripSchedule({
    runner: { run: async () => next.end },
    clock: timer,
    timer,
    log,
    trips,
    everyHours: 24,
    quiet: new QuietHours(quiet),
    random,
    ended: ({ trunk }) => made.push({ trunk, at: timer.now() }),
  });
  schedule.start();
  return { timer, made, next, schedule };
}

const why = (schedule: RoundTripSchedule) => schedule.checks.map((check) => check.why);

describe('when round trips are made', () => {
  it('one within minutes of the start, then each in turn within the day, spread over it', async () => {
    const { timer, made } = scheduled();
    await timer.wind(HOUR_MS);
    expect(made).toHaveLength(1);
    await timer.wind(DAY_MS);

    expect(made.slice(0, 4).map(({ trunk }) => trunk)).toEqual(['t2', 't3', 't1', 't2']);
    const gaps = made.slice(1).map(({ at }, before) => at - (made[before]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(5 * HOUR_MS);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8 * HOUR_MS);
  });

  it('at other times from start to start, and none where there is nothing to call', async () => {
    const early = scheduled(TRIPS, [], () => 0.1);
    const none = scheduled([]);
    await early.timer.wind(2 * 60_000);
    await none.timer.wind(DAY_MS);

    expect(early.made.map(({ trunk }) => trunk)).toEqual(['t1']);
    expect(none.made).toEqual([]);
    expect(none.schedule.checks).toEqual([]);
  });

  it('none in quiet hours, and none is told to be missing for it', async () => {
    const { timer, made, schedule } = scheduled(TRIPS, ['00:00-23:59']);
    await timer.wind(20 * HOUR_MS);

    expect(made.length).toBeLessThanOrEqual(1);
    expect(why(schedule)).not.toEqual(['CANARY_MISSED']);
  });

  it('tell what the last of each came to: what was shown until it is clean', async () => {
    const { timer, next, schedule } = scheduled(TRIPS.slice(0, 1));
    expect(why(schedule)).toEqual(['CANARY_NONE_YET']);
    for (const [outcome, code] of [
      ['clean', null],
      ['inconclusive', 'CANARY_SAID_NOTHING'],
      ['failed', 'CANARY_SAID_NOTHING'],
      ['finding', 'CANARY_SHOWN'],
      ['alarm', 'CANARY_SHOWN'],
      ['critical', 'CANARY_SHOWN'],
      ['clean', null],
    ] as const) {
      next.end = { outcome, grade: null };
      await timer.wind(DAY_MS);
      expect(why(schedule), outcome).toEqual([code]);
    }
  });

  it('tell that one was missed', async () => {
    const { timer, schedule } = scheduled(TRIPS.slice(0, 1));
    await timer.wind(HOUR_MS);
    schedule.stop();
    await timer.wind(25 * HOUR_MS);

    expect(why(schedule)).toEqual(['CANARY_MISSED']);
  });
});
