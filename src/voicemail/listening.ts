import type { MessageId } from '../call/mailbox.ts';
import type { Heard, NoTranscript, Speech, Transcript } from '../call/speech.ts';
import type { Timer } from '../ports/timer.ts';
import type { Transcriber, TranscriptOutcome } from '../ports/transcriber.ts';
import { isWorthAnotherTry, type KeptTranscript, keptOf, patienceMs } from './transcript-rules.ts';
import type { Voice } from './voice.ts';

/** What goes into the facts of a message. */
export interface Listened extends Pick<Heard, 'speech' | 'without'> {
  readonly transcript: KeptTranscript | null;
}

export interface ListeningParts {
  readonly transcriber: Transcriber;
  readonly timer: Timer;
  /** Segments that the engine is less sure of (0 to 1) are left out. */
  readonly leastConfidence: number;
  readonly transcribed: (outcome: TranscriptOutcome) => void;
}

/** So long a message without transcript waits for whether somebody speaks in it, and no longer. */
const SPEECH_MS = 1_000;
/** Messages that wait for their transcript, the one being listened to among them: they lie in memory in clear meanwhile. */
const MOST_WAITING = 4;
const TRIES = 2;

/** A message that waits for its transcript. `done`: what came of it. */
interface Waiting {
  readonly samples: Uint8Array;
  readonly ending: AbortController;
  done: Listened | null;
}

export const NOTHING_HEARD: Listened = { speech: null, transcript: null, without: null };

/** For messages that no machine listens to. */
export const NOBODY_LISTENS: Pick<Listening, 'listen' | 'forget'> = {
  listen: async () => NOTHING_HEARD,
  forget: () => undefined,
};

/**
 * Has machines listen to messages before they are sealed. A message that is to have a transcript waits for it without holding up any other:
 *
 * ```
 *  first asked ──▶ waiting ──▶ its turn, two tries at most ──▶ heard
 *      │              └────── its patience is over ───────────▶ heard, without transcript
 *      └── too many wait, or none is wanted ── at most a second ──▶ heard, without transcript
 * ```
 *
 * What was heard is kept until the message is sealed (`forget`), and never written anywhere.
 */
export class Listening {
  readonly #parts: ListeningParts;
  readonly #waiting = new Map<MessageId, Waiting>();
  #turn: Promise<void> = Promise.resolve();
  #onHeard: () => void = () => undefined;

  constructor(parts: ListeningParts) {
    this.#parts = parts;
  }

  /** Called whenever a message that waited can be sealed. */
  onHeard(listener: () => void): void {
    this.#onHeard = listener;
  }

  /** What was heard in a message; `null`: ask again when it was (`onHeard`). Never rejects. `wanted`: whether it is to have a transcript. */
  async listen(id: MessageId, voice: Voice, wanted: boolean): Promise<Listened | null> {
    const known = this.#waiting.get(id);
    if (known !== undefined && wanted) return known.done;
    // Its owner has changed their mind, or the mailbox is not what it was: nothing of it is made, or kept.
    if (known !== undefined) this.forget(id);
    if (!wanted) return { ...NOTHING_HEARD, speech: await this.#speechIn(voice) };
    const waiting = [...this.#waiting.values()].filter(({ done }) => done === null).length;
    const why = !this.#parts.transcriber.hasEngine ? 'not-configured' : waiting >= MOST_WAITING ? 'busy' : null;
    if (why !== null) {
      this.#parts.transcribed(why);
      return { ...NOTHING_HEARD, speech: await this.#speechIn(voice), without: why };
    }
    this.#wait(id, voice);
    return null;
  }

  /** The message is sealed, or gone. */
  forget(id: MessageId): void {
    this.#waiting.get(id)?.ending.abort();
    this.#waiting.delete(id);
  }

  /** Every process that listens is ended. */
  stop(): void {
    for (const id of [...this.#waiting.keys()]) this.forget(id);
  }

  async #speechIn({ samples }: Voice): Promise<Speech | null> {
    const ending = new AbortController();
    const stop = this.#parts.timer.after(SPEECH_MS, () => ending.abort());
    const speech = await this.#parts.transcriber.findSpeech(samples, ending.signal);
    stop();
    return speech;
  }

  #wait(id: MessageId, { samples, seconds }: Voice): void {
    const waiting: Waiting = { samples, ending: new AbortController(), done: null };
    this.#waiting.set(id, waiting);
    const late = this.#parts.timer.after(patienceMs(seconds), () => waiting.ending.abort());
    const over = new Promise<void>((resolve) => {
      waiting.ending.signal.addEventListener('abort', () => resolve());
    });
    const before = this.#turn;
    const turn = Promise.race([before, over]).then(() => this.#transcribe(waiting));
    // The next one waits for whoever is before this one, too: one process at a time.
    this.#turn = Promise.all([before, turn]).then(() => undefined);
    void turn.then((heard) => {
      late();
      if (this.#waiting.get(id) !== waiting) return;
      this.#parts.transcribed(heard.without ?? 'made');
      // What was said in clear is not kept for longer than it takes.
      this.#waiting.set(id, { ...waiting, samples: new Uint8Array(), done: heard });
      this.#onHeard();
    });
  }

  async #transcribe({ ending, samples }: Waiting): Promise<Listened> {
    let speech: Speech | null = null;
    let why: NoTranscript = 'late';
    for (let tries = 0; tries < TRIES && !ending.signal.aborted; tries += 1) {
      const { speech: found, made } = await this.#parts.transcriber.transcribe(samples, ending.signal);
      speech = found ?? speech;
      if (!('none' in made)) return this.#kept(made, speech);
      why = made.none;
      if (!isWorthAnotherTry(why)) break;
    }
    return { speech, transcript: null, without: ending.signal.aborted ? 'late' : why };
  }

  /** Where nobody looked for speech, nothing says that what an engine says was spoken. */
  #kept(made: Transcript, speech: Speech | null): Listened {
    if (speech === null) return { speech, transcript: null, without: 'unreadable' };
    return { speech, transcript: keptOf(made, speech, this.#parts.leastConfidence), without: null };
  }
}
