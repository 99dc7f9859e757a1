/** The value of a hex digit, or one of these. */
const GAP = 16;
const END = 17;
const DIGITS = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (character === ' ' || character === ':') return GAP;
  return /[0-9a-f]/i.test(character) ? Number.parseInt(character, 16) : END;
});
/** Text is looked for from six characters on (`decoded-forms.ts`). */
const LEAST_TEXT = 6;
/** Bytes of UTF-8 that go on with a character. */
const MOST_BEHIND = 3;

/** Characters in a row, if the digits of their bytes begin at every other place from one on. */
class Characters {
  #count = 0;
  /** So many bytes may still go on with the last one. */
  #behind = 0;

  begin(): void {
    this.#count = 0;
    this.#behind = 0;
  }

  /** One more byte. Whether there are enough. Bytes that are 0 stand between the characters of UTF-16. */
  take(high: number, low: number): boolean {
    if (high === 0 && low === 0) return false;
    if (high >= 8 && high <= 11) {
      this.#behind -= 1;
      if (this.#behind < 0) this.begin();
      return false;
    }
    if (high < 2) {
      this.begin();
      return false;
    }
    this.#count += 1;
    this.#behind = high >= 12 ? MOST_BEHIND : 0;
    return this.#count === LEAST_TEXT;
  }
}

const EVEN = new Characters();
const ODD = new Characters();

/**
 * Whether text may stand in the hex digits of a Latin-1 text: six characters of ASCII or beginnings of UTF-8, whatever digit they begin at. A
 * blank or a colon may stand between any two digits. Looks at each character once.
 */
export function mayHoldHexText(text: string): boolean {
  let before = END;
  let isGap = false;
  let isOdd = false;
  for (let at = 0; at < text.length; at += 1) {
    const digit = DIGITS[text.charCodeAt(at)] ?? END;
    if (digit === GAP && !isGap) {
      isGap = true;
      continue;
    }
    isGap = false;
    if (digit >= GAP) {
      before = END;
      continue;
    }
    if (before === END) {
      EVEN.begin();
      ODD.begin();
    } else if ((isOdd ? ODD : EVEN).take(before, digit)) return true;
    before = digit;
    isOdd = !isOdd;
  }
  return false;
}
