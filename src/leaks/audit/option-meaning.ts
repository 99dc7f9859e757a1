import type { Severity } from './finding.ts';

/** What an option of an endpoint towards a carrier can do. */
export interface OptionMeaning {
  readonly severity: Severity;
  readonly rows: readonly string[];
  readonly why: string;
}
