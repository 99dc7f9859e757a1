/** What joins a message to a dialog, read without judging: `null` where it cannot be found. */
export interface MessageHead {
  readonly callId: string | null;
  /** Of the request, or of the one this answers (CSeq); `null` also for a method that is not registered: it may be anything. */
  readonly method: string | null;
  readonly kind: 'request' | 'answer';
  /** A request outside of any dialog: its To has no tag. */
  readonly opens: boolean;
}

/** Those that are registered (IANA "SIP Parameters"). */
export const SIP_METHODS = [
  ...['ACK', 'BYE', 'CANCEL', 'INFO', 'INVITE', 'MESSAGE', 'NOTIFY'],
  ...['OPTIONS', 'PRACK', 'PUBLISH', 'REFER', 'REGISTER', 'SUBSCRIBE', 'UPDATE'],
];
