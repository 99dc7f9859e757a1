/**
 * One message of a SIP dialog, as the PBX mirrored it, as far as it tells who ends the call and why. No byte of it, no address and no text of the far
 * end is in it.
 */
export interface DialogWord {
  /** SIP Call-ID: joins it to a leg, and is kept no longer than that. */
  readonly dialog: string;
  /** `in`: the PBX received it. */
  readonly direction: 'in' | 'out';
  /** Of an answer, the method that it answers. */
  readonly method: string;
  /** Of an answer; `null`: a request. */
  readonly status: number | null;
  /** What its Reason headers say, without their texts (RFC 3326 §2); `null`: it has none. */
  readonly reason: string | null;
  /** The INVITE that makes the dialog. */
  readonly begins: boolean;
}
