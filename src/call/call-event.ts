/** Identifies one leg for its whole life (Asterisk: `Uniqueid`, ARI `channel.id`). Opaque. */
export type LegId = string & { readonly __leg: never };

/** What a leg goes through: technology and endpoint, e.g. `PJSIP` and `t1-private`. Local and other technologies carry their own. */
export interface LegEndpoint {
  readonly technology: string;
  readonly endpoint: string;
}

/**
 * The only shape in which PBX facts travel inward. `at` is the PBX's own clock in epoch milliseconds. Everything here was validated at
 * the edge; texts that a remote caller controls (names, numbers) are not carried at all.
 */
export type CallEvent =
  /** The dialplan asks for a decision about this leg (Stasis): `words` are the dialplan's arguments. */
  | {
      readonly kind: 'asked';
      readonly at: number;
      readonly leg: LegId;
      readonly from: LegEndpoint;
      readonly words: readonly string[];
    }
  /** The leg left the daemon: answered, timed out by the PBX, or hung up while waiting. */
  | { readonly kind: 'left'; readonly at: number; readonly leg: LegId }
  /** A leg came into being. `incoming`: it calls us; otherwise we call it. */
  | {
      readonly kind: 'created';
      readonly at: number;
      readonly leg: LegId;
      readonly through: LegEndpoint;
      readonly incoming: boolean;
      /** SIP Call-ID of the leg, where the PBX says it: a leg that comes into being has none yet, one that is told of later may. */
      readonly dialog?: string;
    }
  /** The dialplan's own word about a leg on a trunk: it came through the one way out, for the leg `asking`. */
  | {
      readonly kind: 'passed';
      readonly at: number;
      readonly leg: LegId;
      readonly through: LegEndpoint;
      readonly asking: LegId;
      /** SIP Call-ID of the leg, where the PBX says it (Asterisk ≥ 18.16, 19.8, 20.1). */
      readonly dialog?: string;
    }
  /** The leg ended. `cause` is the Q.850 value (ITU-T Q.850 §2.2.7), 0 when the PBX gave none. */
  | {
      readonly kind: 'ended';
      readonly at: number;
      readonly leg: LegId;
      readonly through: LegEndpoint;
      readonly cause: number;
    };
