import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sherpa from 'sherpa-onnx-node';
import type { Stretch } from '../../../call/speech.ts';
import { RATE } from './clips.ts';

/** A telephone's rate. */
const HEARD_RATE = 8_000;
/** What the model takes at once, in samples. */
const WINDOW = 512;
const SETTINGS = {
  threshold: 0.5,
  minSilenceDuration: 0.5,
  minSpeechDuration: 0.1,
  windowSize: WINDOW,
  maxSpeechDuration: 20,
};

/** 16-bit PCM at 8 kHz as models want it: 16 kHz, from -1 to 1. */
export function resampled(pcm: Buffer): Float32Array {
  const samples = new Float32Array(pcm.length >> 1);
  for (const at of samples.keys()) samples[at] = pcm.readInt16LE(2 * at) / 32_768;
  return new sherpa.LinearResampler(HEARD_RATE, RATE).flush(samples);
}

/** Silero's model, version 5, as its makers published it. */
const MODEL_SHA256 = '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f';

/** Where somebody speaks, by Silero's model at `model`. Throws when that is another file. */
export function speechIn(samples: Float32Array, model: string): readonly Stretch[] {
  const digest = createHash('sha256').update(readFileSync(model)).digest('hex');
  if (digest !== MODEL_SHA256) throw new Error('the model that finds speech is not the one it should be');
  const seconds = samples.length / RATE;
  const vad = new sherpa.Vad(
    { sileroVad: { ...SETTINGS, model }, sampleRate: RATE, numThreads: 1, provider: 'cpu', debug: 0 },
    Math.ceil(seconds) + 10,
  );
  const found: Stretch[] = [];
  const take = (): void => {
    for (; !vad.isEmpty(); vad.pop()) {
      const { start, samples: spoken } = vad.front(false);
      const from = Math.min(seconds, Math.max(0, start / RATE));
      found.push({ from, to: Math.min(seconds, from + spoken.length / RATE) });
    }
  };
  for (let at = 0; at < samples.length; at += WINDOW) {
    const window = new Float32Array(WINDOW);
    window.set(samples.subarray(at, at + WINDOW));
    vad.acceptWaveform(window);
    take();
  }
  vad.flush();
  take();
  return found;
}
