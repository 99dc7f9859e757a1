import { z } from 'zod';
import type { TranscriptSegment } from '../../../call/speech.ts';
import { type Clip, clipAt, RATE } from './clips.ts';

/** A line of pocketsphinx 5: words with their beginning, duration and probability. */
const pocketsphinxLine = z.object({
  w: z.array(z.object({ b: z.number(), d: z.number(), p: z.number(), t: z.string() })),
});

const whisperOutput = z.object({
  transcription: z.array(
    z.object({
      offsets: z.object({ from: z.number(), to: z.number() }),
      text: z.string(),
      tokens: z.array(z.object({ text: z.string(), p: z.number() })).default([]),
    }),
  ),
});

interface Said {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly confidence: number | null;
}

/** Puts times of the joined sound back to where they lie in the message. */
function inMessage({ from, to, text, confidence }: Said, clips: readonly Clip[]): TranscriptSegment {
  const clip = clipAt(clips, from);
  const shift = clip === undefined ? 0 : clip.from - clip.at;
  const end = clip === undefined ? to : clip.at + clip.samples.length / RATE;
  const begin = Math.max(0, from + shift);
  return { from: begin, to: Math.max(begin, Math.min(to, end) + shift), text, confidence };
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.max(0, Math.min(1, values.reduce((sum, each) => sum + each, 0) / values.length));

/** One segment for each clip with words in it. Throws when the output has another shape. */
export function pocketsphinxSegments(output: string, clips: readonly Clip[]): readonly TranscriptSegment[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const words = lines
    .flatMap((line) => pocketsphinxLine.parse(JSON.parse(line)).w)
    .filter(({ t }) => !/^[<[+]/.test(t));
  return clips.flatMap((clip) => {
    const own = words.filter(({ b }) => clipAt(clips, b) === clip);
    const [first] = own;
    const last = own.at(-1);
    if (first === undefined || last === undefined) return [];
    // Another pronunciation of a word bears its number: "to(2)".
    const text = own.map(({ t }) => t.replace(/\([0-9]+\)$/, '')).join(' ');
    const confidence = mean(own.map(({ p }) => p));
    return [inMessage({ from: first.b, to: last.b + last.d, text, confidence }, clips)];
  });
}

/** The segments of whisper.cpp's full JSON. Throws when the output has another shape. */
export function whisperSegments(output: string, clips: readonly Clip[]): readonly TranscriptSegment[] {
  // It escapes quotes and backslashes and nothing else.
  const { transcription } = whisperOutput.parse(JSON.parse(output.replace(/\p{Cc}+/gu, ' ')));
  return transcription.map(({ offsets, text, tokens }) => {
    const confidence = mean(tokens.filter(({ text: token }) => !token.startsWith('[_')).map(({ p }) => p));
    return inMessage({ from: offsets.from / 1_000, to: offsets.to / 1_000, text, confidence }, clips);
  });
}
