/**
 * How a leak test ended. `failed`: it could not be run, which is no better than inconclusive. `leaked` names the ordinary doors that leaked.
 */
export interface LeakTestEnd {
  readonly verdict: 'clean' | 'leaked' | 'inconclusive' | 'failed';
  readonly leaked: readonly string[];
}

/** Runs one whole leak test and has the PBX close and open doors by it. Never rejects; settles within two minutes. */
export interface LeakTestRunner {
  run(): Promise<LeakTestEnd>;
}
