import type { PbxAnswer } from './pbx.ts';

/** How a phone stands right now. `away`: not registered. */
export type PhoneState = 'free' | 'busy' | 'away' | 'unknown';

/** What came of a ring. `unknown`: the PBX gave no answer; it may have rung. */
export type RingEnd = 'heard' | 'not-heard' | 'unknown';

/** The phones of the house. Nothing here reaches a trunk. No method rejects; each settles in bounded time. */
export interface DeskPhones {
  state(extension: string): Promise<PhoneState>;
  /** Rings a phone that is free and, when it is picked up, says `words` (see `dialplan/withheld-notice.conf`). Settles when that is over. */
  ring(extension: string, words: string): Promise<RingEnd>;
  /** Shows a text on a phone (SIP MESSAGE, RFC 3428). */
  write(extension: string, text: string): Promise<PbxAnswer<null>>;
  close(): Promise<void>;
}
