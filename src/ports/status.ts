import type { FailureCode } from '../failure.ts';
import type { ClassCount } from './drop-store.ts';

/**
 * One thing the daemon needs to loosen anything, or (`doors`, `wire`, `drops`) to watch everything; `leaks`: no ordinary door is closed because it leaked;
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
    | 'drops'
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

/**
 * A trunk in one direction, in the terms of RFC 6076: ratios 0 to 1, means in milliseconds, `null` where no call of that kind was seen.
 * `ser`: calls that were established; `seer`: those and the ones that only the far end refused; `isa`: calls that the network failed; `scr`:
 * calls that began and were ended by somebody. `sdt`: how long they lasted, `srd`: how long until something was heard of them; `Failed`: the
 * same of those that did not end, or begin, as they should.
 */
export interface TrunkHealth {
  /** `null`: calls of which no trunk is known. */
  readonly trunk: string | null;
  readonly incoming: boolean;
  readonly requests: number;
  readonly ser: number | null;
  readonly seer: number | null;
  readonly isa: number | null;
  readonly scr: number | null;
  readonly sdtMs: number | null;
  readonly sdtFailedMs: number | null;
  readonly srdMs: number | null;
  readonly srdFailedMs: number | null;
}

/** Calls of survivors: now, and in the last 24 hours. */
export interface CallsStatus {
  readonly live: number;
  /** Of those, how many are suspected to be lost. */
  readonly suspected: number;
  readonly classes: readonly ClassCount[];
  readonly health: readonly TrunkHealth[];
}

/** The daemon at this moment. Nothing in it names a caller, a number or a call. */
export interface DaemonStatus {
  readonly version: string;
  readonly startedAt: number;
  /** Questions are answered (every check but `wire`, `drops`, `leaks`, `tests`, `canary` and `voicemail` is ok). Not ready means withheld, never shown. */
  readonly ready: boolean;
  readonly checks: readonly Check[];
  readonly trunks: readonly TrunkStatus[];
  readonly calls: CallsStatus;
}
