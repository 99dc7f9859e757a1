import { chanceLine, type MessageKind } from './chance-lines.ts';
import type { Expected, Passage } from './expected.ts';
import { type MessageShape, Shaping } from './shaping.ts';

/** A larger one is rare, and its shape is not worth to be kept. */
const LONGEST = 4_096;
const [TAB, LF, CR, SPACE, EQUALS, QUESTION] = [0x09, 0x0a, 0x0d, 0x20, 0x3d, 0x3f];
/** Signs that stand for themselves wherever they are. No control characters, and none of those that begin an escape. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte !== 0x7f && !'\\%&='.includes(String.fromCharCode(byte))),
);

/** Whether a byte that is not `PLAIN` stands where it undoes nothing. */
function isInPlace(byte: number, before: number | undefined, next: number | undefined): boolean {
  if (byte === CR) return before !== undefined && next === LF;
  if (byte === LF) return before === CR && next !== SPACE && next !== TAB;
  return byte === EQUALS && next !== undefined && next !== CR && next !== LF && next !== QUESTION;
}

/**
 * Whether nothing undoes the division into lines, or is a sign of an encoding that may go on beyond its line (`first-look.ts`): control
 * characters, other line ends, folded lines, escapes but `=41`.
 */
function isEven(raw: Uint8Array): boolean {
  for (let at = 0; at < raw.length; at += 1) {
    const byte = raw[at] ?? 0;
    if (PLAIN[byte] !== 1 && !isInPlace(byte, raw[at - 1], raw[at + 1])) return false;
  }
  return true;
}

function kindOf(text: string, { direction }: Passage): MessageKind {
  const isAnswer = text.startsWith('SIP/2.0 ');
  if (direction === 'to-agency') return isAnswer ? 'answer-received' : 'request-received';
  if (isAnswer) return 'answer-sent';
  return text.startsWith('REGISTER ') ? 'register-sent' : 'request-sent';
}

/**
 * What a message has in common with those of other calls, or `null` where nobody can say so at a glance. Of two messages of one shape, passage and
 * door no rule of the judge says different things, and no canary that stands in one of them only lies outside of `lines`.
 */
export function messageShape(raw: Uint8Array, passage: Passage, { look }: Expected): MessageShape | null {
  if (raw.length > LONGEST || !isEven(raw)) return null;
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  const kind = kindOf(text, passage);
  const shaping = new Shaping(text);
  let at = 0;
  for (;;) {
    const end = text.indexOf('\n', at);
    if (end < 0) return shaping.shaped();
    const line = chanceLine(text, at, kind);
    // The door's code in front of the number dialled is compared.
    if (line !== undefined) shaping.take(line, at, end - 1, at === 0 ? look.dialPrefix : '');
    at = end + 1;
  }
}
