import { describe, expect, test } from 'vitest';
import type { Speech, Transcript, TranscriptSegment } from '../../../src/call/speech.ts';
import { isWorthAnotherTry, keptOf, patienceMs } from '../../../src/voicemail/transcript-rules.ts';

const SPEECH: Speech = {
  stretches: [
    { from: 1, to: 4 },
    { from: 6, to: 9 },
  ],
};

const segment = (from: number, to: number, more: Partial<TranscriptSegment> = {}): TranscriptSegment => ({
  from,
  to,
  text: 'call me back',
  confidence: 0.9,
  ...more,
});

const of = (...segments: readonly TranscriptSegment[]): Transcript => ({
  engine: 'sherpa',
  model: 'moonshine',
  sha256: 'a'.repeat(64),
  segments,
});

describe('of a transcript', () => {
  test('what the engine is sure of is kept, and what it is not sure of is counted and left out', () => {
    const sure = segment(1, 4, { confidence: 0.5 });
    const { transcript, leftOut } = keptOf(of(sure, segment(6, 9, { confidence: 0.49 })), SPEECH, 0.5);

    expect([transcript.segments, leftOut]).toEqual([[sure], 1]);
  });

  test('what lies where nobody was found speaking is left out', () => {
    const { transcript, leftOut } = keptOf(of(segment(10, 12), segment(4.6, 5.4)), SPEECH, 0);

    expect([transcript.segments, leftOut]).toEqual([[], 2]);
  });

  test('nothing is kept where nobody was found speaking at all', () => {
    expect(keptOf(of(segment(1, 4)), { stretches: [] }, 0).transcript.segments).toEqual([]);
  });

  test('what lies over the edge of speech is cut to it', () => {
    const [kept] = keptOf(of(segment(0.7, 4.9)), SPEECH, 0).transcript.segments;

    expect([kept?.from, kept?.to]).toEqual([1, 4]);
  });

  test('what the engine says nothing about is kept, and still says nothing', () => {
    const [kept] = keptOf(of(segment(1, 4, { confidence: null })), SPEECH, 0.9).transcript.segments;

    expect(kept?.confidence).toBeNull();
  });

  test('the text is one line of printable signs, and a text of none is left out', () => {
    const { transcript } = keptOf(
      of(segment(1, 4, { text: ' a\u202e\n\u0007b ' }), segment(6, 9, { text: '\n' })),
      SPEECH,
      0,
    );

    expect(transcript.segments.map(({ text }) => text)).toEqual(['a b']);
  });
});

describe('a transcript', () => {
  test('is waited for four times as long as the message and ten seconds', () => {
    expect([patienceMs(0), patienceMs(60)]).toEqual([10_000, 250_000]);
  });

  test('is tried again after a fault, and not where another try must end the same way', () => {
    expect([isWorthAnotherTry('crashed'), isWorthAnotherTry('unreadable')]).toEqual([true, true]);
    expect([isWorthAnotherTry('late'), isWorthAnotherTry('model-changed'), isWorthAnotherTry('no-speech')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
