import type { LegId } from '../../call/call-event.ts';
import type { EvidenceSource } from '../../call/evidence.ts';

/** The side a leg is on. `other`: Local and the like, which only connect. */
export type Party = 'survivor' | 'worker' | 'other';

interface Told {
  readonly at: number;
  readonly source: EvidenceSource;
}

/** A hang-up that was asked for, or the end itself. */
export interface Release extends Told {
  readonly cause: number | null;
  readonly techCause: number | null;
}

export interface Stall {
  readonly since: number;
  /** When RTP came again, `null` while it does not. */
  readonly until: number | null;
}

/** Everything that is known of one leg. Times in milliseconds. Lists are in time's order, whatever order the facts were told in. */
export interface LegAccount {
  readonly id: LegId;
  readonly party: Party;
  readonly endpoint: string;
  /** The far end called us; `null`: nobody saw it begin. */
  readonly incoming: boolean | null;
  readonly firstSeenAt: number;
  /** When anybody but the wire last told of it. */
  readonly lastToldAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly requests: readonly Release[];
  readonly softs: readonly (Told & { readonly flag: number })[];
  readonly sources: readonly (Told & { readonly by: LegId | null; readonly label: string | null })[];
  readonly ends: readonly Release[];
  readonly bridges: readonly (Told & { readonly entered: boolean; readonly bridge: string })[];
  readonly moves: readonly (Told & { readonly how: string })[];
  readonly queue: readonly (Told & { readonly word: string })[];
  readonly dials: readonly (Told & { readonly status: string })[];
  /** Of its dialog: requests that end it, and final answers to INVITE. */
  readonly sip: readonly (Told & {
    readonly direction: 'in' | 'out';
    readonly method: string;
    readonly status: number | null;
    readonly reason: string | null;
  })[];
  readonly holds: readonly (Told & { readonly on: boolean })[];
  readonly talks: readonly (Told & { readonly on: boolean })[];
  readonly stalls: readonly Stall[];
  readonly rtcpLast: number | null;
  /** Share of our audio that the far end last said it missed. */
  readonly lost: number | null;
  /** Who told of this leg. */
  readonly heard: ReadonlySet<EvidenceSource>;
}

/** One call: the survivor's leg, and every leg of ours that was ever part of it. */
export interface CallAccount {
  readonly survivor: LegAccount;
  readonly workers: readonly LegAccount[];
}

/** What was so around the call. */
export interface Surroundings {
  /** When a link of ours was down; `until` is `null` while it is. */
  readonly gaps: readonly { readonly link: 'ari' | 'ami'; readonly from: number; readonly until: number | null }[];
  /** When the PBX said that it stops. */
  readonly stoppingAt: number | null;
  /** When this endpoint was last lost, `null` if it is reachable or nobody says. */
  readonly lostAt: (endpoint: string) => number | null;
  /** Since when nobody could have told of a leg that was last told of then; `null` if somebody could. */
  readonly deafSince: (lastToldAt: number) => number | null;
}
