import type { LegId } from '../call/call-event.ts';
import type { Recording, RecordingName } from '../call/mailbox.ts';
import type { FailureCode } from '../failure.ts';
import type { PbxAnswer } from './pbx.ts';

/** What the PBX has of messages at one moment. */
export interface RecordingsNow {
  /** In memory, in clear: being recorded, or finished. */
  readonly stored: readonly Recording[];
  /** Those whose caller is still on the line, in the greeting or while it is recorded: the PBX's own word, by where the leg is in the dialplan. */
  readonly live: ReadonlySet<RecordingName>;
}

/** Messages in clear that are to be sealed and then erased. No method rejects. */
export interface MovedRecordings {
  /** The file, as it is. */
  read(name: RecordingName): Promise<PbxAnswer<Uint8Array>>;
  /** Ok only when it is gone; it may have been gone before. */
  erase(name: RecordingName): Promise<PbxAnswer<null>>;
}

/** Messages as the PBX records them: in clear, in memory, for a moment. No method rejects; every one settles within its deadline. */
export interface Recordings extends MovedRecordings {
  /** `null`: what is recorded now stays in memory, and there is room. Otherwise why no message may be taken. */
  unfit(): Promise<FailureCode | null>;
  look(): Promise<PbxAnswer<RecordingsNow>>;
  /** The end of this leg is told (`ended`) from now on, although it no longer waits for us. */
  follow(leg: LegId): Promise<PbxAnswer<null>>;
}
