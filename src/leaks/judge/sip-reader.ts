import { headerName } from './header-names.ts';

/** One header field, as it stood on the wire. All text is Latin-1: one character for each byte. */
export interface HeaderField {
  /** The long form (`header-names.ts`). */
  readonly name: string;
  /** Folded lines joined by one space (RFC 3261 §7.3.1), without surrounding white space. */
  readonly value: string;
}

/** What is not as RFC 3261 has it, or cannot be read. The rest of the message was read all the same. */
export type ReadingFault =
  /** A line ends in LF or CR alone. */
  | 'line-end'
  /** A control character, NUL among them. */
  | 'control-character'
  /** A line among the headers that is none. */
  | 'no-header'
  /** The header section is not closed by an empty line. */
  | 'no-end'
  | 'too-many-headers'
  | 'length-missing'
  | 'length-unclear'
  /** Fewer bytes are there than Content-Length says. */
  | 'cut-short'
  /** More bytes are there than Content-Length says. */
  | 'more-behind'
  | 'start-line'
  | 'too-large'
  | 'nothing';

interface SipParts {
  readonly startLine: string;
  /** In the order of the wire. */
  readonly headers: readonly HeaderField[];
  /** Lines among the headers that are none. */
  readonly strayLines: readonly string[];
  /** All bytes behind the empty line, whatever Content-Length says. */
  readonly body: string;
  readonly faults: readonly ReadingFault[];
}

export interface SipRequestRead extends SipParts {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
}

export interface SipResponseRead extends SipParts {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  /** Of CSeq: what it answers; empty when that cannot be read. */
  readonly method: string;
}

/** Whatever has no SIP start line, is empty or larger than any message of a call. */
export interface NoSip {
  readonly kind: 'unreadable';
  readonly text: string;
  readonly faults: readonly ReadingFault[];
}

export type SipRead = SipRequestRead | SipResponseRead | NoSip;

/** No datagram is larger, and no message of a call comes near (RFC 3261 §18.1.1). */
const LARGEST = 16_384;
const MOST_LINES = 256;

const REQUEST_LINE = /^([A-Z][A-Z0-9_.!%*+`'~-]{0,31}) ([^ ]{1,8000}) SIP\/2\.0$/;
const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d) (.*)$/s;
const HEADER_NAME = /^[A-Za-z0-9\-.!%*_+`'~]{1,128}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

interface Head {
  readonly lines: readonly string[];
  readonly bodyAt: number;
  readonly faults: ReadonlySet<ReadingFault>;
}

/** The lines up to the empty one as they stand, and where the body begins. */
function headOf(text: string, from: number): Head {
  const faults = new Set<ReadingFault>();
  const lines: string[] = [];
  let at = from;
  while (lines.length <= MOST_LINES) {
    const end = text.indexOf('\n', at);
    if (end < 0) {
      faults.add('no-end');
      return { lines: [...lines, text.slice(at)], bodyAt: text.length, faults };
    }
    const bare = end === at || text[end - 1] !== '\r';
    if (bare) faults.add('line-end');
    const line = text.slice(at, bare ? end : end - 1);
    at = end + 1;
    if (line === '') return { lines, bodyAt: at, faults };
    lines.push(line);
  }
  faults.add('too-many-headers');
  return { lines, bodyAt: at, faults };
}

/** RFC 3261 §7.3.1: a line that begins with white space goes on with the one before. Never with the start line. */
function unfolded(lines: readonly string[]): readonly string[] {
  const goesOn = (line: string): boolean => line.startsWith(' ') || line.startsWith('\t');
  if (!lines.some(goesOn)) return lines;
  const whole: string[][] = [];
  for (const line of lines) {
    const last = whole.at(-1);
    if (goesOn(line) && last !== undefined) last.push(line.trim());
    else whole.push([line]);
  }
  return whole.map((parts) => parts.join(' '));
}

/** Whether no control character but a tab stands in a line. */
export function isPlainLine(line: string): boolean {
  return !CONTROL.test(line);
}

/** A line, unfolded, as a header field; `null` when it is none. */
export function fieldOf(line: string): HeaderField | null {
  const colon = line.indexOf(':');
  const written = line.slice(0, Math.max(0, colon)).trimEnd();
  return HEADER_NAME.test(written) ? { name: headerName(written), value: line.slice(colon + 1).trim() } : null;
}

function fieldsOf(lines: readonly string[], faults: Set<ReadingFault>) {
  const headers: HeaderField[] = [];
  const strayLines: string[] = [];
  for (const line of lines) {
    if (!isPlainLine(line)) faults.add(line.includes('\r') ? 'line-end' : 'control-character');
    const field = fieldOf(line);
    if (field !== null) headers.push(field);
    else {
      faults.add('no-header');
      strayLines.push(line);
    }
  }
  return { headers, strayLines };
}

/** RFC 3261 §18.3: over a stream the length must be told; in a datagram the body may be what is there. */
function lengthFaults(headers: readonly HeaderField[], body: string, stream: boolean): readonly ReadingFault[] {
  const told = headers.filter(({ name }) => name === 'Content-Length').map(({ value }) => value);
  if (told.length === 0) return stream ? ['length-missing'] : [];
  const [length = ''] = told;
  if (told.length > 1 || !/^\d{1,5}$/.test(length)) return ['length-unclear'];
  if (Number(length) > body.length) return ['cut-short'];
  return Number(length) < body.length ? ['more-behind'] : [];
}

/** The line that a message begins with. */
export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string };

/** Reads it (RFC 3261 §7.1, §7.2); `null` when it is none. */
export function startOf(line: string): StartLine | null {
  const request = REQUEST_LINE.exec(line);
  if (request) return { kind: 'request', method: request[1] ?? '', uri: request[2] ?? '' };
  const response = STATUS_LINE.exec(line);
  return response === null ? null : { kind: 'response', status: Number(response[1]), reason: response[2] ?? '' };
}

/**
 * Reads one SIP message (RFC 3261 §7), whatever it is: never throws, looks at each byte a bounded number of times, and keeps everything it
 * was given, readable or not. Empty lines before the start line are skipped (§7.5). What is wrong is told in `faults`; only what has no start
 * line, is empty or larger than 16 KiB comes back as `unreadable`. Several messages in one buffer are one with `more-behind`.
 */
export function readSip(bytes: Uint8Array, stream: boolean): SipRead {
  if (bytes.length > LARGEST) return { kind: 'unreadable', text: '', faults: ['too-large'] };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  let from = 0;
  while (text.startsWith('\r\n', from)) from += 2;
  if (from === text.length) return { kind: 'unreadable', text, faults: ['nothing'] };
  const head = headOf(text, from);
  const [startLine = '', ...rest] = head.lines;
  const faults = new Set(head.faults);
  const { headers, strayLines } = fieldsOf(unfolded(rest), faults);
  const body = text.slice(head.bodyAt);
  for (const fault of lengthFaults(headers, body, stream)) faults.add(fault);
  if (CONTROL.test(startLine)) faults.add('control-character');
  const parts = { startLine, headers, strayLines, body, faults: [...faults] };
  const start = startOf(startLine);
  if (start === null) return { kind: 'unreadable', text, faults: ['start-line', ...faults] };
  if (start.kind === 'request') return { ...start, ...parts };
  const sequence = headers.find(({ name }) => name === 'CSeq')?.value ?? '';
  const method = /^\d{1,10}[ \t]{1,8}([A-Z]{1,20})$/.exec(sequence)?.[1] ?? '';
  return { ...start, method, ...parts };
}
