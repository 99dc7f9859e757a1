import { type Automaton, FOUND } from './automaton.ts';
import { HOST, HOST_BEHIND, IS_TWO, type NameFinder, WORD, WORD_BEHIND } from './name-finder.ts';
import { DIGIT, type NumberFinder } from './number-finder.ts';
import { Runs } from './runs.ts';
import { begun, SIGN, WIDE } from './text-signs.ts';

const HEX = 1;
const IN_BASE64 = 2;
/** Between two digits of hex one of these may stand. */
const GAP = 4;
const RARE = 8;
const LEAST_BASE64 = 8;
/** Six bytes. */
const LEAST_HEX = 12;

const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  const bit = (kind: RegExp, value: number) => (kind.test(character) ? value : 0);
  const rare = SIGN[code] === 1 || code >= 0x80 ? RARE : 0;
  return bit(/[0-9A-Fa-f]/, HEX) | bit(/[A-Za-z0-9+/_-]/, IN_BASE64) | bit(/[ :]/, GAP) | rare;
});

/** One pass over a text, for everything that is looked for in it as it is written. Holds secrets: never log it. */
export class Glance {
  /** Of the text that was looked at last: what may be base64 of something, and hex, with a blank or a colon between digits. */
  readonly base64 = new Runs();
  readonly hex = new Runs();
  readonly #words: Automaton;
  readonly #hosts: Automaton;
  readonly #numbers: Automaton;

  constructor(names: NameFinder, numbers: NumberFinder) {
    this.#words = names.words;
    this.#hosts = names.hosts;
    this.#numbers = numbers.endings;
  }

  /**
   * What signs stand in so many bytes of a Latin-1 text (`text-signs.ts`), as many as a run may be long at the most; {@link FOUND}: a name or
   * number stands there, or may.
   */
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: half of what a message costs is this loop, and it is a third slower in parts
  signs(bytes: Uint8Array, length: number): number {
    const words = this.#words;
    const hosts = this.#hosts;
    const numbers = this.#numbers;
    let word = 0;
    let host = 0;
    let number = 0;
    let signs = 0;
    let base64 = 0;
    let digits = 0;
    let hexBegin = 0;
    let gaps = 0;
    this.base64.clear();
    this.hex.clear();
    for (let at = 0; at < length; at += 1) {
      const code = bytes[at] as number;
      const kind = KINDS[code] as number;
      word = words[word + (WORD[code] as number)] as number;
      host = hosts[host + (HOST[code] as number)] as number;
      number = numbers[number + (DIGIT[code] as number)] as number;
      if ((word | host | number) < 0) return FOUND;
      if ((kind & RARE) !== 0) signs |= code >= 0x80 ? WIDE : begun(bytes, at, length);
      if ((kind & IN_BASE64) !== 0) base64 += 1;
      else {
        if (base64 >= LEAST_BASE64) this.base64.add(at - base64, at);
        base64 = 0;
      }
      if ((kind & HEX) !== 0) {
        if (digits === 0) hexBegin = at;
        digits += 1;
        gaps = 0;
      } else if ((kind & GAP) !== 0 && gaps === 0) gaps = 1;
      else {
        if (digits >= LEAST_HEX) this.hex.add(hexBegin, at);
        digits = 0;
      }
      if ((kind & RARE) === 0 || IS_TWO[code] !== 1) continue;
      word = words[word + (WORD_BEHIND[code] as number)] as number;
      host = hosts[host + (HOST_BEHIND[code] as number)] as number;
      if ((word | host) < 0) return FOUND;
    }
    if (base64 >= LEAST_BASE64) this.base64.add(length - base64, length);
    if (digits >= LEAST_HEX) this.hex.add(hexBegin, length);
    // Nothing stands behind the end.
    return hosts[host] === FOUND ? FOUND : signs;
  }
}
