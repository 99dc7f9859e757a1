import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowsCallback } from '../../src/call/callback-offer.ts';
import type { EndedCall } from '../../src/call/ended-call.ts';
import { DropWatcher } from './drop-watcher.ts';
import { DropsLab } from './drops-lab.ts';
import type { PartyCall } from './party/party-call.ts';
import { watchedTalk } from './watched-talk.ts';

/** Shorter than the twenty seconds of `dropped-calls.md`: the tests wait for it. */
const RTP_TIMEOUT_S = 6;
/** From a BYE to its class: 250 ms of it are waited by design. */
const CLASS_MS = 500;
const SUSPICION_MS = 4_000;

describe('how calls of survivors end, on a real PBX with real media', () => {
  let drops: DropsLab;
  let watcher: DropWatcher;

  beforeAll(async () => {
    drops = await DropsLab.up({ rtpTimeout: RTP_TIMEOUT_S });
    watcher = new DropWatcher(drops.lab);
    await watcher.start();
  });
  afterAll(async () => {
    await watcher.kill();
    await drops.down();
  });

  const talking = async (extension = '101') => await watchedTalk(drops, watcher, extension);

  async function endOf(call: string, patienceMs = 15_000): Promise<EndedCall> {
    await watcher.until(() => watcher.ended(call), patienceMs);
    const end = watcher.ended(call);
    if (end === null) throw new Error('its end was not told');
    return end;
  }

  function toldWithin(call: string, since: number): number {
    return (watcher.of(call).find(({ kind }) => kind === 'ended')?.at ?? Number.POSITIVE_INFINITY) - since;
  }

  test('tells of a call while it is up: who speaks, by which trunk, since when', async () => {
    const { survivor, call } = await talking('102');
    const live = watcher.live.find((each) => each.call === call);
    expect(live).toMatchObject({ incoming: true, trunk: 't1', worker: '102' });
    expect(Math.abs((live?.answeredAt ?? 0) - Date.now())).toBeLessThan(5_000);
    survivor.hangUp();
    await endOf(call);
    expect(watcher.live.some((each) => each.call === call)).toBe(false);
  });

  test("a survivor's BYE is theirs, told within half a second, and nobody may call back", async () => {
    const { survivor, call } = await talking();
    await pause(1_000);
    const at = survivor.hangUp([['reason', 'Q.850;cause=16']]);
    const { verdict } = await endOf(call);
    expect(verdict).toMatchObject({ class: 'survivor-ended-abruptly', releasedBy: 'survivor-side' });
    expect(toldWithin(call, at)).toBeLessThan(CLASS_MS);
    expect(allowsCallback(verdict, true)).toBe(false);
  });

  test("a worker's BYE is the worker's", async () => {
    const { worker, call } = await talking();
    const at = worker.hangUp();
    expect((await endOf(call)).verdict).toMatchObject({ class: 'worker-ended', releasedBy: 'worker-side' });
    expect(toldWithin(call, at)).toBeLessThan(CLASS_MS);
  });

  test.each([
    ['Q.850;cause=38', 0.95],
    // Asterisk's own reader loses the cause behind a text of this length; the mirror does not.
    ['Q.850;text="network out of order";cause=38', 0.9],
  ])("a carrier's BYE with Reason %s is a network drop", async (reason, atLeast) => {
    const { survivor, call } = await talking();
    const at = survivor.hangUp([['reason', reason]]);
    const { verdict } = await endOf(call);
    expect(verdict).toMatchObject({ class: 'network-drop', releasedBy: 'survivor-side' });
    expect(verdict.confidence).toBeGreaterThanOrEqual(atLeast);
    expect(toldWithin(call, at)).toBeLessThan(CLASS_MS);
  });

  test('a survivor who falls silent is suspected within four seconds, and a network drop when the PBX gives up', async () => {
    const { survivor, call } = await talking();
    await pause(2_500);
    const at = survivor.vanish();
    const suspected = await watcher.until(() => watcher.of(call).find(({ kind }) => kind === 'suspected'), 8_000);
    expect(suspected?.call).toMatchObject({ side: 'survivor-side' });
    expect((suspected?.at ?? Number.POSITIVE_INFINITY) - at).toBeLessThan(SUSPICION_MS);
    const { verdict } = await endOf(call);
    expect(verdict).toMatchObject({ class: 'network-drop', releasedBy: 'survivor-side' });
    expect(allowsCallback(verdict, true)).toBe(true);
    expect(watcher.of(call).map(({ kind }) => kind)).toEqual(['live', 'suspected', 'ended']);
    survivor.abandon();
  });

  test('a survivor who comes back is restored, and the call is no drop', async () => {
    const { survivor, call } = await talking();
    await pause(2_500);
    survivor.media.speaks = false;
    survivor.media.reports = false;
    await watcher.until(() => watcher.of(call).some(({ kind }) => kind === 'suspected'), 8_000);
    survivor.media.speaks = true;
    survivor.media.reports = true;
    await watcher.until(() => watcher.of(call).some(({ kind }) => kind === 'restored'), 8_000);
    expect(watcher.of(call).map(({ kind }) => kind)).toEqual(['live', 'suspected', 'restored']);
    await pause(3_500);
    survivor.hangUp();
    expect((await endOf(call)).verdict.releasedBy).toBe('survivor-side');
  });

  test('a transfer is no end: the call goes on with another worker', async () => {
    const { survivor, worker, call } = await talking('101');
    void worker.refer(`sip:102@${drops.lab.network.inside}`);
    await watcher.until(() => watcher.live.some((each) => each.call === call && each.worker === '102'));
    await worker.until('over');
    await pause(1_000);
    expect(watcher.of(call).every(({ kind }) => kind === 'live')).toBe(true);
    expect(watcher.live.find((each) => each.call === call)?.worker).toBe('102');
    survivor.hangUp();
    expect((await endOf(call)).verdict.releasedBy).toBe('survivor-side');
  });

  test('neither is a park, nor a hold longer than the RTP timeout', async () => {
    const parked = await talking('101');
    const held = await talking('102');
    await held.worker.hold(true);
    void parked.worker.refer(`sip:700@${drops.lab.network.inside}`);
    await parked.worker.until('over');
    await pause((RTP_TIMEOUT_S + 3) * 1_000);
    for (const { call } of [parked, held]) expect(watcher.of(call).map(({ kind }) => kind)).not.toContain('ended');
    const ends = async ({ survivor, call }: { survivor: PartyCall; call: string }) => {
      survivor.hangUp();
      return (await endOf(call)).verdict;
    };
    expect(await ends(parked)).toMatchObject({ releasedBy: 'survivor-side' });
    expect(await ends(held)).toMatchObject({ class: 'survivor-ended-abruptly', releasedBy: 'survivor-side' });
  });

  test('who is called and refuses, and who gives up while it rings', async () => {
    const { worker } = await drops.workerCalls('103', 433);
    await worker.until('over');
    const refused = await watcher.until(() =>
      watcher.told.find((fact) => 'verdict' in fact.call && fact.call.verdict.detail === 'refused-anonymous'),
    );
    expect(refused?.call).toMatchObject({ worker: '103', trunk: 't1', answeredAt: null });
    const { survivor } = await drops.survivorCalls('101', 'ring');
    const call = await drops.legOf(survivor);
    await pause(500);
    survivor.cancel();
    expect((await endOf(call)).verdict.class).toBe('abandoned');
  });

  test('tells each end once', () => {
    const ends = watcher.told.filter(({ kind }) => kind === 'ended').map(({ call }) => call.call);
    expect(new Set(ends).size).toBe(ends.length);
  });
});
