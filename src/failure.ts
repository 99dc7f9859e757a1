/**
 * The catalogue of failures: stable code → what happened, and what the operator should do. Codes are part of the public interface
 * (logs, `--json`, `/readyz`); texts may change. Never put a number, a name or a secret into a detail.
 */
const CATALOGUE = {
  CONFIG_UNREADABLE: ['the configuration file cannot be read', 'check the path and that the daemon user may read it'],
  CONFIG_INVALID: ['the configuration is not valid', 'mend the lines named; nothing was changed'],
} as const satisfies Record<string, readonly [message: string, hint: string]>;

export type FailureCode = keyof typeof CATALOGUE;

/** A failure with a stable code, a plain message and a hint. `detail` is shown to the operator: masked data only. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly hint: string;
  readonly detail: string | undefined;

  constructor(code: FailureCode, detail?: string, options?: { cause?: unknown }) {
    const [message, hint] = CATALOGUE[code];
    super(detail === undefined ? message : `${message}: ${detail}`, options);
    this.name = 'Failure';
    this.code = code;
    this.hint = hint;
    this.detail = detail;
  }
}
