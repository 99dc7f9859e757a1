// biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly what must not reach the wire
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Cs}]/u;

/**
 * Whether `text` may be written into a request to the PBX: no C0 or C1 control, no DEL, no U+2028/U+2029, no lone surrogate, at most
 * `longest` UTF-16 units. A CR or LF inside an AMI value starts a new header or a new action (measured), so nothing is escaped: it is
 * refused.
 */
export function isWireSafe(text: string, longest = 1024): boolean {
  return text.length <= longest && !UNSAFE.test(text);
}
