import type { Heard, NoTranscript, Speech, Transcript } from '../call/speech.ts';

/** What was found in one try. Either a transcript or why there is none. */
export interface Transcribed {
  readonly speech: Speech | null;
  readonly made: Transcript | { readonly none: NoTranscript };
}

/**
 * Listens to messages, in processes of their own that end with the question. Samples are 16-bit PCM, 8 kHz, one channel. No method rejects; each
 * settles soon after `signal` is aborted, and nothing of the message is left anywhere then.
 */
export interface Transcriber {
  /** Whether there is an engine at all. Without one, nothing is transcribed, and no message waits for it. */
  readonly hasEngine: boolean;
  /** Looks for speech and starts no engine. `null`: it could not be looked for. */
  findSpeech(samples: Uint8Array, signal: AbortSignal): Promise<Speech | null>;
  /** Looks for speech, then has the engine guess what was said. One try. */
  transcribe(samples: Uint8Array, signal: AbortSignal): Promise<Transcribed>;
}

/** What became of a transcript that was wanted; counted, and nothing else is told of it. */
export type TranscriptOutcome = 'made' | Exclude<Heard['without'], null>;
