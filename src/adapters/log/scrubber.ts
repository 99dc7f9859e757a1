import { maskNames } from './name-shape.ts';
import { maskNumbers } from './number-shape.ts';

export const SECRET_MASK = '[secret]';
const MASKS = String.raw`\[(?:number|name|user|secret|cut)\]`;
const CUT = '[cut]';
/** Longest text that is read at all, and longest that is printed, in UTF-16 units. */
const READ_LIMIT = 65_536;
const PRINT_LIMIT = 8_192;
const CUT_SLACK = 64;
const MAX_PASSES = 6;

/**
 * Takes out of free text what must not be printed: telephone numbers in any spelling, display names and users of SIP URIs, and the
 * configured secret words, whatever their case or the blanks inside them. Never throws; scrubbing twice changes nothing more.
 */
export class Scrubber {
  readonly #secrets: RegExp | null;

  /** `secrets`: words that must never appear, also inside longer words. Blank ones are ignored. */
  constructor(secrets: readonly string[]) {
    this.#secrets = secretPattern(secrets);
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
    // Masks are matched first, so that a secret word such as "name" does not eat them.
    return text.replace(this.#secrets, (_whole, mask: string | undefined) => mask ?? SECRET_MASK);
  }
}

function secretPattern(secrets: readonly string[]): RegExp | null {
  const words = secrets.map((secret) => secret.normalize('NFC').trim()).filter((secret) => secret !== '');
  if (words.length === 0) return null;
  // Longest first: of "Sea View" and "Sea", the alternation must take the longer.
  const sources = words.sort((a, b) => b.length - a.length).map(anySpelling);
  return new RegExp(`(${MASKS})|${sources.join('|')}`, 'giu');
}

/** Blanks inside a secret also match `_`, `+`, `-`, `.`, `%20` and nothing; composed letters also match decomposed ones. */
function anySpelling(secret: string): string {
  const literal = (part: string): string => {
    const composed = escapePattern(part);
    const decomposed = escapePattern(part.normalize('NFD'));
    return composed === decomposed ? composed : `(?:${composed}|${decomposed})`;
  };
  return secret.split(/\s+/u).map(literal).join(String.raw`(?:[\s_+.-]|%20){0,3}`);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
