import type { Mailbox } from '../call/mailbox.ts';
import type { NoTranscript, Speech, TranscriptSegment } from '../call/speech.ts';
import type { KeptTranscript } from './transcript-rules.ts';

/** What is sealed beside the voice. No number and no name of a caller is among it. */
export interface MessageFacts {
  readonly box: Mailbox;
  /** When the caller was about to speak, epoch milliseconds. */
  readonly at: number;
  readonly seconds: number;
  /** The PBX died while it recorded: up to two seconds are missing at the end. */
  readonly cutOff: boolean;
  /** `null`: nobody looked. */
  readonly speech: Speech | null;
  /** `null`: none was wanted, or none was made; `without` says which. */
  readonly transcript: KeptTranscript | null;
  /** Why there is none although one was wanted. */
  readonly without: NoTranscript | null;
}

/**
 * All facts have one length, so that nothing shows whether there is a transcript among them, or how much was said. It takes ten minutes of the
 * fastest speaker in a two-byte script; beside the voice (a quarter of a megabyte for 15 seconds) it is little.
 */
const LENGTH = 32_768;
/** Stretches beyond these say nothing that anybody reads; how many seconds they hold is counted all the same. */
const MOST_STRETCHES = 400;

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;
const rounded = (value: number, parts: number): number => Math.round(value * parts) / parts;

function spokenIn({ stretches }: Speech) {
  const seconds = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    found: stretches.length > 0,
    seconds: rounded(seconds, 10),
    stretches: stretches.slice(0, MOST_STRETCHES).map(({ from, to }) => [rounded(from, 10), rounded(to, 10)]),
  };
}

function shownSegment({ from, to, text, confidence }: TranscriptSegment) {
  return {
    from: rounded(from, 10),
    to: rounded(to, 10),
    text,
    confidence: confidence === null ? null : rounded(confidence, 100),
  };
}

/**
 * One line of JSON and blanks; always of the same length in bytes. `speech` is `null` where nobody looked; `found: false` says that a machine
 * found nobody speaking, and nothing more. `transcript` is `null` where none was made, and then `no_transcript` says why if one was wanted.
 * `left_out`: segments the engine was not sure of. `whole: false`: there was more than has room here.
 */
export function factsText(facts: MessageFacts): string {
  const { box, at, seconds, cutOff, speech, transcript, without } = facts;
  const all = transcript?.transcript.segments.map(shownSegment) ?? [];
  const withSegments = (count: number): string => {
    const made = transcript && {
      engine: transcript.transcript.engine,
      model: transcript.transcript.model,
      sha256: transcript.transcript.sha256,
      segments: all.slice(0, count),
      left_out: transcript.leftOut,
      whole: count === all.length,
    };
    const text = {
      version: 1,
      mailbox: box,
      recorded: new Date(at).toISOString(),
      seconds: rounded(seconds, 10),
      cut_off: cutOff,
      speech: speech === null ? null : spokenIn(speech),
      transcript: made,
      no_transcript: without,
    };
    return `${JSON.stringify(text)}\n`;
  };
  let room = LENGTH - bytesOf(withSegments(0));
  const fitting = all.findIndex((segment) => {
    room -= bytesOf(JSON.stringify(segment)) + 1;
    return room < 0;
  });
  const line = withSegments(fitting === -1 ? all.length : fitting);
  return line + ' '.repeat(LENGTH - bytesOf(line));
}
