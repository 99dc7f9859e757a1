import { Failure, type FailureCode } from '../../failure.ts';

/** One thing the doctor looked at. */
export interface Finding {
  /** Stable, e.g. `ami-rights`. */
  readonly name: string;
  /** `warning`: calls are as withheld as ever, but something is worth knowing. */
  readonly state: 'ok' | 'warning' | 'failed';
  readonly code: FailureCode | null;
  readonly message: string;
  readonly hint: string | null;
}

export function sound(name: string, message: string): Finding {
  return { name, state: 'ok', code: null, message, hint: null };
}

/** A finding in the words of the catalogue. `detail` must name no number and no secret. */
export function unsound(name: string, state: 'warning' | 'failed', code: FailureCode, detail?: string): Finding {
  const { message, hint } = new Failure(code, detail);
  return { name, state, code, message, hint };
}
