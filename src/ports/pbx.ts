import type { CallEvent, LegEndpoint, LegId } from '../call/call-event.ts';

/**
 * What became of something asked of the PBX. `refused`: the PBX said no, nothing happened. `unknown`: no answer in time, or the link
 * was lost; it may or may not have happened. Unknown is never ok.
 */
export type PbxAnswer<T> =
  | { readonly outcome: 'ok'; readonly value: T }
  | { readonly outcome: 'refused'; readonly why: string }
  | { readonly outcome: 'unknown'; readonly why: string };

/** A place in the dialplan. With `label`, the call goes to that label of the extension instead of priority 1. */
export interface DialplanPlace {
  readonly context: string;
  readonly extension: string;
  readonly label?: string;
}

export interface LegView {
  readonly leg: LegId;
  readonly through: LegEndpoint;
  /** SIP Call-ID, where the PBX says it. */
  readonly dialog?: string;
  /** Whether the leg waits in our application. */
  readonly waiting: boolean;
}

export interface PbxLinkState {
  /** Events and requests (ARI). */
  readonly ari: 'up' | 'down';
  /** Actions (AMI). `refused` means the PBX rejected our login. */
  readonly ami: 'up' | 'down' | 'refused';
}

/** The live PBX. Observed through ARI, acted on through ARI and AMI. No method throws or rejects; every one settles within its deadline. */
export interface Pbx {
  readonly state: PbxLinkState;
  /** Events in the order the PBX sent them. A listener must not throw. Returns the way to stop listening. */
  onEvent(listener: (event: CallEvent) => void): () => void;
  /** Called after every change of {@link PbxLinkState}. */
  onState(listener: (state: PbxLinkState) => void): () => void;
  /** Lets a waiting leg go on in the dialplan at `place`. Refused when the leg no longer waits (the PBX ran out of patience). */
  sendOn(leg: LegId, place: DialplanPlace): Promise<PbxAnswer<null>>;
  /** Lets a waiting leg go on where it asked, as if its time were over: whatever its question was, the dialplan has its own end for that. */
  letGo(leg: LegId): Promise<PbxAnswer<null>>;
  hangUp(leg: LegId): Promise<PbxAnswer<null>>;
  setGlobal(name: string, value: string): Promise<PbxAnswer<null>>;
  /** Everything the PBX keeps for us across its own restarts (AstDB, family `withheld`). */
  kept(): Promise<PbxAnswer<ReadonlyMap<string, string>>>;
  /**
   * Makes the PBX keep `value` under `key`. Keys are small letters, digits and `-`; values letters, digits, spaces and `-`, at most 100; empty
   * forgets. Ok only when it was read back.
   */
  keep(key: string, value: string): Promise<PbxAnswer<null>>;
  /** The value of a channel variable or function on a leg; empty when unset. */
  variable(leg: LegId, expression: string): Promise<PbxAnswer<string>>;
  /** Every leg alive on the PBX right now. */
  legs(): Promise<PbxAnswer<readonly LegView[]>>;
}
