import { stands } from '../judge/stands.ts';
import { type MessageHead, SIP_METHODS } from './message-head.ts';

const METHODS: ReadonlySet<string> = new Set(SIP_METHODS);

const MOST_DIGITS = 10;
const MOST_CALL_ID = 300;
const [TAB, LF, CR, SPACE, COLON, SEMICOLON, DELETE] = [0x09, 0x0a, 0x0d, 0x20, 0x3a, 0x3b, 0x7f];
const [A, C, I, L, S, T] = [0x61, 0x63, 0x69, 0x6c, 0x73, 0x74];

function isSmall(bytes: Uint8Array, at: number, letter: number): boolean {
  return ((bytes[at] as number) | 0x20) === letter;
}

/** Where the CR is that ends a line, if LF stands behind it and neither stands before; -1 otherwise. */
function plainEnd(bytes: Uint8Array, begin: number, most: number): number {
  for (let at = begin; at < most; at += 1) {
    const code = bytes[at];
    if (code === CR) return bytes[at + 1] === LF ? at : -1;
    if (code === LF) return -1;
  }
  return -1;
}

/** Reads one line after the other; what it cannot read as nearly everybody writes it, it leaves. */
class PlainHead {
  readonly #bytes: Buffer;
  #callId: string | null = null;
  #method: string | null = null;
  #hasTag: boolean | null = null;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(kind: MessageHead['kind'], most: number): MessageHead | null {
    const bytes = this.#bytes;
    for (let begin = 0, end = plainEnd(bytes, 0, most); end >= 0; begin = end + 2, end = plainEnd(bytes, begin, most)) {
      if (!this.#line(begin, end)) return null;
      if (this.#callId === null || this.#method === null || this.#hasTag === null) continue;
      return { callId: this.#callId, method: this.#method, kind, opens: kind === 'request' && !this.#hasTag };
    }
    return null;
  }

  /** `false`: it may be one of them, and is not written so. */
  #line(begin: number, end: number): boolean {
    switch ((this.#bytes[begin] as number) | 0x20) {
      case C:
        return this.#cLine(begin, end);
      case I: {
        const next = this.#bytes[begin + 1];
        return next !== COLON && next !== SPACE && next !== TAB;
      }
      case T:
        return isSmall(this.#bytes, begin + 1, I) || this.#to(begin, end);
      default:
        return true;
    }
  }

  /** Call-ID and CSeq; `Contact` and `CANCEL` are neither. */
  #cLine(begin: number, end: number): boolean {
    const bytes = this.#bytes;
    if (isSmall(bytes, begin + 1, S)) return this.#cseq(begin, end);
    if (isSmall(bytes, begin + 1, A) && isSmall(bytes, begin + 2, L)) return this.#callIdIn(begin, end);
    return true;
  }

  #callIdIn(begin: number, end: number): boolean {
    const from = begin + 'Call-ID: '.length;
    if (this.#callId !== null || !stands(this.#bytes, begin, 'Call-ID: ')) return false;
    if (from >= end || end - from > MOST_CALL_ID) return false;
    for (let at = from; at < end; at += 1) {
      const code = this.#bytes[at] as number;
      if (code <= SPACE || code >= DELETE) return false;
    }
    this.#callId = this.#bytes.toString('latin1', from, end);
    return true;
  }

  #cseq(begin: number, end: number): boolean {
    const from = begin + 'CSeq: '.length;
    if (this.#method !== null || !stands(this.#bytes, begin, 'CSeq: ')) return false;
    let at = from;
    while (at < end && (this.#bytes[at] as number) >= 0x30 && (this.#bytes[at] as number) <= 0x39) at += 1;
    if (at === from || at - from > MOST_DIGITS || this.#bytes[at] !== SPACE) return false;
    const method = this.#bytes.toString('latin1', at + 1, end);
    this.#method = METHODS.has(method) ? method : null;
    return this.#method !== null;
  }

  #to(begin: number, end: number): boolean {
    if (this.#hasTag !== null || !stands(this.#bytes, begin, 'To: ')) return false;
    for (let at = begin; at < end; at += 1) {
      if (this.#bytes[at] !== SEMICOLON) continue;
      const next = this.#bytes[at + 1] as number;
      if (next === SPACE || next === TAB) return false;
      if ((next | 0x20) !== T) continue;
      this.#hasTag = true;
      return stands(this.#bytes, at + 1, 'tag=');
    }
    this.#hasTag = false;
    return true;
  }
}

function plainKind(bytes: Uint8Array): MessageHead['kind'] | null {
  if (stands(bytes, 0, 'SIP/2.0 ')) return 'answer';
  const first = bytes[0] ?? 0;
  return first >= 0x41 && first <= 0x5a && !isSmall(bytes, 1, I) ? 'request' : null;
}

/**
 * What joins a message to a dialog, in the first so many of its bytes, where it is written as nearly every SIP stack writes it: without making a
 * text of the message. `null`: it is not, or not all of it is there.
 */
export function plainHead(bytes: Buffer, searched: number): MessageHead | null {
  const kind = plainKind(bytes);
  return kind === null ? null : new PlainHead(bytes).read(kind, Math.min(bytes.length, searched) - 1);
}
