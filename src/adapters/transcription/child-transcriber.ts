import { readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { NoTranscript, Speech, TranscriptSegment } from '../../call/speech.ts';
import type { Transcribed, Transcriber } from '../../ports/transcriber.ts';
import { type ChildLimits, ChildRun } from './child-run.ts';
import type { ChildJob, ChildLine, EngineSetup } from './child-words.ts';
import { canBe, sandboxWords } from './sandbox.ts';

export interface ChildTranscriberParts {
  /** What the child begins with (`speech-child.ts`). */
  readonly entry: URL;
  /** `null`: no engine is configured, and none is ever started. */
  readonly engine: EngineSetup | null;
  /** Bytes that a process may allocate. */
  readonly memory: number;
  /** Of another file, for tests of what happens then. */
  readonly speechModel?: string;
  /** Whether such a process may have a network of its own; the machine is asked unless this is given. */
  readonly canBeAlone?: () => Promise<boolean>;
}

/** What a try of an engine took. */
export interface Usage {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** How an engine did with a sound of which it was to hear everything. */
export type EngineTry =
  | { readonly segments: readonly TranscriptSegment[]; readonly usage: Usage }
  | { readonly none: NoTranscript };

const BYTES_PER_SECOND = 16_000;
/** What looking for speech takes in memory, some three times over. */
const FINDING_MEMORY = 512 * 1024 * 1024;
/** An engine takes seconds and waits for everybody. Looking for speech is done in a fraction of one, and behind a busy machine it would never be. */
const ENGINE_NICE = 19;
const FINDING_NICE = 5;

/** Where the package that carries Silero's model has it. */
function silero(): string {
  return createRequire(import.meta.url).resolve('@ricky0123/vad-web/dist/silero_vad_v5.onnx');
}

/** Listens in a process for each message. What that process does to itself, it does to nobody else. */
export class ChildTranscriber implements Transcriber {
  readonly #parts: ChildTranscriberParts;
  #isAlone = false;

  constructor(parts: ChildTranscriberParts) {
    this.#parts = parts;
  }

  get hasEngine(): boolean {
    return this.#parts.engine !== null;
  }

  async findSpeech(samples: Uint8Array, signal: AbortSignal): Promise<Speech | null> {
    return speechOf(await this.#listen(samples, null, false, signal));
  }

  async transcribe(samples: Uint8Array, signal: AbortSignal): Promise<Transcribed> {
    const { engine } = this.#parts;
    const { lines, ended } = await this.#listen(samples, engine, false, signal);
    const speech = speechOf({ lines, ended });
    if (engine === null) return { speech, made: { none: 'not-configured' } };
    const last = lines.at(-1);
    if (last === undefined || 'speech' in last) return { speech, made: { none: signal.aborted ? 'late' : ended } };
    if ('none' in last) return { speech, made: last };
    const { engine: name, directory, sha256 } = engine;
    return { speech, made: { engine: name, model: basename(directory), sha256, segments: last.segments } };
  }

  /** Has the engine listen to all of a sound, whether anybody speaks or not: shows whether its model can be used. */
  async hearAll(samples: Uint8Array, signal: AbortSignal): Promise<EngineTry> {
    const { lines, ended } = await this.#listen(samples, this.#parts.engine, true, signal);
    const last = lines.at(-1);
    if (last === undefined || 'speech' in last) return { none: signal.aborted ? 'late' : ended };
    return last;
  }

  async #listen(
    samples: Uint8Array,
    engine: EngineSetup | null,
    everything: boolean,
    signal: AbortSignal,
  ): Promise<Listened> {
    const { entry, memory, speechModel } = this.#parts;
    const alone = await this.#canBeAlone();
    // A model of our own finds speech; it needs no network to be kept from.
    const seconds = samples.length / BYTES_PER_SECOND;
    const limits: ChildLimits = {
      memory: engine === null ? FINDING_MEMORY : memory,
      seconds: 30 + Math.ceil(seconds * 16),
      nice: engine === null ? FINDING_NICE : ENGINE_NICE,
    };
    const job: ChildJob = {
      speechModel: speechModel ?? silero(),
      engine,
      everything,
      network: readlinkSync('/proc/self/ns/net'),
    };
    return await new ChildRun(sandboxWords(limits, alone), entry).run(job, samples, signal);
  }

  /** A no is asked again for every message: a machine that was too busy to answer may not be so for ever. */
  async #canBeAlone(): Promise<boolean> {
    const asked = this.#parts.canBeAlone ?? (async () => await canBe(true));
    this.#isAlone ||= await asked();
    return this.#isAlone;
  }
}

interface Listened {
  readonly lines: readonly ChildLine[];
  readonly ended: 'crashed' | 'unreadable';
}

function speechOf({ lines }: Listened): Speech | null {
  const found = lines.find((line) => 'speech' in line);
  return found === undefined ? null : { stretches: found.speech.map(([from, to]) => ({ from, to })) };
}
