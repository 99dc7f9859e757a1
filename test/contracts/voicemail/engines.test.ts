import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChildTranscriber } from '../../../src/adapters/transcription/child-transcriber.ts';
import type { EngineSetup } from '../../../src/adapters/transcription/child-words.ts';
import { modelDigest, modelFiles } from '../../../src/adapters/transcription/model-files.ts';
import { ensurePackages } from '../../../src/lab/packages.ts';
import { smallModel, TOKENS } from './small-model.ts';

const SPEECH_CHILD = new URL('../../../src/speech-child.ts', import.meta.url);
const PATIENCE_MS = 25_000;

/** Plays whisper-cli: takes the words that whisper.cpp 1.8 takes, a WAV of 16 kHz on standard input, and opens /dev/stdout to write, as it does. */
const WHISPER = `#!/usr/bin/env node
const { openSync, readFileSync, writeSync } = require('node:fs');
const words = process.argv.slice(2).join(' ');
const wav = readFileSync(0);
const isWave = wav.toString('latin1', 0, 4) === 'RIFF' && wav.readUInt32LE(24) === 16000 && wav.length === 44 + wav.readUInt32LE(40);
const isAsked = / -f - -of - -oj -ojf -np -ng -t 2 -l en$/.test(words) && /^-m \\/.*ggml-tiny.bin /.test(words);
const seconds = (wav.length - 44) / 32000;
const told = { transcription: [{ offsets: { from: 300, to: 1500 }, text: isWave && isAsked ? ' Call me back.' : ' ' + words + seconds,
  tokens: [{ text: '[_BEG_]', p: 0.1 }, { text: ' Call', p: 0.9 }, { text: ' me', p: 0.8 }] }] };
writeSync(openSync('/dev/stdout', 'w'), JSON.stringify(told));
`;

describe('an engine', () => {
  let folder = '';
  let pcm: Buffer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'withheld-engines-'));
    const { root } = await ensurePackages('22', () => undefined);
    pcm = readFileSync(join(root, 'usr/share/asterisk/sounds/en_US_f_Allison/check-number-dial-again.wav')).subarray(
      44,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function engine(name: string, files: Readonly<Record<string, Buffer | string>>, more: Partial<EngineSetup>) {
    const directory = join(folder, name);
    mkdirSync(directory);
    for (const [file, bytes] of Object.entries(files)) writeFileSync(join(directory, file), bytes);
    const sha256 = modelDigest(await modelFiles(directory));
    const setup: EngineSetup = {
      engine: 'sherpa',
      kind: null,
      directory,
      sha256,
      command: [],
      language: 'en',
      threads: 2,
      ...more,
    };
    return new ChildTranscriber({ entry: SPEECH_CHILD, engine: setup, memory: 1024 * 1024 * 1024 });
  }

  const heard = (machine: ChildTranscriber) => machine.transcribe(pcm, AbortSignal.timeout(PATIENCE_MS));

  test('of sherpa hears speech with a model in NeMo’s form', async () => {
    const machine = await engine('sherpa', { 'model.onnx': smallModel(), 'tokens.txt': TOKENS }, { kind: 'nemo-ctc' });
    const { made, speech } = await heard(machine);

    expect(speech?.stretches).toHaveLength(1);
    expect(made).toMatchObject({ engine: 'sherpa', model: 'sherpa' });
    expect('segments' in made && made.segments.map(({ text }) => text.trim())).toEqual([
      expect.stringMatching(/^call/),
    ]);
  });

  test('that is whisper-cli is given the sound and gives its words by pipes alone', async () => {
    const program = join(folder, 'whisper-cli');
    writeFileSync(program, WHISPER);
    chmodSync(program, 0o755);
    const machine = await engine(
      'whisper',
      { 'ggml-tiny.bin': 'weights' },
      { engine: 'whisper-cli', command: [program] },
    );
    const { made } = await heard(machine);

    expect('segments' in made && made.segments).toEqual([
      { from: expect.any(Number), to: expect.any(Number), text: ' Call me back.', confidence: expect.closeTo(0.85) },
    ]);
  });

  test('that cannot be started says so, and where somebody speaks is known all the same', async () => {
    const machine = await engine(
      'none',
      { 'ggml-tiny.bin': 'weights' },
      { engine: 'whisper-cli', command: ['/nonexistent'] },
    );

    expect(await heard(machine)).toMatchObject({ speech: { stretches: [{}] }, made: { none: 'engine-failed' } });
  });

  test('whose model is another one is not started', async () => {
    const machine = await engine(
      'changed',
      { 'ggml-tiny.bin': 'weights' },
      { engine: 'whisper-cli', command: ['/nonexistent'] },
    );
    writeFileSync(join(folder, 'changed/ggml-tiny.bin'), 'WEIGHTS');

    expect((await heard(machine)).made).toEqual({ none: 'model-changed' });
  });

  test('hears nothing where nobody speaks: it is not started', async () => {
    const machine = await engine(
      'silence',
      { 'ggml-tiny.bin': 'weights' },
      { engine: 'whisper-cli', command: ['/nonexistent'] },
    );
    const { made, speech } = await machine.transcribe(new Uint8Array(32_000), AbortSignal.timeout(PATIENCE_MS));

    expect([speech, made]).toEqual([{ stretches: [] }, { none: 'no-speech' }]);
  });
});
