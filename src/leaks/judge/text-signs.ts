import { stands } from './stands.ts';
import { isUuidAt, UUID_LENGTH } from './uuid.ts';

/** What stands in a text, a bit each. */
export const ENCODES = 1;
/** `=41`, which may be an encoding or not. */
export const ESCAPES = 2;
/** A character that is not ASCII. */
export const WIDE = 4;
/** Two colons near each other: without them there is no IPv6 address. What is folded may become a hex digit. */
export const COLONS = 8;

const MOST_BETWEEN_COLONS = 4;
const [NUL, LF, CR, HASH, PERCENT, AMPERSAND, COLON, EQUALS, QUESTION, BACKSLASH] = [
  0x00, 0x0a, 0x0d, 0x23, 0x25, 0x26, 0x3a, 0x3d, 0x3f, 0x5c,
];

/** 1 for what begins an encoding, or may be of an address. */
export const SIGN = Uint8Array.from({ length: 256 }, (_, code) =>
  Number([NUL, PERCENT, AMPERSAND, COLON, EQUALS, BACKSLASH].includes(code)),
);
const TAG = ';tag';
const IN_BASE64 = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(/[0-9A-Za-z+/_-]/.test(String.fromCharCode(code))),
);
const IS_HEX = Uint8Array.from({ length: 256 }, (_, code) => Number(/[0-9A-Fa-f]/.test(String.fromCharCode(code))));

function isHex(code: number): boolean {
  return IS_HEX[code] === 1;
}

/** `#`, or a letter. */
function mayName(code: number): boolean {
  return code === HASH || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

/** A `=41`, as `decoded-forms.ts` has it: not in front of the UUID that is a whole tag. */
function isEscaped(bytes: Uint8Array, at: number, length: number): boolean {
  return isEscape(bytes, at, length) && !isTag(bytes, at, length);
}

function isTag(bytes: Uint8Array, at: number, length: number): boolean {
  if (!stands(bytes, at - TAG.length, TAG)) return false;
  const behind = at + 1 + UUID_LENGTH;
  return isUuidAt(bytes, at + 1, length) && (behind >= length || IN_BASE64[bytes[behind] as number] !== 1);
}

function isEscape(bytes: Uint8Array, at: number, length: number): boolean {
  return at + 2 < length && isHex(bytes[at + 1] as number) && isHex(bytes[at + 2] as number);
}

/**
 * What a sign begins that stands there. Everything that `decoded-forms.ts` undoes begins with a {@link SIGN}; not all that begins so is an encoding
 * (`&a`, or `=` before CR).
 */
export function begun(bytes: Uint8Array, at: number, length: number): number {
  const next = at + 1 < length ? (bytes[at + 1] as number) : LF;
  switch (bytes[at]) {
    case AMPERSAND:
      return mayName(next) ? ENCODES : 0;
    case COLON:
      return areColons(bytes, at, length) ? COLONS : 0;
    case PERCENT:
      return isEscape(bytes, at, length) ? ENCODES : 0;
    case EQUALS:
      if (isEscaped(bytes, at, length)) return ESCAPES;
      return next === LF || next === CR || next === QUESTION ? ENCODES : 0;
    default:
      return ENCODES;
  }
}

function areColons(bytes: Uint8Array, at: number, length: number): boolean {
  const end = Math.min(length, at + MOST_BETWEEN_COLONS + 2);
  for (let behind = at + 1; behind < end; behind += 1) {
    const code = bytes[behind] as number;
    if (code === COLON) return true;
    if (!isHex(code) && code < 0x80) return false;
  }
  return false;
}

function hexValue(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
}

/** Puts so many bytes with each `=41` undone into others, and says how many those are. */
export function withoutEscapes(bytes: Uint8Array, length: number, into: Uint8Array): number {
  let put = 0;
  for (let at = 0; at < length; at += 1, put += 1) {
    const isUndone = bytes[at] === EQUALS && isEscaped(bytes, at, length);
    into[put] = isUndone
      ? hexValue(bytes[at + 1] as number) * 16 + hexValue(bytes[at + 2] as number)
      : (bytes[at] as number);
    if (isUndone) at += 2;
  }
  return put;
}
