/** A token that chance made (RFC 9562 §4), in small letters as PJSIP writes it. */
export const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
export const UUID_LENGTH = 36;

const DASH = 0x2d;
/** Of its characters: a digit, a dash, or the end. */
const IS_DASH = Uint8Array.from({ length: UUID_LENGTH }, (_, at) => Number([8, 13, 18, 23].includes(at)));
const IS_DIGIT = Uint8Array.from({ length: 256 }, (_, code) => Number(/[0-9a-f]/.test(String.fromCharCode(code))));

/** Whether one stands at a place of bytes that end there, or behind. */
export function isUuidAt(bytes: Uint8Array, at: number, end: number): boolean {
  if (at < 0 || at + UUID_LENGTH > end || bytes[at + 8] !== DASH) return false;
  for (let place = 0; place < UUID_LENGTH; place += 1) {
    const code = bytes[at + place] as number;
    if (IS_DASH[place] === 1 ? code !== DASH : IS_DIGIT[code] !== 1) return false;
  }
  return true;
}

/** Where one stands, at the end of bytes as nearly always, or else the first; -1: none does. */
export function uuidIn(bytes: Uint8Array, begin: number, end: number): number {
  if (isUuidAt(bytes, end - UUID_LENGTH, end)) return end - UUID_LENGTH;
  for (let at = begin; at + UUID_LENGTH <= end; at += 1) if (isUuidAt(bytes, at, end)) return at;
  return -1;
}
