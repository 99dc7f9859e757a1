/** Why a test is run. */
export type TestReason = 'start' | 'changed' | 'daily' | 'again';

/** `inconclusive`: nothing is known. `failed`: it could not be run, which is no better. */
export type TestVerdict = 'clean' | 'leaked' | 'inconclusive' | 'failed';

/** What is kept of a leak test: nothing of whom a probe said it was, nor of whom it reached. Times in epoch milliseconds. */
export interface TestSummary {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly verdict: TestVerdict;
  /** `partial`: only a part was asked for, and the verdict speaks of that part. */
  readonly part: 'whole' | 'partial';
  /** Of Asterisk, digits and full stops: `22.10.1`; `null` when it was not told. */
  readonly release: string | null;
  /** How many paths were tried, and how many messages of the PBX were judged on them. */
  readonly paths: number;
  readonly messages: number;
  readonly doors: readonly TestedDoor[];
}

/** An ordinary door, by the name of its endpoint. `vector`: what was found first, `null` when nothing. */
export interface TestedDoor {
  readonly door: string;
  readonly verdict: 'clean' | 'leaked' | 'inconclusive';
  readonly vector: string | null;
}

/** Runs one whole leak test and has the PBX close and open doors by it. Never rejects; settles within two minutes. */
export interface LeakTestRunner {
  run(): Promise<TestSummary>;
}
