import type { MessageId, RecordingName } from '../call/mailbox.ts';

/** Names messages. The same recording always has the same name, so that nothing is kept twice; nothing leads back without the key. */
export interface MessageNames {
  messageIdOf(recording: RecordingName): MessageId;
}
