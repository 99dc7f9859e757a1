import type { Mailbox } from '../call/mailbox.ts';
import type { PbxAnswer } from './pbx.ts';

/** The lamps of phones that watch a secured mailbox. No method rejects. */
export interface MailboxLamps {
  /** Ok when the PBX took it; it forgets when it ends. */
  show(box: Mailbox, fresh: number, heard: number): Promise<PbxAnswer<null>>;
}
