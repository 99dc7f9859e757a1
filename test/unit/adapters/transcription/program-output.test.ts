import { describe, expect, test } from 'vitest';
import { type Clip, clipsOf, joined, RATE } from '../../../../src/adapters/transcription/child/clips.ts';
import { pocketsphinxSegments, whisperSegments } from '../../../../src/adapters/transcription/child/program-output.ts';

const SAMPLES = Float32Array.from({ length: 20 * RATE }, (_, at) => Math.sin(at / 20) / 2);
const clips = clipsOf(SAMPLES, [
  { from: 1, to: 3 },
  { from: 10, to: 12 },
]);
const [first, second] = clips as readonly [Clip, Clip];

describe('the clips of a message', () => {
  test('begin a little before speech and end a little after it, and never outside the message', () => {
    expect(clips.map(({ from, samples }) => [from, samples.length / RATE])).toEqual([
      [0.8, 2.4],
      [9.8, 2.4],
    ]);
    expect(clipsOf(SAMPLES, [{ from: 0.1, to: 20 }]).map(({ from, samples }) => [from, samples.length])).toEqual([
      [0, SAMPLES.length],
    ]);
  });

  test('that would meet are one', () => {
    const stretches = [
      { from: 1, to: 3 },
      { from: 3.3, to: 5 },
    ];

    expect(clipsOf(SAMPLES, stretches)).toHaveLength(1);
  });

  test('are joined with silence in between, and nothing of them is lost', () => {
    const sound = joined(clips);
    const between = Math.round((first.samples.length / RATE + 0.25) * RATE);

    expect(sound.readInt16LE(2 * Math.round(second.at * RATE + 100))).toBe(
      Math.round((second.samples[100] ?? 0) * 32_768),
    );
    expect(sound.readInt16LE(2 * between)).toBe(0);
    expect(sound.length / 2).toBeGreaterThanOrEqual(Math.round(second.at * RATE) + second.samples.length);
  });
});

describe('what pocketsphinx writes', () => {
  const word = (b: number, t: string, p = 0.5) => ({ b, d: 0.3, p, t });
  const line = (...words: readonly unknown[]) => `${JSON.stringify({ b: 0, d: 5, p: 0, t: '', w: words })}\n`;

  test('is a segment for each clip, at its place in the message, without noises and numbers of pronunciations', () => {
    const output = line(
      word(0, '<s>', 1),
      word(0.2, 'call', 0.4),
      word(0.6, 'to(2)', 0.6),
      word(1, '[NOISE]', 1),
      word(second.at + 0.3, 'me'),
    );

    expect(pocketsphinxSegments(output, clips)).toEqual([
      { from: 1, to: expect.closeTo(1.7), text: 'call to', confidence: 0.5 },
      { from: expect.closeTo(10.1), to: expect.closeTo(10.4), text: 'me', confidence: 0.5 },
    ]);
  });

  test('may be nothing at all', () => {
    expect(pocketsphinxSegments('', clips)).toEqual([]);
  });

  test('is refused when it has another shape', () => {
    expect(() => pocketsphinxSegments('{"words":[]}', clips)).toThrow();
    expect(() => pocketsphinxSegments('call me', clips)).toThrow();
  });
});

describe('what whisper-cli writes', () => {
  const segment = (from: number, to: number, text: string, ps: readonly number[]) => ({
    timestamps: { from: '', to: '' },
    offsets: { from: from * 1_000, to: to * 1_000 },
    text,
    tokens: [{ text: '[_BEG_]', id: 1, p: 0.01 }, ...ps.map((p) => ({ text: ' x', id: 2, p }))],
  });

  test('is a segment at its place in the message, as sure as its words on average, and cut to its clip', () => {
    const output = JSON.stringify({ transcription: [segment(second.at, second.at + 9, ' call me', [0.4, 0.8])] });

    expect(whisperSegments(output, clips)).toEqual([
      { from: expect.closeTo(9.8), to: expect.closeTo(12.2), text: ' call me', confidence: expect.closeTo(0.6) },
    ]);
  });

  test('is read although it leaves line breaks in a text as they are', () => {
    const output = JSON.stringify({ transcription: [segment(0, 1, 'call#me', [1])] }).replace('#', '\n');

    expect(whisperSegments(output, clips)[0]?.text).toBe('call me');
  });

  test('is refused when it has another shape', () => {
    expect(() => whisperSegments('{"result":[]}', clips)).toThrow();
  });
});
