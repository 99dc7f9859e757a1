/**
 * What SIP said of one call on a trunk, as the mirror shows it: what RFC 6076 counts. `null` where it was not seen.
 * Times in epoch milliseconds of the daemon. Nothing of a caller is in it.
 */
export interface SessionFacts {
  /** When the INVITE was seen that began it. */
  readonly requestedAt: number | null;
  /** The first answer that says something of the call: the first that is not 100 Trying, the final one included. */
  readonly firstAnswerAt: number | null;
  /** Status of the final answer to the INVITE; a challenge (401, 407) is none. */
  readonly finalStatus: number | null;
  /** Whether the BYE that ended it was answered. */
  readonly byeAnswered: boolean | null;
}
