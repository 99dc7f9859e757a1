import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resampled, speechIn } from '../../src/adapters/transcription/child/speech-finder.ts';
import { samplesIn } from '../../src/cli/model/samples.ts';
import { Failure } from '../../src/failure.ts';
import { ensurePackages } from '../../src/lab/packages.ts';
import { voiceOf } from '../../src/voicemail/voice.ts';
import { LabUnderTest } from './lab-under-test.ts';
import { NOBODY, noisy } from './sounds-made.ts';

const MODEL = createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx');
/** Prompts of a woman whom every Asterisk speaks with; those shorter than this are parts of sentences. */
const CLIPS = 60;
const LEAST_SECONDS = 1;
const HEADER_BYTES = 44;

const secondsFound = (pcm: Buffer): number =>
  speechIn(resampled(pcm), MODEL).reduce((sum, { from, to }) => sum + to - from, 0);

/** A WAV file of 16-bit PCM at 8 kHz. */
function waveFile(pcm: Buffer): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + pcm.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(pcm.length, 40);
  return Buffer.concat([head, pcm]);
}

describe('somebody who speaks', { timeout: 300_000 }, () => {
  let under: LabUnderTest;
  let folder = '';
  let clips: readonly { readonly name: string; readonly pcm: Buffer }[] = [];

  beforeAll(async () => {
    under = await LabUnderTest.up([{ id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' }]);
    folder = await mkdtemp(join(tmpdir(), 'withheld-heard-'));
    const { root } = await ensurePackages('22', () => undefined);
    const sounds = join(root, 'usr/share/asterisk/sounds/en_US_f_Allison');
    const texts = join(root, 'usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz');
    const samples = await samplesIn(sounds, texts, 10_000);
    if (samples instanceof Failure) throw samples;
    const all = await Promise.all(
      samples.map(async ({ name, path }) => ({ name, pcm: (await readFile(path)).subarray(HEADER_BYTES) })),
    );
    const long = all.filter(({ pcm }) => pcm.length / 16_000 >= LEAST_SECONDS);
    const step = long.length / CLIPS;
    clips = Array.from({ length: CLIPS }, (_, at) => long[Math.floor(at * step)]).flatMap((each) => each ?? []);
  });
  afterAll(async () => {
    await under.down();
    await rm(folder, { recursive: true, force: true });
  });

  let nth = 0;

  /** A sound as it is after the PBX has coded it and decoded it again. */
  async function coded(pcm: Buffer, codec: 'ulaw' | 'gsm'): Promise<Buffer> {
    nth += 1;
    const path = (ending: string) => join(folder, `${nth}${ending}`);
    await writeFile(path('.wav'), waveFile(pcm));
    await under.lab.agency.console(`file convert ${path('.wav')} ${path(`.${codec}`)}`);
    await under.lab.agency.console(`file convert ${path(`.${codec}`)} ${path('-back.wav')}`);
    const voice = voiceOf(await readFile(path('-back.wav')));
    if (voice === null || voice.seconds < pcm.length / 16_000 - 0.1) throw new Error(`${codec} was not converted`);
    return Buffer.from(voice.samples);
  }

  async function missed(heard: (pcm: Buffer) => Promise<Buffer>): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { name, pcm } of clips) {
      const seconds = secondsFound(await heard(pcm));
      if (seconds < 0.5) found.push(`${name}: ${seconds.toFixed(2)} s`);
    }
    return found;
  }

  test('is found over a telephone', async () => {
    expect(clips).toHaveLength(CLIPS);
    expect(await missed((pcm) => coded(pcm, 'ulaw'))).toEqual([]);
  });

  test('is found over a mobile telephone, in a noise ten decibels below the voice', async () => {
    expect(await missed((pcm) => coded(noisy(pcm), 'gsm'))).toEqual([]);
  });

  test.each(Object.keys(NOBODY))('is not found in %s', async (name) => {
    const pcm = NOBODY[name]?.() ?? Buffer.alloc(0);

    expect(pcm.length).toBeGreaterThan(100_000);
    expect([secondsFound(await coded(pcm, 'ulaw')), secondsFound(await coded(pcm, 'gsm'))]).toEqual([0, 0]);
  });
});
