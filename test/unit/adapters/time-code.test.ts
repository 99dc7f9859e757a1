import { describe, expect, it } from 'vitest';
import { base32, bytesOfBase32, codeAt, stepAt } from '../../../src/adapters/sealing/time-code.ts';

/** RFC 4226, appendix D, and RFC 6238, appendix B (the last six of its eight digits). */
const SECRET = Buffer.from('12345678901234567890');
const HOTP = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
const TOTP = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;

describe('codes of an authenticator', () => {
  it.each(HOTP.map((code, step) => [step, code] as const))('of step %i is as RFC 4226 has it', (step, code) => {
    expect(codeAt(SECRET, step)).toBe(code);
  });

  it.each(TOTP)('at second %i is as RFC 6238 has it', (second, code) => {
    expect(codeAt(SECRET, stepAt(second * 1_000))).toBe(code);
  });

  it('have a secret in Base32, as RFC 4648 has it, read back in any case and with blanks', () => {
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
    expect(base32(SECRET)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(bytesOfBase32('gezd gnbv gy3t qojq gezd gnbv gy3t qojq').equals(SECRET)).toBe(true);
  });
});
