import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { HepReceiver } from '../../src/adapters/asterisk/hep.ts';
import { WireThread, type WireThreadParts } from '../../src/adapters/thread/wire-thread.ts';
import { systemTimer } from '../../src/adapters/time/system-time.ts';
import type { LegId } from '../../src/call/call-event.ts';
import type { WireFact } from '../../src/leaks/wire/wire-words.ts';
import { FakePbx } from '../fakes/fake-pbx.ts';
import { FakeTimer } from '../fakes/fake-timer.ts';
import { callIdOf, recorded } from '../unit/leaks/wire/recorded-lines.ts';
import { mirrorPacket, recordedPlan } from '../unit/leaks/wire/recorded-plan.ts';

const LEG = '1700000000.7' as LegId;
const ENTRY = new URL('../../src/wire-thread.ts', import.meta.url);

/** A thread that does this instead of watching. */
function entry(code: string): URL {
  const import_ = `import { parentPort, workerData } from 'node:worker_threads';`;
  return new URL(`data:text/javascript,${encodeURIComponent(`${import_}${code}`)}`);
}

const LISTENS = `parentPort.postMessage([{ kind: 'listening', heard: true }]);`;
const LIVES = `${LISTENS} setInterval(() => undefined, 1000);`;

async function freePort(): Promise<number> {
  const receiver = new HepReceiver({
    address: '127.0.0.1',
    port: 0,
    onMessage: () => undefined,
    onProblem: () => undefined,
  });
  await receiver.start();
  const { port } = receiver;
  await receiver.stop();
  return port;
}

describe('the wire check in a thread of its own', () => {
  const threads: WireThread[] = [];
  afterEach(async () => {
    for (const thread of threads.splice(0)) await thread.stop();
  });

  const threadOf = (parts: Pick<WireThreadParts, 'entry'> & Partial<WireThreadParts>) => {
    const facts: WireFact[] = [];
    const pbx = new FakePbx();
    const log: unknown[] = [];
    const keeps = (...line: unknown[]) => log.push(line);
    const thread = new WireThread({
      plan: null,
      pbx,
      timer: systemTimer,
      log: { info: keeps, warn: keeps, error: keeps },
      ...parts,
    });
    threads.push(thread);
    const heard = () => facts.flatMap((fact) => (fact.kind === 'listening' ? [fact.heard] : []));
    return { thread, facts, heard, pbx, log, start: () => thread.start((fact) => facts.push(fact)) };
  };

  it('[G10] hears the mirror, cancels a leaking call, closes its door, and tells nothing of what stood in it', async () => {
    const recording = recorded('leaky-settings');
    const port = await freePort();
    const plan = recordedPlan(recording, { address: '127.0.0.1', port, senders: ['127.0.0.1'] });
    const { thread, facts, heard, pbx, log, start } = threadOf({ entry: ENTRY, plan });
    const leaking = recording.messages.find(
      ({ door, raw, scenario }) => door === 'private' && raw.startsWith('INVITE ') && scenario.startsWith('A2'),
    );
    if (leaking === undefined) throw new Error('no leak in the recording');
    await start();
    expect(heard()).toEqual([true]);

    const through = { technology: 'PJSIP', endpoint: `${leaking.trunk}-private` };
    thread.handle({ kind: 'created', at: 0, leg: LEG, through, incoming: false, dialog: callIdOf(leaking) });
    const sender = createSocket('udp4');
    // The order of two ways into the thread is nobody's to promise.
    await new Promise((later) => setTimeout(later, 50));
    sender.send(mirrorPacket(recording, leaking), port, '127.0.0.1');

    await expect.poll(() => pbx.hungUp).toEqual([LEG]);
    await expect.poll(() => facts.filter(({ kind }) => kind === 'close')).toHaveLength(1);
    await expect
      .poll(() => facts.flatMap((fact) => (fact.kind === 'looked' ? [fact.counts.violation] : [])))
      .toContain(1);
    expect(JSON.stringify([facts, log])).not.toMatch(/wrenfield|marigold|2555010/i);
    sender.close();
  });

  it('says when the mirror cannot be heard', async () => {
    const recording = recorded('ordinary-22');
    const taken = createSocket('udp4');
    await new Promise<void>((bound) => taken.bind({ address: '127.0.0.1', port: 0, exclusive: true }, () => bound()));
    const mirror = { address: '127.0.0.1', port: taken.address().port, senders: ['127.0.0.1'] };
    const { heard, log, start } = threadOf({ entry: ENTRY, plan: recordedPlan(recording, mirror) });
    await start();

    expect(heard()).toEqual([false]);
    expect(log).toEqual([]);
    taken.close();
  });

  it.each([
    ['breaks', `${LISTENS} setTimeout(() => { throw new Error('0255501001') }, 100);`],
    ['ends', `${LISTENS} setTimeout(() => process.exit(0), 100);`],
    ['eats memory', `${LISTENS} const all = []; setInterval(() => all.push(new Array(4e6).fill(1)), 1);`],
  ])('[G9] is told as deaf and begun again when it %s, and nobody else ends', async (_what, code) => {
    const { heard, log, start } = threadOf({ entry: entry(code) });
    await start();

    await expect.poll(heard, { timeout: 20_000 }).toEqual([true, false, true]);
    expect(JSON.stringify(log)).toContain('wire-thread-lost');
    expect(JSON.stringify(log)).not.toContain('0255501001');
  });

  it('[G9] is ended and begun again when it hangs', async () => {
    const timer = new FakeTimer();
    const { heard, start } = threadOf({ entry: entry(`${LISTENS} setTimeout(() => { for (;;); }, 20);`), timer });
    await start();
    await timer.wind(5_000);
    expect(heard()).toEqual([true]);

    await timer.wind(1_000);
    expect(heard()).toEqual([true, false]);
    await timer.wind(1_000);
    await expect.poll(heard, { timeout: 5_000 }).toEqual([true, false, true]);
  });

  it('tells one that begins again of the legs that are there', async () => {
    const code = `let legs = 0; parentPort.on('message', (orders) => {
      legs += orders.filter(({ kind }) => kind === 'leg').length;
      parentPort.postMessage([{ kind: 'log', level: 'info', event: String(legs), fields: {} }]);
    });`;
    const once = `${code} ${LIVES} setTimeout(() => process.exit(0), 200);`;
    const { facts, pbx, start } = threadOf({ entry: entry(once) });
    const through = { technology: 'PJSIP', endpoint: 't1-private' };
    pbx.present = { outcome: 'ok', value: [{ leg: LEG, through, waiting: false }] };
    await start();

    await expect
      .poll(() => facts.some((fact) => fact.kind === 'log' && fact.event === '1'), { timeout: 5_000 })
      .toBe(true);
  });
});
