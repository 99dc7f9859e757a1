import { describe, expect, test } from 'vitest';
import type { Mailbox } from '../../../src/call/mailbox.ts';
import type { TranscriptSegment } from '../../../src/call/speech.ts';
import { factsText, type MessageFacts } from '../../../src/voicemail/facts.ts';

const FACTS: MessageFacts = {
  box: '101' as Mailbox,
  at: Date.UTC(2026, 10, 28),
  seconds: 12.34,
  cutOff: false,
  speech: null,
  transcript: null,
  without: null,
};

function saying(count: number, text: string): MessageFacts {
  const segments: TranscriptSegment[] = Array.from({ length: count }, (_, at) => ({
    from: at,
    to: at + 1,
    text,
    confidence: 0.777,
  }));
  const transcript = { engine: 'sherpa', model: 'moonshine', sha256: 'b'.repeat(64), segments } as const;
  return { ...FACTS, transcript: { transcript, leftOut: 2 } };
}

describe('the facts of a message', () => {
  test('have one length in bytes, with a transcript or without, in any script', () => {
    const all = [FACTS, saying(3, 'call me'), saying(3, 'اتصل بي 😀'), saying(2_000, 'اتصل بي من فضلك')];
    const lengths = all.map((facts) => Buffer.byteLength(factsText(facts)));

    expect(new Set(lengths)).toEqual(new Set([32_768]));
  });

  test('say nothing of speech or words where nobody listened', () => {
    expect(JSON.parse(factsText(FACTS))).toMatchObject({ speech: null, transcript: null, no_transcript: null });
  });

  test('say that nobody was found speaking', () => {
    expect(JSON.parse(factsText({ ...FACTS, speech: { stretches: [] }, without: 'no-speech' }))).toMatchObject({
      speech: { found: false, seconds: 0, stretches: [] },
      no_transcript: 'no-speech',
    });
  });

  test('hold where somebody spoke, and for how long in all', () => {
    const stretches = [
      { from: 0.51, to: 2.5 },
      { from: 4, to: 5.04 },
    ];

    expect(JSON.parse(factsText({ ...FACTS, speech: { stretches } })).speech).toEqual({
      found: true,
      seconds: 3,
      stretches: [
        [0.5, 2.5],
        [4, 5],
      ],
    });
  });

  test('name the engine, the model and its digest beside every segment', () => {
    expect(JSON.parse(factsText(saying(1, 'call me'))).transcript).toEqual({
      engine: 'sherpa',
      model: 'moonshine',
      sha256: 'b'.repeat(64),
      segments: [{ from: 0, to: 1, text: 'call me', confidence: 0.78 }],
      left_out: 2,
      whole: true,
    });
  });

  test('say so where not every segment has room', () => {
    const { segments, whole } = JSON.parse(factsText(saying(2_000, 'a sentence of some length'))).transcript;

    expect(whole).toBe(false);
    expect(segments.length).toBeGreaterThan(300);
    expect(segments[0].text).toBe('a sentence of some length');
  });
});
