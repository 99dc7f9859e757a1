import type { FailureCode } from '../failure.ts';

/**
 * One thing the daemon needs to loosen anything, or (`doors`, `wire`) to watch everything; `leaks`: no ordinary door is closed because it leaked;
 * `tests`: the last leak test was in time and clean; `canary`: so were
 * the calls over the public network; `voicemail`: secured mailboxes take messages, and none waits in memory to be sealed. `why` is a code
 * of the catalogue, or `null` when there is nothing to say.
 */
export interface Check {
  readonly name:
    | 'ari'
    | 'ami'
    | 'resync'
    | 'decisions'
    | 'doors'
    | 'records'
    | 'wire'
    | 'leaks'
    | 'tests'
    | 'canary'
    | 'voicemail';
  readonly ok: boolean;
  readonly why: FailureCode | null;
}

/** An ordinary door. `closed`: it leaked, and ordinary calls leave by another trunk or not at all. Times in epoch milliseconds. */
export interface OrdinaryDoorStatus {
  readonly name: string;
  readonly state: 'unknown' | 'open' | 'closed' | 'overridden';
  /** What closed it: a word of the judge (`from-user`). */
  readonly why: string | null;
  readonly since: number | null;
  /** Overridden until then. */
  readonly until: number | null;
}

/** The last REGISTER of a trunk that was seen on the wire. Time in epoch milliseconds. */
export interface RegistrationStatus {
  readonly at: number;
  /** What it told that it may not: a word of the judge; `null` when nothing. */
  readonly vector: string | null;
  /** How grave that is. */
  readonly severity: 'leak' | 'unpresented' | 'suspicious' | 'unreadable' | null;
}

export interface TrunkStatus {
  readonly id: string;
  readonly profile: string;
  readonly transport: string;
  /** Whether its calls are seen on the wire. `unverified`: none left yet since the daemon started. */
  readonly wire: 'unverified' | 'verified' | 'silent';
  /** `null`: none was seen; a trunk known by its address never registers. */
  readonly registration: RegistrationStatus | null;
  readonly doors: readonly OrdinaryDoorStatus[];
}

/** The daemon at this moment. Nothing in it names a caller, a number or a call. */
export interface DaemonStatus {
  readonly version: string;
  readonly startedAt: number;
  /** Questions are answered (every check but `wire`, `leaks`, `tests`, `canary` and `voicemail` is ok). Not ready means withheld, never shown. */
  readonly ready: boolean;
  readonly checks: readonly Check[];
  readonly trunks: readonly TrunkStatus[];
}
