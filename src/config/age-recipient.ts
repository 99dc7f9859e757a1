const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const PREFIX = 'age';
const SEPARATOR = `${PREFIX}1`;

function polymod(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const top = sum >>> 25;
    const shifted = ((sum & 0x1ffffff) << 5) ^ value;
    return GENERATORS.reduce((mixed, generator, bit) => ((top >>> bit) & 1 ? mixed ^ generator : mixed), shifted);
  }, 1);
}

/**
 * Whether a text is a public key of age, `age1` and 58 characters, with the right checksum (Bech32, BIP 173): one that was mistyped is none. That the
 * key itself is a point of the curve is not looked at; every 32 bytes are one (RFC 7748 §5).
 */
export function isAgeRecipient(text: string): boolean {
  const data = [...text.slice(SEPARATOR.length)].map((letter) => ALPHABET.indexOf(letter));
  if (!text.startsWith(SEPARATOR) || data.length !== 58 || data.includes(-1)) return false;
  const letters = [...PREFIX].map((letter) => letter.charCodeAt(0));
  return polymod([...letters.map((code) => code >> 5), 0, ...letters.map((code) => code & 31), ...data]) === 1;
}
