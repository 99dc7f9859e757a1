import { z } from 'zod';
import { type Engine, type ModelKind, NO_TRANSCRIPT } from '../../call/speech.ts';

/** Which engine guesses, and with what. */
export interface EngineSetup {
  readonly engine: Engine;
  /** Of sherpa's models; for another engine `null`. */
  readonly kind: ModelKind | null;
  /** Where the files of the model lie, and what all of them together must be. */
  readonly directory: string;
  readonly sha256: string;
  /** Words that start an engine which is a program of its own. */
  readonly command: readonly string[];
  readonly language: string;
  readonly threads: number;
}

/** The first line a child reads; the samples come behind it, to the end. Nothing of a message stands on its command line or in its environment. */
export interface ChildJob {
  readonly speechModel: string;
  readonly engine: EngineSetup | null;
  /** Has the engine listen to all of it, speech or not: to see whether a model can be used. */
  readonly everything: boolean;
  /** The network namespace that the child must not be in (`/proc/self/ns/net` of the parent). */
  readonly network: string;
}

const seconds = z.number().min(0).max(3_600);
const stretch = z.tuple([seconds, seconds]).refine(([from, to]) => from <= to);
const MOST_SEGMENTS = 2_000;
const LONGEST_TEXT = 10_000;

/** A line that a child writes. What has another shape is no answer. */
export const childLine = z.union([
  z.strictObject({ speech: z.array(stretch).max(MOST_SEGMENTS) }),
  z.strictObject({ none: z.enum(NO_TRANSCRIPT) }),
  z.strictObject({
    segments: z
      .array(
        z.strictObject({
          from: seconds,
          to: seconds,
          text: z.string().max(LONGEST_TEXT),
          confidence: z.number().min(0).max(1).nullable(),
        }),
      )
      .max(MOST_SEGMENTS),
    usage: z.strictObject({ milliseconds: z.number().min(0), bytes: z.number().min(0) }),
  }),
]);
export type ChildLine = z.output<typeof childLine>;
