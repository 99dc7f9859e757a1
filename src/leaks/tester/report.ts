import type { Severity } from '../judge/violation.ts';
import type { ProbedDoor, ProbePath } from './probe-path.ts';

/** - `inconclusive`: nothing is known. It is never as good as clean. */
export type Verdict = 'clean' | 'leaked' | 'inconclusive';

/** Something the PBX sent that may not leave. Nothing in it shows a secret. */
export interface ProbeFinding {
  /** What it was seen in: `INVITE`, `200 to INVITE`. */
  readonly message: string;
  readonly vector: string;
  /** Rows of the leak catalogue. */
  readonly rows: readonly string[];
  readonly place: string;
  /** Masked. */
  readonly excerpt: string;
  readonly severity: Severity;
  /** What closes it. */
  readonly setting: string;
}

export interface PathReport {
  readonly trunk: string;
  readonly door: ProbedDoor;
  readonly path: ProbePath;
  /** `closed`: the PBX does not let us go this way. `not-run`: it was not tried, `why` says what stood against it. */
  readonly outcome: Verdict | 'closed' | 'not-run';
  readonly mandatory: boolean;
  readonly why: string | null;
  /** How many messages of the PBX were judged. */
  readonly messages: number;
  readonly findings: readonly ProbeFinding[];
}

/** `positive`: a door built to leak, which must be caught. `negative`: an emergency door, which must show its site's number and nothing else. */
export interface ControlReport {
  readonly kind: 'positive' | 'negative';
  readonly trunk: string;
  /** Of an emergency door. */
  readonly site: string | null;
  readonly held: boolean;
  readonly why: string | null;
  readonly findings: readonly ProbeFinding[];
}

/** One leak test, whole: what `--json` prints and an agency can file. */
export interface LeakTestReport {
  readonly format: 1;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Of the PBX, in its own words. */
  readonly asterisk: string;
  readonly verdict: Verdict;
  /** Only a part was asked for: the verdict speaks of that part. */
  readonly partial: boolean;
  /** Why the verdict is no better, one sentence each. */
  readonly reasons: readonly string[];
  readonly controls: readonly ControlReport[];
  readonly paths: readonly PathReport[];
  /** What a test like this cannot show. */
  readonly limits: readonly string[];
}
