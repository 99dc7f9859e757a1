import type { Failure } from '../failure.ts';

/** One SIP message of the PBX, as it came in at one of our addresses. It may hold numbers and names: it is judged, never kept. */
export interface HeardMessage {
  readonly raw: Uint8Array;
  /** The PBX's address it came from. */
  readonly source: string;
  /** Of a request its own, of a response that of what it answers; empty when it cannot be read. */
  readonly method: string;
  /** Of a response; `null`: a request, or unreadable. */
  readonly status: number | null;
  readonly callId: string;
}

/** What is done with a call that the PBX makes to us. */
export type Reception =
  | { readonly kind: 'answer' }
  | { readonly kind: 'ring' }
  | { readonly kind: 'refuse'; readonly status: number }
  /** 401 once, then the same again is answered. */
  | { readonly kind: 'challenge' }
  /** 302 to this extension of the PBX. */
  | { readonly kind: 'redirect'; readonly to: string };

/** Whom a request of ours says it comes from, in From and in P-Asserted-Identity. */
export interface SaidIdentity {
  readonly name: string;
  readonly number: string;
}

export interface ProbeRequest {
  readonly method: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: { readonly type: string; readonly text: string };
  /** How long an answer is waited for; 5 s when absent. */
  readonly withinMs?: number;
}

/** One call between the PBX and us. Nothing rejects; every wait ends by its deadline. */
export interface ProbeLeg {
  readonly callId: string;
  readonly ended: boolean;
  /** What a Refer-To names to take this call over (RFC 3891); empty before it is answered. */
  readonly replaces: string;
  answered(withinMs: number): Promise<boolean>;
  over(withinMs: number): Promise<boolean>;
  /** Sends a request within the call and gives the final status; `null`: none came. */
  request(request: ProbeRequest): Promise<number | null>;
  /** A new offer within the call: whether the audio is held. */
  offer(kind: 'hold' | 'resume' | 'fax'): Promise<number | null>;
  hangUp(): Promise<void>;
}

/**
 * A SIP line of our own on loopback that stands for a carrier or for a desk phone. It takes what the PBX sends, and sends as who it stands for
 * to wherever the PBX spoke from last.
 */
export interface ProbeLine {
  /** Everything the PBX sent, in order; 50,000 messages at most. */
  readonly heard: readonly HeardMessage[];
  /** The calls the PBX made, in order. */
  readonly legs: readonly ProbeLeg[];
  /** Listens. LEAK_TEST_LINE_TAKEN when the address is in use. */
  open(): Promise<Failure | null>;
  /** Ends every call and the listening; settles when no socket is left. */
  close(): Promise<void>;
  /** From now on. */
  receive(reception: Reception): void;
  /** Waits for the next call of the PBX behind the first `after` ones; `null` when none came. */
  leg(after: number, withinMs: number): Promise<ProbeLeg | null>;
  /** Calls an extension of the PBX; `null`: it has not spoken to us yet, so we do not know where it is. */
  call(extension: string, said: SaidIdentity): ProbeLeg | null;
  /** A request outside of any call, and the final status; `null`: none came. */
  ask(extension: string, said: SaidIdentity, request: ProbeRequest): Promise<number | null>;
}
