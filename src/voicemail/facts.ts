import type { Mailbox } from '../call/mailbox.ts';

/** What is sealed beside the voice. No number and no name of a caller is among it. */
export interface MessageFacts {
  readonly box: Mailbox;
  /** When the caller was about to speak, epoch milliseconds. */
  readonly at: number;
  readonly seconds: number;
  /** The PBX died while it recorded: up to two seconds are missing at the end. */
  readonly cutOff: boolean;
}

/** All facts have one length, so that nothing shows whether there is more among them. */
const LENGTH = 4_096;

/** One line of JSON and blanks. `transcript` is `null`: none was made. */
export function factsText({ box, at, seconds, cutOff }: MessageFacts): string {
  const facts = {
    version: 1,
    mailbox: box,
    recorded: new Date(at).toISOString(),
    seconds: Math.round(seconds * 10) / 10,
    cut_off: cutOff,
    transcript: null,
  };
  return `${JSON.stringify(facts)}\n`.padEnd(LENGTH, ' ');
}
