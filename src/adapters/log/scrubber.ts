import { FoldedText } from './folded-text.ts';
import { maskNames } from './name-shape.ts';
import { maskNumbers } from './number-shape.ts';
import { secretPattern } from './secret-pattern.ts';

export const SECRET_MASK = '[secret]';
const CUT = '[cut]';
/** Longest text that is read at all, and longest that is printed, in UTF-16 units. */
const READ_LIMIT = 65_536;
const PRINT_LIMIT = 8_192;
const CUT_SLACK = 64;
const MAX_PASSES = 6;

/**
 * Takes out of free text what must not be printed: telephone numbers in any spelling, display names and users of SIP URIs, and the
 * configured secrets, whatever their case and accents and whatever stands between their words. Never throws; scrubbing twice changes
 * nothing more.
 */
export class Scrubber {
  readonly #secrets: RegExp | null;

  /**
   * `secrets`: names that must never appear, also inside longer words. Blank ones are ignored. `parts`: single words of them that must
   * not appear by themselves; those of six and more letters also not inside longer words.
   */
  constructor(secrets: readonly string[], parts: readonly string[] = []) {
    this.#secrets = secretPattern(secrets, parts);
  }

  scrub(text: string): string {
    const read = text.length > READ_LIMIT ? text.slice(0, READ_LIMIT) : text;
    const masked = this.#mask(read);
    if (masked.length <= PRINT_LIMIT && read === text) return masked;
    if (masked.endsWith(CUT) && masked.length <= PRINT_LIMIT + CUT_SLACK) return masked;
    // Masked once more: the cut may have gone through something that was kept only while it was whole.
    return this.#mask(masked.slice(0, PRINT_LIMIT - CUT.length) + CUT);
  }

  /** Whether `text` as a whole is one of the secret words. */
  isSecret(text: string): boolean {
    return this.#secrets !== null && this.#maskSecrets(text) === SECRET_MASK;
  }

  /** One mask can bring another into view (`<number>` becomes a caller id), so it is repeated until nothing changes. */
  #mask(text: string): string {
    let before = text;
    for (let pass = 0; pass < MAX_PASSES; pass++) {
      const after = this.#maskSecrets(maskNumbers(this.#maskSecrets(maskNames(before))));
      if (after === before) return after;
      before = after;
    }
    return CUT;
  }

  #maskSecrets(text: string): string {
    if (this.#secrets === null) return text;
    return new FoldedText(text).replace(this.#secrets, ([, mask]) => (mask === undefined ? SECRET_MASK : null));
  }
}
