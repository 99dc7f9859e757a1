/** How patient one link to the PBX is. All values in milliseconds. */
export interface LinkTiming {
  /** For everything between the first byte and "up". */
  readonly connectMs: number;
  readonly pingEveryMs: number;
  /** A ping without an answer for this long means a frozen peer: the link is destroyed. */
  readonly pingDeadlineMs: number;
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  /** After the PBX refused our login, so that a wrong password does not get us banned. */
  readonly retryRefusedMs: number;
  /** A link that held this long starts its retries from the beginning again. */
  readonly stableMs: number;
  /** How often endpoints the PBX does not have yet are asked for again. */
  readonly hearAgainMs: number;
  /** Default deadline of one request. */
  readonly requestMs: number;
  /** Deadline of letting a leg go on: a caller waits. */
  readonly sendOnMs: number;
}

export const LINK_TIMING: LinkTiming = {
  connectMs: 3000,
  pingEveryMs: 2000,
  pingDeadlineMs: 3000,
  retryFirstMs: 250,
  retryMaxMs: 5000,
  retryRefusedMs: 30_000,
  stableMs: 5000,
  hearAgainMs: 2000,
  requestMs: 2000,
  sendOnMs: 1000,
};
