import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DropWatcher } from './drop-watcher.ts';
import { DropsLab } from './drops-lab.ts';

describe('how calls end on Asterisk 16.28, which tells no SIP status and no Call-ID', () => {
  let drops: DropsLab;
  let watcher: DropWatcher;

  beforeAll(async () => {
    drops = await DropsLab.up({ release: '16', rtpTimeout: 6 });
    watcher = new DropWatcher(drops.lab);
    await watcher.start();
  });
  afterAll(async () => {
    await watcher.kill();
    await drops.down();
  });

  async function talking(extension: string) {
    const { survivor, worker } = await drops.survivorCalls(extension);
    expect(await survivor.until('up')).toBe(true);
    const call = await drops.legOf(survivor);
    await watcher.until(() => watcher.live.find((each) => each.call === call && each.worker === extension));
    return { survivor, worker: await worker, call };
  }

  async function verdictOf(call: string) {
    await watcher.until(() => watcher.ended(call), 15_000);
    return watcher.ended(call)?.verdict;
  }

  test('a BYE is told by its side, and a Reason that Asterisk loses is read from the mirror', async () => {
    const theirs = await talking('101');
    theirs.survivor.hangUp();
    expect(await verdictOf(theirs.call)).toMatchObject({
      releasedBy: 'survivor-side',
      class: 'survivor-ended-abruptly',
    });
    const ours = await talking('102');
    ours.worker.hangUp();
    expect(await verdictOf(ours.call)).toMatchObject({ releasedBy: 'worker-side', class: 'worker-ended' });
    const carriers = await talking('103');
    await pause(500);
    carriers.survivor.hangUp([['reason', 'Q.850;text="network out of order";cause=38']]);
    expect(await verdictOf(carriers.call)).toMatchObject({ releasedBy: 'survivor-side', class: 'network-drop' });
  });

  test('a silent loss is suspected, and then a network drop', async () => {
    const { survivor, call } = await talking('101');
    await pause(3_000);
    survivor.vanish();
    expect(await verdictOf(call)).toMatchObject({ releasedBy: 'survivor-side', class: 'network-drop' });
    expect(watcher.of(call).map(({ kind }) => kind)).toEqual(['live', 'suspected', 'ended']);
    survivor.abandon();
  });
});
