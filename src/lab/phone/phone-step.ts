/**
 * What a desk phone does, step after step. Times are milliseconds. A call whose steps end while it is still up is hung up by the phone.
 * At any time the far end may hang up: the phone answers and the steps left are dropped.
 */
export type PhoneStep =
  /** Incoming calls only, first: ring, then pick up after `afterMs`. */
  | { readonly do: 'answer'; readonly afterMs: number }
  /** Incoming calls only, alone: refuse with a final status (486 busy, 603 decline …). */
  | { readonly do: 'reject'; readonly status: number; readonly afterMs?: number }
  /** Incoming calls only, alone: 302 with Contact `to`, a number or a whole SIP URI. */
  | { readonly do: 'redirect'; readonly to: string; readonly afterMs?: number }
  /** Incoming calls only, alone: ring until the caller gives up. */
  | { readonly do: 'ring' }
  /** Outgoing calls only, alone: CANCEL `afterMs` after the first 18x. */
  | { readonly do: 'cancel'; readonly afterMs: number }
  /** Sends 1 kHz tone by RTP (G.711 A-law). */
  | { readonly do: 'talk'; readonly forMs: number }
  /** Says nothing at all: no RTP leaves. */
  | { readonly do: 'stay-silent'; readonly forMs: number }
  /** re-INVITE with `a=sendonly`. */
  | { readonly do: 'hold' }
  /** re-INVITE with `a=sendrecv`. */
  | { readonly do: 'unhold' }
  /** UPDATE (RFC 3311) without a body, with these headers, as a phone that re-asserts itself sends it. */
  | { readonly do: 'update'; readonly headers: readonly string[] }
  /** REFER (RFC 3515) to a number or SIP URI. `referredBy` replaces the phone's own Referred-By; `null` leaves it out. */
  | { readonly do: 'blind-transfer'; readonly to: string; readonly referredBy?: string | null }
  /** Hold, call `to`, talk for `consultMs` once answered, then REFER with Replaces (RFC 3891). */
  | {
      readonly do: 'attended-transfer';
      readonly to: string;
      readonly consultMs: number;
      readonly referredBy?: string | null;
    }
  | { readonly do: 'hang-up' }
  | { readonly do: 'await-hang-up' };

export type PhoneStepOf<Kind extends PhoneStep['do']> = Extract<PhoneStep, { readonly do: Kind }>;

/** Changes to the INVITE of an outgoing call: what a badly set up or hostile phone might claim. */
export interface InviteWording {
  /** Whole header lines without line end, for example `P-Asserted-Identity: "A" <sip:1@example>`. */
  readonly headers?: readonly string[];
  /** What stands in From in place of `"display name" <sip:extension@pbx>`; without a tag. Asterisk finds a phone by the user in it. */
  readonly from?: string;
}

/** How a call went, told from the messages alone. */
export interface PhoneResult {
  /**
   * `answered`: a 2xx was acknowledged. `rejected`: any other final answer (also a 302 and a 480). `cancelled`: the caller took it back
   * by CANCEL. `no-answer`: nobody answered within the phone's patience, or an expected call never came. `failed`: SIPp itself failed.
   */
  readonly outcome: 'answered' | 'rejected' | 'cancelled' | 'no-answer' | 'failed';
  /** Final SIP status of the INVITE, a challenge left aside; `null` when there was none. */
  readonly status: number | null;
  /** Who sent the first BYE of the call. */
  readonly releasedBy: 'phone' | 'far-end' | null;
  /** Every SIP message of the phone in both directions, in order, byte for byte as text. They hold lab secrets and numbers. */
  readonly messages: readonly string[];
  /** What did not go as the steps said: a refused hold or transfer, steps dropped because the far end hung up, or SIPp's own words. */
  readonly detail?: string;
}

/** A call the phone waits for. */
export interface ExpectedCall {
  /** Settles when the call is over, or when none came within the phone's patience. */
  readonly result: Promise<PhoneResult>;
  /** Takes the phone off the hook early; `result` then tells what was seen. */
  stop(): Promise<void>;
}
