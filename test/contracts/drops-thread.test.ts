import { afterEach, describe, expect, it } from 'vitest';
import { DropsThread } from '../../src/adapters/thread/drops-thread.ts';
import { systemTimer } from '../../src/adapters/time/system-time.ts';
import type { LegId } from '../../src/call/call-event.ts';
import type { LiveCall } from '../../src/call/ended-call.ts';
import { KeptLog } from '../fakes/kept-log.ts';

const call = (leg: string): LiveCall => ({
  call: leg as LegId,
  incoming: true,
  trunk: 't1',
  worker: '101',
  answeredAt: 5,
});

/** A thread that does this instead of watching. */
function entry(code: string): URL {
  const import_ = `import { parentPort, workerData } from 'node:worker_threads'; const tell = (...facts) => parentPort.postMessage(facts);`;
  return new URL(`data:text/javascript,${encodeURIComponent(`${import_}${code}`)}`);
}

describe('the detector of dropped calls in a thread of its own', () => {
  const threads: DropsThread[] = [];
  afterEach(async () => {
    for (const thread of threads.splice(0)) await thread.stop();
  });

  const threadOf = (code: string, known: readonly LiveCall[] = []) => {
    const told: string[] = [];
    const log = new KeptLog();
    const say = (kind: string) => (each: LiveCall) => told.push(`${kind} ${each.call}`);
    const thread = new DropsThread({
      entry: entry(code),
      sources: null,
      known,
      timer: systemTimer,
      log,
      listener: {
        live: say('live'),
        suspected: say('suspected'),
        restored: say('restored'),
        ended: say('ended'),
        raised: say('raised'),
      },
      trunk: ({ reachable, trunk }) => told.push(`${trunk} ${reachable}`),
    });
    threads.push(thread);
    return { thread, told, log };
  };

  it('is begun again when it breaks, with the calls that are live and with no other', async () => {
    const code = `
      tell({ kind: 'watching', heard: true });
      for (const each of workerData.known) tell({ kind: 'suspected', call: each });
      if (workerData.known.some((each) => each.call === 'second')) {
        const [one, two] = workerData.known;
        tell({ kind: 'live', call: { ...one, call: 'third' } }, { kind: 'ended', call: two });
        setTimeout(() => { throw new Error('0255501001') }, 100);
      }
      setInterval(() => undefined, 1000);`;
    const { log, thread, told } = threadOf(code, [call('first'), call('second')]);
    thread.start();
    await expect.poll(() => told.length, { timeout: 20_000 }).toBe(6);
    expect(told).toEqual([
      'suspected first',
      'suspected second',
      'live third',
      'ended second',
      'suspected first',
      'suspected third',
    ]);
    expect(log.events).toEqual(['drops-watching', 'drops-thread-lost', 'drops-not-watching', 'drops-watching']);
    expect(thread.watching).toBe(true);
  });

  it('says that nobody watches while the PBX tells nothing', async () => {
    const { thread, told } = threadOf(`tell({ kind: 'watching', heard: false }); setInterval(() => undefined, 1000);`);
    thread.start();
    await new Promise((later) => setTimeout(later, 300));
    expect([thread.watching, told]).toEqual([false, []]);
  });

  it('hands it what the mirror shows', async () => {
    const code = `parentPort.on('message', (orders) => {
      for (const { word } of orders) tell({ kind: 'live', call: { call: word.dialog } });
    }); tell({ kind: 'watching', heard: true });`;
    const { thread, told } = threadOf(code);
    thread.start();
    await expect.poll(() => thread.watching, { timeout: 5_000 }).toBe(true);
    const word = { direction: 'in', method: 'BYE', status: null, reason: null, begins: false } as const;
    thread.word({ ...word, dialog: 'a' });
    thread.word({ ...word, dialog: 'b' });
    await expect.poll(() => told, { timeout: 5_000 }).toEqual(['live a', 'live b']);
  });
});
