/** A part of a recording, in seconds from its beginning. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Where a machine found somebody speaking. Without any stretch it found nobody, which does not say that nobody spoke. */
export interface Speech {
  readonly stretches: readonly Stretch[];
}

/** What a machine took a stretch of speech for. A guess, always. */
export interface TranscriptSegment extends Stretch {
  readonly text: string;
  /** From 0 to 1, as the engine says it; `null`: this engine does not say. */
  readonly confidence: number | null;
}

/** A machine's guess at what was said, and which machine: `sha256` is the digest of all files of the model. */
export interface Transcript {
  readonly engine: Engine;
  readonly model: string;
  readonly sha256: string;
  readonly segments: readonly TranscriptSegment[];
}

/** Programs that guess. `pocketsphinx` gets most words of a telephone call wrong and is there for tests alone. */
export const ENGINES = ['sherpa', 'whisper-cli', 'pocketsphinx'] as const;
export type Engine = (typeof ENGINES)[number];

/**
 * Why there is no transcript although one was wanted:
 * - `not-configured`: no engine is.
 * - `no-speech`: nobody was found speaking, so no engine was started.
 * - `busy`: too many messages waited for theirs.
 * - `late`: it took longer than a message may wait.
 * - `no-sandbox`: this machine does not let a process be cut off from the network.
 * - `model-changed`: the files of the model are not those that were pinned, or not there.
 * - `engine-failed`: the engine said that it cannot.
 * - `crashed`: the engine ended without a word: out of memory, a damaged model, a fault of its own.
 * - `unreadable`: what it said is no transcript.
 */
export const NO_TRANSCRIPT = [
  'not-configured',
  'no-speech',
  'busy',
  'late',
  'no-sandbox',
  'model-changed',
  'engine-failed',
  'crashed',
  'unreadable',
] as const;
export type NoTranscript = (typeof NO_TRANSCRIPT)[number];

/** What a machine heard in a message. `speech` is `null` when nobody could look; both are `null` where no transcript was wanted. */
export interface Heard {
  readonly speech: Speech | null;
  readonly transcript: Transcript | null;
  readonly without: NoTranscript | null;
}

/** Families of models that sherpa runs, by what their files are called. */
export const MODEL_KINDS = [
  'whisper',
  'moonshine',
  'transducer',
  'nemo-transducer',
  'nemo-ctc',
  'zipformer-ctc',
] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];
