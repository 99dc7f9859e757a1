import type { DropWatcher } from './drop-watcher.ts';
import type { DropsLab } from './drops-lab.ts';

/** A survivor calls, the phone answers, and the detector knows of it. */
export async function watchedTalk(drops: DropsLab, watcher: DropWatcher, extension: string) {
  const { survivor, worker } = await drops.survivorCalls(extension);
  if (!(await survivor.until('up'))) throw new Error('nobody answered');
  const call = await drops.legOf(survivor);
  await watcher.until(() => watcher.live.find((each) => each.call === call && each.worker === extension));
  return { survivor, worker: await worker, call };
}
