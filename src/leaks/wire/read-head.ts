import { type MessageHead, SIP_METHODS } from './message-head.ts';
import { plainHead } from './plain-head.ts';

const SEARCHED = 8_192;
const [LETTER_C, LETTER_I, LETTER_T] = [0x63, 0x69, 0x74];
/** Each where a line begins. */
const CALL_ID = /(?:call-id|i)[ \t]*:[ \t]*(\S{1,300})[ \t]*\r?$/imy;
const CSEQ = new RegExp(String.raw`cseq[ \t]*:[ \t]*\d{1,10}[ \t]+(${SIP_METHODS.join('|')})[ \t]*\r?$`, 'imy');
const TO = /(?:to|t)[ \t]*:(.*)$/imy;

const [CR, LF] = [0x0d, 0x0a];

/** Where the line behind this one begins. CR and LF each end one, and both together end one. */
function nextLine(text: string, at: number): number {
  for (let end = at; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === LF) return end + 1;
    if (code === CR) return text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;
  }
  return text.length;
}

function valueAt(text: string, at: number, header: RegExp): string | null {
  header.lastIndex = at;
  return header.exec(text)?.[1] ?? null;
}

/** A copy of its own: a part of a text holds all of it in memory for as long as the part is known, and Call-IDs are known for long. */
function copied(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

interface Read {
  callId: string | null;
  method: string | null;
  to: string | null;
}

function readLine(text: string, at: number, read: Read): void {
  const letter = text.charCodeAt(at) | 0x20;
  if (letter === LETTER_C) read.method ??= valueAt(text, at, CSEQ);
  if (letter === LETTER_C || letter === LETTER_I) read.callId ??= valueAt(text, at, CALL_ID);
  if (letter === LETTER_T) read.to ??= valueAt(text, at, TO);
}

/** However it is written. */
function headInFull(bytes: Buffer): MessageHead {
  const text = bytes.toString('latin1', 0, SEARCHED);
  const read: Read = { callId: null, method: null, to: null };
  for (let at = 0; at < text.length; at = nextLine(text, at)) {
    readLine(text, at, read);
    if (read.callId !== null && read.method !== null && read.to !== null) break;
  }
  const { callId, method, to } = read;
  const kind = /^\s*SIP\/2\.0 /i.test(text) ? 'answer' : 'request';
  return {
    callId: callId === null ? null : copied(callId),
    method: method?.toUpperCase() ?? null,
    kind,
    opens: kind === 'request' && !/;[ \t]*tag=/i.test(to ?? ''),
  };
}

/** Pure; never throws. Bytes of a SIP message in. Of a header that stands there several times the first counts that can be read. */
export function messageHead(raw: Uint8Array): MessageHead {
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  return plainHead(bytes, SEARCHED) ?? headInFull(bytes);
}
