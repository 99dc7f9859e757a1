import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KeptStorage } from '../../src/adapters/sqlite/kept-storage.ts';
import { FakeTimer } from '../fakes/fake-timer.ts';
import { KeptLog } from '../fakes/kept-log.ts';
import { endedCall, legOf, liveCall } from './drop-calls.ts';
import { temporaryPath } from './store-directory.ts';

const DAY_MS = 86_400_000;

describe('everything the daemon keeps', () => {
  test('knows after a start the calls that were up, as soon as that can be asked', async () => {
    const directory = dirname(temporaryPath());
    const timer = new FakeTimer();
    const parts = {
      directory,
      clock: timer,
      timer,
      log: new KeptLog(),
      keepDays: { calls: 30, history: 30, drops: 7 },
    };
    const before = new KeptStorage(parts);
    await before.start();
    before.drops.live(liveCall(1), timer.now());
    expect(await before.stop()).toBe(0);

    const after = new KeptStorage(parts);
    await after.start();
    expect(await after.knownCalls()).toMatchObject({ outcome: 'ok', value: [{ call: legOf(1), since: timer.now() }] });
    expect(await after.stop()).toBe(0);
  });

  test('erases what became of calls after its own number of days, by itself', async () => {
    const timer = new FakeTimer();
    const storage = new KeptStorage({
      directory: dirname(temporaryPath()),
      clock: timer,
      timer,
      log: new KeptLog(),
      keepDays: { calls: 30, history: 30, drops: 7 },
    });
    await storage.start();
    const at = (days: number) => ({ endedAt: timer.now() - days * DAY_MS, decidedAt: timer.now() - days * DAY_MS });
    storage.drops.ended(endedCall(1, 'worker-ended', at(8)));
    storage.drops.ended(endedCall(2, 'worker-ended', at(6)));
    await timer.wind(3_600_000);

    await expect
      .poll(async () => {
        const kept = await storage.drops.recent({ since: 0, trunk: null }, 10);
        return kept.outcome === 'ok' ? kept.value.map(({ call }) => call) : kept.why;
      })
      .toEqual([legOf(2)]);
    expect(await storage.stop()).toBe(0);
  });
});
