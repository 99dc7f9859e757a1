import type { Speech } from '../../src/call/speech.ts';
import type { Transcribed, Transcriber } from '../../src/ports/transcriber.ts';

/** A try of the engine that has begun. */
export interface Try {
  readonly samples: Uint8Array;
  readonly signal: AbortSignal;
  readonly end: (made: Transcribed) => void;
}

/** A machine that listens and answers when it is told to; an abort ends a try at once, as a killed process does. */
export class FakeTranscriber implements Transcriber {
  hasEngine = true;
  /** What is found in every message; `null`: it cannot be looked for. */
  speech: Speech | null = { stretches: [{ from: 0, to: 1 }] };
  /** Whether looking for speech comes to an end by itself. */
  answers = true;
  readonly tries: Try[] = [];

  async findSpeech(_samples: Uint8Array, signal: AbortSignal): Promise<Speech | null> {
    if (this.answers) return this.speech;
    return await new Promise((resolve) => signal.addEventListener('abort', () => resolve(null)));
  }

  transcribe(samples: Uint8Array, signal: AbortSignal): Promise<Transcribed> {
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ speech: null, made: { none: 'late' } }));
      this.tries.push({ samples, signal, end: resolve });
    });
  }
}
