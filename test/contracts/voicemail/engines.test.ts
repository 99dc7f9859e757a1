import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChildTranscriber } from '../../../src/adapters/transcription/child-transcriber.ts';
import type { EngineSetup } from '../../../src/adapters/transcription/child-words.ts';
import { modelDigest, modelFiles } from '../../../src/adapters/transcription/model-files.ts';
import { ensurePackages } from '../../../src/lab/packages.ts';
import { whisperCli } from '../../whisper-cli.ts';
import { smallModel, TOKENS } from './small-model.ts';
import { smallWhisper, YES_AND_NO } from './small-whisper.ts';

const SPEECH_CHILD = new URL('../../../src/speech-child.ts', import.meta.url);
const PATIENCE_MS = 25_000;

describe('an engine', () => {
  let folder = '';
  let pcm: Buffer;
  let whisper: readonly string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'withheld-engines-'));
    const { root } = await ensurePackages('22', () => undefined);
    pcm = readFileSync(join(root, 'usr/share/asterisk/sounds/en_US_f_Allison/check-number-dial-again.wav')).subarray(
      44,
    );
    whisper = await whisperCli();
  }, 300_000);
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

  test('that is whisper-cli is given the sound and gives its words by pipes alone, within the sound', async () => {
    const model = { 'ggml-tiny.bin': smallWhisper() };
    const machine = await engine('whisper', model, { engine: 'whisper-cli', command: whisper });
    const { made, speech } = await heard(machine);
    const [stretch] = speech?.stretches ?? [];

    expect('segments' in made ? made.segments : made).toEqual([
      { from: expect.any(Number), to: expect.any(Number), text: ` ${YES_AND_NO}`, confidence: expect.closeTo(1) },
    ]);
    const [segment] = 'segments' in made ? made.segments : [];
    // The program says that it goes on for half a minute.
    expect(segment?.to).toBeLessThan((stretch?.to ?? 0) + 1);
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
