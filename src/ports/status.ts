import type { FailureCode } from '../failure.ts';

/** One thing the daemon needs to loosen anything, or (`doors`) to watch everything. `why` is a code of the catalogue, or `null` when there is nothing to say. */
export interface Check {
  readonly name: 'ari' | 'ami' | 'resync' | 'decisions' | 'doors' | 'records';
  readonly ok: boolean;
  readonly why: FailureCode | null;
}

/** The daemon at this moment. Nothing in it names a caller, a number or a call. */
export interface DaemonStatus {
  readonly version: string;
  readonly startedAt: number;
  /** Every check is ok: questions are answered. Not ready means withheld, never shown. */
  readonly ready: boolean;
  readonly checks: readonly Check[];
  readonly trunks: readonly { readonly id: string; readonly profile: string; readonly transport: string }[];
}
