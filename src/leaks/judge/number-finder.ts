import { type Automaton, automatonOf, FOUND } from './automaton.ts';

/** Digits from 1 on; 0 is whatever ends a run. */
const WIDTH = 11;
/** The symbol of each character of Latin-1. */
export const DIGIT = Uint8Array.from({ length: 256 }, (_, code) => (code >= 0x30 && code <= 0x39 ? code - 0x2f : 0));
/** So many signs may stand between the digits of a number (`digit-runs.ts`). */
const WIDEST_GAP = 4;
/** Letters and the end of a line: over them no digits are joined. What is no letter but not ASCII may be a sign. */
const PARTS = Uint8Array.from({ length: 128 }, (_, code) => Number(/[A-Za-z\n]/.test(String.fromCharCode(code))));

/** Finds runs of digits that betray a number. Holds numbers: never log it. */
export class NumberFinder {
  readonly endings: Automaton;

  /** `endings`: of digits. */
  constructor(endings: readonly string[]) {
    const patterns = endings.map((ending) => ({
      symbols: [...ending].map((digit) => Number(digit) + 1),
      unless: new Set<number>(),
    }));
    this.endings = automatonOf(patterns, WIDTH);
  }

  /** Whether one of them stands in so many bytes of a Latin-1 text. `joining`: also over signs. */
  isIn(bytes: Uint8Array, length: number, joining: boolean): boolean {
    let state = 0;
    let gap = 0;
    for (let at = 0; at < length; at += 1) {
      const code = bytes[at] as number;
      const digit = DIGIT[code] as number;
      gap = digit > 0 ? 0 : gap + 1;
      if (digit === 0 && joining && gap <= WIDEST_GAP && PARTS[code] !== 1) continue;
      state = this.endings[state + digit] ?? FOUND;
      if (state < 0) return true;
    }
    return false;
  }
}
