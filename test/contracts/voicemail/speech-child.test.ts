import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChildTranscriber } from '../../../src/adapters/transcription/child-transcriber.ts';
import type { EngineSetup } from '../../../src/adapters/transcription/child-words.ts';
import { canBe, sandboxWords } from '../../../src/adapters/transcription/sandbox.ts';

const MISBEHAVING = new URL('misbehaving-child.ts', import.meta.url);
const SPEECH_CHILD = new URL('../../../src/speech-child.ts', import.meta.url);
const MEGABYTE = 1024 * 1024;
const ENGINE: EngineSetup = {
  engine: 'whisper-cli',
  kind: null,
  directory: '/nonexistent',
  sha256: '0'.repeat(64),
  command: ['false'],
  language: 'en',
  threads: 1,
};

/** Processes of this user whose command line holds `text`. */
function running(text: string): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^[0-9]+$/.test(name) || Number(name) === process.pid) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text);
    } catch {
      return false;
    }
  });
}

describe('a process that listens to a message', () => {
  let directory = '';

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'withheld-child-'));
    expect(await canBe(true)).toBe(true);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const child = new ChildTranscriber({ entry: MISBEHAVING, engine: ENGINE, memory: 256 * MEGABYTE });

  /** What comes of a child that does this; how much memory it took here, and for how long at most this process could do nothing else. */
  async function made(mischief: string, patienceMs = 20_000) {
    const before = process.memoryUsage().rss;
    let [last, longest, most] = [performance.now(), 0, 0];
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 5);
    const { made: end, speech } = await child.transcribe(Buffer.from(mischief), AbortSignal.timeout(patienceMs));
    clearInterval(beat);
    return { none: 'none' in end ? end.none : 'made', speech, longest, megabytes: most / MEGABYTE };
  }

  test('is tried in a network of its own again after the machine once could not give it one, and asked no more once it could', async () => {
    let asked = 0;
    const asking = new ChildTranscriber({
      entry: MISBEHAVING,
      engine: ENGINE,
      memory: 256 * MEGABYTE,
      canBeAlone: async () => {
        asked += 1;
        return asked > 1;
      },
    });
    for (const _ of [1, 2, 3]) await asking.transcribe(Buffer.from('silent'), AbortSignal.timeout(20_000));

    expect(asked).toBe(2);
  });

  test.each([
    ['aborts', 'abort', 'crashed'],
    ['is killed', 'kill', 'crashed'],
    ['eats memory', 'memory', 'crashed'],
    ['writes a gigabyte', 'flood', 'unreadable'],
    ['says what is no answer', 'malformed', 'unreadable'],
    ['says more than an answer', 'secret', 'unreadable'],
    ['ends in the middle of a word', 'half', 'unreadable'],
    ['ends without a word', 'silent', 'crashed'],
  ])('that %s harms nobody: its end is known, and this process goes on in little memory', async (_, mischief, none) => {
    const end = await made(mischief);

    expect(end.none).toBe(none);
    expect(end.megabytes).toBeLessThan(100);
    // A process that is held up for a second or two by a gigabyte would not hear of a call; other work of this machine may take some.
    expect(end.longest).toBeLessThan(1_000);
    expect(running(MISBEHAVING.pathname)).toEqual([]);
  });

  test('that never ends is ended', async () => {
    const end = await made('loop', 3_000);

    expect(end.none).toBe('late');
    expect(running(MISBEHAVING.pathname)).toEqual([]);
  });

  test('that said where somebody speaks before it went wrong is believed that', async () => {
    expect((await made('half')).speech).toEqual({ stretches: [{ from: 0, to: 1 }] });
  });

  test('cannot put a byte onto a disk', async () => {
    const file = join(directory, 'written');
    const end = await made(`write ${file}`);

    expect(end.none).toBe('crashed');
    expect(existsSync(file) ? statSync(file).size : 0).toBe(0);
  });

  test('reaches nobody, not even on this machine', async () => {
    let calls = 0;
    const server = createServer(() => {
      calls += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const end = await made(`call ${typeof address === 'object' ? address?.port : 0}`);
    server.close();

    expect([end.none, calls]).toEqual(['no-sandbox', 0]);
  });

  test('leaves nothing behind that it started', async () => {
    await made('child 987654');
    await pause(100);

    expect(running('sleep 987654')).toEqual([]);
  });

  test('is told nothing by its command line or its environment', async () => {
    expect((await made('environment')).none).toBe('busy');
  });

  test('dumps no core, may allocate what it was given, and comes after everybody else', () => {
    const [program = '', ...words] = [
      ...sandboxWords({ memory: 256 * MEGABYTE, seconds: 7, nice: 19 }, true),
      'sh',
      '-c',
    ];
    const told = execFileSync(program, [...words, 'ulimit -c; ulimit -f; ulimit -d; ulimit -t; nice'], {
      encoding: 'utf8',
    });

    expect(told.trim().split('\n')).toEqual(['0', '0', String(256 * 1024), '7', '19']);
  });
});

describe('the model that finds speech', () => {
  const models = createRequire(import.meta.url);
  const finder = (version: string) =>
    new ChildTranscriber({
      entry: SPEECH_CHILD,
      engine: null,
      memory: 512 * MEGABYTE,
      speechModel: models.resolve(`@ricky0123/vad-web/dist/silero_vad_${version}.onnx`),
    }).findSpeech(new Uint8Array(16_000), AbortSignal.timeout(20_000));

  test('is not loaded when it is another one, although that would do', async () => {
    expect([await finder('v5'), await finder('v6')]).toEqual([{ stretches: [] }, null]);
  });
});
