import type { Evidence } from '../../../call/evidence.ts';
import { ariEvidence } from './ari-evidence.ts';
import type { Fields } from './event-fields.ts';
import type { LegNames } from './leg-names.ts';
import { linkEvidence, pingEvidence, pollEvidence } from './probe-evidence.ts';
import { namedWireEvidence } from './wire-evidence.ts';

/** A fact as a live source tells it and a recording holds it: a line of the format of recordings, without its time. */
export interface SourceLine {
  /** `ari`, `poll`, `sip`, `ping`, `link`. */
  readonly source: string;
  readonly fields: Fields;
}

/**
 * What a line of our own sources says, the same whether it is heard now or read from a recording. `at` in milliseconds; a time inside a line is in
 * seconds of the same clock. Other sources say nothing here.
 */
export function ownEvidence(source: string, fields: Fields, at: number, names: LegNames): readonly Evidence[] {
  switch (source) {
    case 'ari':
      return ariEvidence(fields, at, names);
    case 'sip':
      return namedWireEvidence(fields, at);
    case 'poll':
      return pollEvidence(fields, at);
    case 'ping':
      return pingEvidence(fields, at);
    case 'link':
      return linkEvidence(fields, at, (seconds) => seconds * 1_000);
    default:
      return [];
  }
}
