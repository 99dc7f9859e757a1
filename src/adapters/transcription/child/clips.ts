import type { Stretch } from '../../../call/speech.ts';

/** Speech as engines get it, 16,000 samples a second: each clip with where it lies in the message, and in the joined sound. */
export interface Clip {
  readonly from: number;
  readonly samples: Float32Array;
  readonly at: number;
}

export const RATE = 16_000;
/** Words begin a little before a detector is sure of them. */
const AROUND_S = 0.2;
/** Silence between clips, so that engines end a sentence. */
const GAP_S = 0.5;

/** The clips of the stretches, each with a little around it; those that would meet are one. */
export function clipsOf(samples: Float32Array, stretches: readonly Stretch[]): readonly Clip[] {
  const wide: { from: number; to: number }[] = [];
  for (const { from, to } of stretches) {
    const begin = Math.max(0, from - AROUND_S);
    const last = wide.at(-1);
    if (last !== undefined && begin <= last.to && to - last.from < 25) last.to = to + AROUND_S;
    else wide.push({ from: Math.max(begin, last?.to ?? 0), to: to + AROUND_S });
  }
  let at = 0;
  return wide.map(({ from, to }) => {
    const clip = { from, at, samples: samples.subarray(Math.round(from * RATE), Math.round(to * RATE)) };
    at += clip.samples.length / RATE + GAP_S;
    return clip;
  });
}

/** All clips as one sound, with silence in between, as 16-bit PCM. */
export function joined(clips: readonly Clip[]): Buffer {
  const last = clips.at(-1);
  if (last === undefined) return Buffer.alloc(0);
  const sound = Buffer.alloc(2 * (Math.round((last.at + GAP_S) * RATE) + last.samples.length));
  for (const { at, samples } of clips) {
    const first = Math.round(at * RATE);
    for (const [nth, sample] of samples.entries())
      sound.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))), 2 * (first + nth));
  }
  return sound;
}

/** The clip that holds a moment of the joined sound; a moment in a gap belongs to the clip before it. */
export function clipAt(clips: readonly Clip[], seconds: number): Clip | undefined {
  return clips.findLast(({ at }) => at <= seconds + 0.01) ?? clips[0];
}
