import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DropWatcher } from './drop-watcher.ts';
import { DropsLab } from './drops-lab.ts';
import { watchedTalk } from './watched-talk.ts';

const CRASH_MS = 1_000;
const FREEZE_MS = 5_000;

/** Zero would be everything that runs with us. */
async function pidOf({ lab }: DropsLab): Promise<number> {
  const pid = await lab.agency.pid();
  if (pid === null) throw new Error('the PBX does not run');
  return pid;
}

describe('calls whose PBX goes away, and a detector that does', () => {
  let drops: DropsLab;
  let watcher: DropWatcher;

  beforeAll(async () => {
    drops = await DropsLab.up({ rtpTimeout: 20 });
    watcher = new DropWatcher(drops.lab);
    await watcher.start();
  });
  afterAll(async () => {
    await watcher.kill();
    await drops.down();
  });

  const talking = async (extension = '101') => await watchedTalk(drops, watcher, extension);

  const ends = (call: string) => watcher.of(call).filter(({ kind }) => kind === 'ended');

  test('a detector that is killed mid-call knows the call again by its id, and tells its end once', async () => {
    const { survivor, call } = await talking('101');
    const before = watcher.live.find((each) => each.call === call);
    await watcher.kill();
    await pause(500);
    await watcher.start();
    await pause(1_500);
    expect(watcher.live.find((each) => each.call === call)).toEqual(before);
    expect(ends(call)).toEqual([]);
    survivor.hangUp([['reason', 'Q.850;cause=38']]);
    await watcher.until(() => watcher.ended(call));
    expect(watcher.ended(call)).toMatchObject({ ...before, verdict: { class: 'network-drop' } });
    expect(ends(call)).toHaveLength(1);
  });

  test('a call that ends while nobody watches is told once, as unknown, and nobody may call back', async () => {
    const { survivor, call } = await talking('102');
    await watcher.kill();
    survivor.hangUp();
    await pause(1_000);
    await watcher.start();
    await watcher.until(() => watcher.ended(call));
    expect(watcher.ended(call)?.verdict).toMatchObject({ class: 'unknown', releasedBy: 'unknown' });
    await watcher.kill();
    await watcher.start();
    await pause(1_500);
    expect(ends(call)).toHaveLength(1);
  });

  test('a frozen PBX is known within five seconds; calls that live on are told so, and end as they end', async () => {
    const { survivor, call } = await talking('103');
    await pause(1_000);
    const pid = await pidOf(drops);
    const at = Date.now();
    process.kill(pid, 'SIGSTOP');
    await watcher.until(() => ends(call).length > 0);
    process.kill(pid, 'SIGCONT');
    expect((ends(call)[0]?.at ?? Number.POSITIVE_INFINITY) - at).toBeLessThan(FREEZE_MS);
    expect(watcher.ended(call)?.verdict).toMatchObject({ class: 'pbx-failed', releasedBy: 'pbx' });
    await watcher.until(() => watcher.of(call).some(({ kind }) => kind === 'restored'), 30_000);
    survivor.hangUp();
    await watcher.until(() => watcher.of(call).at(-1)?.kind === 'ended');
    expect(watcher.ended(call)?.verdict.releasedBy).toBe('survivor-side');
    expect(ends(call)).toHaveLength(2);
  });

  test('a PBX that dies is known within a second for every call, once, also when it is back', async () => {
    const calls = [await talking('101'), await talking('102'), await talking('103')];
    const pid = await pidOf(drops);
    const at = Date.now();
    process.kill(pid, 'SIGKILL');
    await watcher.until(() => calls.every(({ call }) => ends(call).length > 0));
    for (const { call } of calls) {
      expect((ends(call)[0]?.at ?? Number.POSITIVE_INFINITY) - at).toBeLessThan(CRASH_MS);
      expect(watcher.ended(call)?.verdict).toMatchObject({ class: 'pbx-failed', releasedBy: 'pbx', confidence: 0.99 });
    }
    for (const { survivor, worker } of calls) for (const side of [survivor, worker]) side.abandon();
    await drops.startPbx();
    const again = await talking('101');
    again.survivor.hangUp();
    await watcher.until(() => watcher.ended(again.call));
    for (const { call } of [...calls, again]) expect(ends(call)).toHaveLength(1);
  });

  test('a PBX that died and came back while nobody watched took its calls along', async () => {
    const { survivor, worker, call } = await talking('102');
    await pause(3_000);
    await watcher.kill();
    process.kill(await pidOf(drops), 'SIGKILL');
    for (const side of [survivor, worker]) side.abandon();
    await pause(500);
    await drops.startPbx();
    await watcher.start();
    await watcher.until(() => watcher.ended(call));
    expect(watcher.ended(call)?.verdict).toMatchObject({ class: 'pbx-failed', releasedBy: 'pbx', confidence: 0.6 });
    expect(ends(call)).toHaveLength(1);
  });
});
