import type { MessageId } from '../call/mailbox.ts';
import type { Failure } from '../failure.ts';

/** The messages that were erased and may never come back, kept apart from them. No method rejects. */
export interface ShredList {
  /** `null` when it is on the disk. */
  add(id: MessageId): Promise<Failure | null>;
  all(): Promise<ReadonlySet<MessageId> | Failure>;
}
