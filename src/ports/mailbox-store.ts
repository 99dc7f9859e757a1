import type { Mailbox, MessageId, ReaderId } from '../call/mailbox.ts';
import type { Reader } from './message-sealer.ts';
import type { StoreAnswer } from './stores.ts';

/** A secured mailbox as it was set up. */
export interface KeptMailbox {
  readonly box: Mailbox;
  readonly ownerEnrolled: boolean;
  readonly strongLogin: boolean;
  readonly autoLock: boolean;
  readonly transcriptWanted: boolean;
  readonly readers: readonly Reader[];
}

/** A message as the index knows it. `day` and `heardDay` are midnights (UTC) in epoch milliseconds: when somebody called is sealed. */
export interface KeptMessage {
  readonly box: Mailbox;
  readonly id: MessageId;
  readonly day: number;
  /** `null`: not heard yet. */
  readonly heardDay: number | null;
  /** Legal hold: nothing but a person's own deletion erases it. */
  readonly held: boolean;
}

/** Somebody was let through to a mailbox; what became of it is not written down yet. */
export interface ExpectedMessage {
  readonly box: Mailbox;
  readonly id: MessageId;
  readonly askedAt: number;
}

/** Why a message was erased. `restored`: it had been erased before, and a backup brought it back. */
export type ShredReason = 'deleted' | 'retention' | 'restored';

/** The proof of an erasure: written after it was looked for and not found. */
export interface ShreddedMessage {
  readonly box: Mailbox;
  readonly id: MessageId;
  readonly at: number;
  readonly reason: ShredReason;
}

/** What is written down of mailboxes and messages: keys that are public, days, and no caller. No method rejects. */
export interface MailboxStore {
  /** Whether what is written now reaches the disk. */
  readonly writable: boolean;
  mailboxes(): Promise<StoreAnswer<readonly KeptMailbox[]>>;
  messages(): Promise<StoreAnswer<readonly KeptMessage[]>>;
  expected(): Promise<StoreAnswer<readonly ExpectedMessage[]>>;
  /** Ok when it is on the disk. */
  expect(message: ExpectedMessage): Promise<StoreAnswer<number>>;
  /** Nothing more is expected of it. */
  settle(id: MessageId): Promise<StoreAnswer<number>>;
  /** Ok when it is on the disk; it is then no longer expected. A message that is there already stays as it is. */
  sealed(message: KeptMessage): Promise<StoreAnswer<number>>;
  /** Erases the index's entry and writes the proof down instead. */
  shredded(message: ShreddedMessage): Promise<StoreAnswer<number>>;
  /** Marks a message as heard on that day, unless it was heard before. */
  heard(id: MessageId, day: number): Promise<StoreAnswer<number>>;
  /**
   * The mailbox has an owner, whose login is strong and whose page locks itself. Later messages are sealed to `readers`, among them the recovery key, to
   * whom they are sealed besides, and not to `instead` any more.
   */
  owned(box: Mailbox, readers: readonly Reader[], instead: ReaderId | null): Promise<StoreAnswer<number>>;
  /** The owner has left: nothing is sealed to `reader` any more, and no transcript is made. */
  left(box: Mailbox, reader: ReaderId): Promise<StoreAnswer<number>>;
  /** The owner's own choice. */
  wantTranscript(box: Mailbox, wanted: boolean): Promise<StoreAnswer<number>>;
}
