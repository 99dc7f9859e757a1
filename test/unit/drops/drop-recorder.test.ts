import { beforeEach, describe, expect, it } from 'vitest';
import { DropRecorder } from '../../../src/drops/drop-recorder.ts';
import type { DropStore, KnownCall, SessionCounts } from '../../../src/ports/drop-store.ts';
import { endedCall, legOf, liveCall } from '../../contracts/drop-calls.ts';
import { FakeTimer, settle } from '../../fakes/fake-timer.ts';

const DAY: SessionCounts = {
  ...{ trunk: 't1', incoming: true, day: 0, requests: 10, redirected: 2, established: 4, effective: 6, ineffective: 1 },
  ...{ completed: 3, completedMs: 90_000, broken: 1, brokenMs: 5_000 },
  ...{ delays: 2, delayMs: 300, failedDelays: 0, failedDelayMs: 0 },
};

let timer: FakeTimer;
let told: string[];
let counted: string[];
let known: readonly KnownCall[];
let recorder: DropRecorder;

/** What the recorder is connected to, as far as it asks for something; what it tells is written down. */
const store: Pick<DropStore, 'live' | 'revived' | 'ended' | 'classes' | 'sessions'> = {
  live: ({ call }) => void told.push(`live ${call}`),
  revived: ({ call }) => void told.push(`revived ${call}`),
  ended: ({ call, verdict }) => void told.push(`ended ${call} ${verdict.class}`),
  classes: async () => ({ outcome: 'ok', value: [{ class: 'worker-ended', trunk: 't1', calls: 3 }] }),
  sessions: async () => ({ outcome: 'ok', value: [DAY, { ...DAY, day: 86_400_000 }] }),
};

beforeEach(() => {
  timer = new FakeTimer();
  told = [];
  counted = [];
  known = [];
  recorder = new DropRecorder({
    store: store as DropStore,
    known: async () => ({ outcome: 'ok', value: known }),
    clock: timer,
    timer,
    counts: { ended: (of, trunk) => void counted.push(`${of} ${trunk}`) },
  });
});

const suspicion = (nth: number) => ({ ...liveCall(nth), side: 'survivor-side', suspectedAt: 0, since: 0 }) as const;

describe('the recorder of what becomes of calls', () => {
  it('writes each word down, and tells how many calls are up and silent', () => {
    recorder.live(liveCall(1));
    recorder.live(liveCall(2));
    recorder.suspected(suspicion(1));
    expect(recorder.status).toMatchObject({ live: 2, suspected: 1 });

    recorder.restored(liveCall(1));
    expect(recorder.status).toMatchObject({ live: 2, suspected: 0 });
    recorder.suspected(suspicion(2));
    recorder.ended(endedCall(2));
    expect(recorder.status).toMatchObject({ live: 1, suspected: 0 });
    expect(told).toEqual([`live ${legOf(1)}`, `live ${legOf(2)}`, `ended ${legOf(2)} network-drop`]);
  });

  it('counts a call once, as what it was raised to', async () => {
    recorder.ended(endedCall(1));
    await timer.wind(3_000);
    recorder.raised(endedCall(1, 'mass-drop'));
    expect(counted).toEqual([]);
    await timer.wind(10_000);

    expect(counted).toEqual(['mass-drop t1']);
    expect(told).toEqual([`ended ${legOf(1)} network-drop`, `ended ${legOf(1)} mass-drop`]);
  });

  it('writes down what is raised late, and does not count it again', async () => {
    recorder.ended(endedCall(1));
    await timer.wind(10_000);
    recorder.raised(endedCall(1, 'mass-drop'));
    await timer.wind(10_000);

    expect(counted).toEqual(['network-drop t1']);
    expect(told.at(-1)).toBe(`ended ${legOf(1)} mass-drop`);
  });

  it('takes back the end of a call that turns out to live', async () => {
    recorder.live(liveCall(1));
    recorder.ended(endedCall(1, 'pbx-failed'));
    recorder.restored(liveCall(1));
    await timer.wind(10_000);

    expect(counted).toEqual([]);
    expect(told.at(-1)).toBe(`revived ${legOf(1)}`);
    expect(recorder.status.live).toBe(1);
  });

  it('knows after a start what was up before, unless its end was told meanwhile', async () => {
    known = [1, 2].map((nth) => ({ ...liveCall(nth), since: 0 }));
    recorder.start();
    recorder.ended(endedCall(2, 'unknown'));
    await settle();

    expect(recorder.status.live).toBe(1);
    recorder.ended(endedCall(1, 'unknown'));
    expect(recorder.status.live).toBe(0);
    recorder.stop();
    await timer.wind(10_000);
    expect(counted).toEqual([]);
  });

  it('tells of the last day what became of calls, and how the trunks do in the terms of RFC 6076', async () => {
    recorder.start();
    await settle();

    expect(recorder.status.classes).toEqual([{ class: 'worker-ended', trunk: 't1', calls: 3 }]);
    expect(recorder.status.health).toEqual([
      {
        ...{ trunk: 't1', incoming: true, requests: 20, ser: 0.5, seer: 0.75, isa: 0.1, scr: 0.3 },
        ...{ sdtMs: 30_000, sdtFailedMs: 5_000, srdMs: 150, srdFailedMs: null },
      },
    ]);
  });
});
