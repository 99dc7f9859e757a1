import type { WireMessage } from '../../ports/wire-tap.ts';
import type { MessageHead } from './message-head.ts';
import { messageHead } from './read-head.ts';
import { messagesIn } from './sip-stream.ts';

/** One SIP message, and what joins it to a dialog. */
export interface ReadMessage {
  readonly raw: Uint8Array;
  readonly head: MessageHead;
}

function parted(payload: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('latin1');
  // What is left out of it belongs to another.
  return messagesIn(text).map((each) => (each.length === payload.length ? payload : Buffer.from(each, 'latin1')));
}

/** Several look at each mirrored message, one behind the other: it is parted and read for the first of them, and held until the next one comes. */
let lately: WireMessage | null = null;
let read: readonly ReadMessage[] = [];

/** The SIP messages in what was mirrored as one (`sip-stream.ts`): at least one, over UDP never more. */
export function readMessages(message: WireMessage): readonly ReadMessage[] {
  if (message === lately) return read;
  const { payload, stream } = message;
  read = (stream ? parted(payload) : [payload]).map((raw) => ({ raw, head: messageHead(raw) }));
  lately = message;
  return read;
}
