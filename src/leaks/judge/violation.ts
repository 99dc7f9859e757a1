import type { VectorId } from './vectors.ts';

/**
 * - `leak`: something left that may not.
 * - `unpresented`: an emergency call does not show the site's own number as it must.
 * - `suspicious`: by itself no proof that we told anything; somebody must look.
 * - `unreadable`: nobody can say what it tells.
 */
export type Severity = 'leak' | 'unpresented' | 'suspicious' | 'unreadable';

/** One thing in a message that may not be there, or is missing. Nothing in it shows a secret, so that it can be logged and stored. */
export interface Violation {
  readonly vector: VectorId;
  /** Rows of the leak catalogue that look like this on the wire; empty where none describes it. */
  readonly rows: readonly string[];
  /** Canonical header name, `start-line`, `sdp` or `body`; `(unknown header)` for a name that is in no registry and may itself tell. */
  readonly place: string;
  /** The offending text with everything but syntax and protocol words masked. */
  readonly excerpt: string;
  readonly severity: Severity;
  /** What closes it, in the words of the PBX's settings. */
  readonly setting: string;
}

/** What the judge says of one message. */
export type Judgement =
  | { readonly verdict: 'clean' }
  | { readonly verdict: 'violation'; readonly violations: readonly [Violation, ...Violation[]] };
