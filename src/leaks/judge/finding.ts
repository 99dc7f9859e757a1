import type { CanaryKind, Reading } from './canary-search.ts';
import type { VectorId } from './vectors.ts';

/** What a rule found, before it is masked. Holds text of the message: never log it. */
export interface Finding {
  readonly vector: VectorId;
  readonly place: string;
  readonly text: string;
}

/** A piece of a message that canaries are looked for in. */
export interface Piece {
  readonly place: string;
  readonly text: string;
  readonly reading: Reading;
  /**
   * `ours`: we chose what stands there, so a canary in it is our leak. `echo`: SIP makes us, or the carrier, repeat what the other said
   * (RFC 3261 §8.2.6.2, §12.1): a canary in it was told earlier, or was known already.
   */
  readonly origin: 'ours' | 'echo';
  /** The kinds that count there; absent: all. */
  readonly only?: readonly CanaryKind[];
}

/** What one rule says of a part of a message. */
export interface Opinion {
  readonly findings: readonly Finding[];
  readonly pieces: readonly Piece[];
}

/** The opinions as one. */
export function together(opinions: readonly Opinion[]): Opinion {
  const findings: Finding[] = [];
  const pieces: Piece[] = [];
  for (const opinion of opinions) {
    if (opinion.findings.length > 0) findings.push(...opinion.findings);
    for (const piece of opinion.pieces) pieces.push(piece);
  }
  return { findings, pieces };
}

/** A value that is as it must be: only what chance and protocol facts can hide is looked for in it. */
export function asItMust(place: string, text: string): Opinion {
  return { findings: [], pieces: [{ place, text, reading: 'fact', origin: 'ours' }] };
}

/** A value that is not as it must be: everything is looked for in it besides. */
export function notAsItMust(vector: VectorId, place: string, text: string): Opinion {
  return { findings: [{ vector, place, text }], pieces: [{ place, text, reading: 'open', origin: 'ours' }] };
}
