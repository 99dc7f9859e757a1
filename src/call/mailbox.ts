/** A mailbox of the agency, named by its extension: 2 to 8 digits. */
export type Mailbox = string & { readonly __mailbox: never };

/** `null` where `text` is no mailbox. */
export function mailboxOf(text: string): Mailbox | null {
  return /^[0-9]{2,8}$/.test(text) ? (text as Mailbox) : null;
}

/** Names one message for its whole life: 32 hexadecimal digits that say nothing of the call, the caller or the time. */
export type MessageId = string & { readonly __message: never };

/** `null` where `text` names no message. */
export function messageIdOf(text: string): MessageId | null {
  return /^[0-9a-f]{32}$/.test(text) ? (text as MessageId) : null;
}

/**
 * What the PBX calls the recording of a message, without its ending: the mailbox, then digits of the leg and of the moment, which are never the
 * same twice. It lies in memory only and goes with the recording.
 */
export type RecordingName = string & { readonly __recording: never };

const RECORDING = /^withheld-([0-9]{2,8})-[0-9]{1,40}-([0-9]{13})$/;

export interface Recording {
  readonly name: RecordingName;
  readonly box: Mailbox;
  /** When the caller came to the mailbox, by the clock of the PBX, epoch milliseconds. */
  readonly at: number;
}

/** `null` where `text` is no recording of a message: the PBX may have others. */
export function recordingOf(text: string): Recording | null {
  const [, digits = '', at = ''] = RECORDING.exec(text) ?? [];
  const box = mailboxOf(digits);
  return box === null ? null : { name: text as RecordingName, box, at: Number(at) };
}

/**
 * Names one key that a message is sealed to: 16 hexadecimal digits made from the public key, or `recovery` for the printed recovery key of the
 * mailbox.
 */
export type ReaderId = string & { readonly __reader: never };

export const RECOVERY = 'recovery' as ReaderId;

/** `null` where `text` names no key. */
export function readerIdOf(text: string): ReaderId | null {
  return text === RECOVERY || /^[0-9a-f]{16}$/.test(text) ? (text as ReaderId) : null;
}
