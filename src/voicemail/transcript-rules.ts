import type { NoTranscript, Speech, Transcript, TranscriptSegment } from '../call/speech.ts';

/** What is left of a transcript, and how many of its segments are not. */
export interface KeptTranscript {
  readonly transcript: Transcript;
  readonly leftOut: number;
}

/** An engine's word may lie a little beside the speech it was found in. */
const BESIDE_S = 0.5;
/** More is no sentence that somebody said in one breath. */
const LONGEST_TEXT = 2_000;

/** How long a message may wait for its transcript, from when it was first seen: its turn and a second try included. */
export function patienceMs(seconds: number): number {
  return 10_000 + Math.ceil(seconds * 4_000);
}

/** Whether another try could end otherwise. */
export function isWorthAnotherTry(why: NoTranscript): boolean {
  return why === 'crashed' || why === 'unreadable';
}

/**
 * What of a transcript is kept. A segment the engine is not sure of (below `least`, 0 to 1) is left out, and so is one that lies where nobody was
 * found speaking: engines invent sentences for silence. What lies over the edge of speech is cut to it. An engine that says nothing of how sure it is
 * keeps its segments: the reader sees that nothing is known.
 */
export function keptOf(transcript: Transcript, speech: Speech, least: number): KeptTranscript {
  const segments = transcript.segments.flatMap((segment) => keptSegment(segment, speech, least) ?? []);
  return { transcript: { ...transcript, segments }, leftOut: transcript.segments.length - segments.length };
}

function keptSegment(segment: TranscriptSegment, speech: Speech, least: number): TranscriptSegment | null {
  if (segment.confidence !== null && segment.confidence < least) return null;
  const heard = speech.stretches.filter(({ from, to }) => segment.from < to + BESIDE_S && segment.to > from - BESIDE_S);
  const text = segment.text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TEXT);
  const [first] = heard;
  const last = heard.at(-1);
  if (first === undefined || last === undefined || text === '') return null;
  const from = Math.max(segment.from, first.from);
  return { ...segment, from, to: Math.max(from, Math.min(segment.to, last.to)), text };
}
