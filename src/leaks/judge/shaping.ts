import type { ChanceLine } from './chance-lines.ts';
import { CALL_ID, type ChancePlace, valueEnd } from './chance-places.ts';

/** A message without what is another in every call (`message-shape.ts`). */
export interface MessageShape {
  /** Where such a value stood only its length is left; all else is there, byte for byte. */
  readonly shape: string;
  /** The lines in which such values stand. */
  readonly lines: readonly ShapedLine[];
  /** The value of Call-ID; empty: it was not left out. */
  readonly call: string;
}

/** What of a line is in no shape. */
export interface ShapedLine {
  /** The line behind the header's name, as it is; where its parts are read alone, those in which the values stand, one a line. */
  readonly text: string;
  /** The values alone, one a line, each with what stands directly before it and may be read as one with it. */
  readonly values: string;
}

/** No control character stands in a text that is shaped. */
const LENGTHS = Array.from({ length: 129 }, (_, length) => `\u0001${length}\u0001`);

/** A text of which values are left out, line by line and from left to right. */
export class Shaping {
  readonly #text: string;
  #shape = '';
  readonly #lines: ShapedLine[] = [];
  #values = '';
  #parts = '';
  #call = '';
  /** So much of the text is in the shape. */
  #done = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Leaves out what differs in the line from `begin` to `end`; of a value that begins with `prefix`, as it must, what stands behind that. */
  take({ begins, places, isReadApart }: ChanceLine, begin: number, end: number, prefix: string): void {
    const doneBefore = this.#done;
    this.#values = '';
    this.#parts = '';
    for (const place of places) this.#leaveOut(place, Math.max(begin, this.#done), end, prefix);
    if (this.#done === doneBefore) return;
    const text = isReadApart ? this.#parts : this.#text.slice(begin + begins.length, end);
    this.#lines.push({ text, values: this.#values });
  }

  shaped(): MessageShape {
    return { shape: this.#shape + this.#text.slice(this.#done), lines: this.#lines, call: this.#call };
  }

  #leaveOut(place: ChancePlace, from: number, lineEnd: number, prefix: string): void {
    const text = this.#text;
    const at = text.indexOf(place.before, from);
    if (at < 0 || at >= lineEnd) return;
    const begin = at + place.before.length;
    const kept = begin + prefix.length;
    const end = valueEnd(text, begin, place);
    if (end <= kept || !text.startsWith(prefix, begin)) return;
    this.#shape += text.slice(this.#done, kept) + (LENGTHS[end - kept] ?? '');
    this.#values += `${text.slice(begin - place.beside, end)}\n`;
    this.#parts += `${partAround(text, begin, end, place)}\n`;
    if (place === CALL_ID) this.#call = text.slice(begin, end);
    this.#done = end;
  }
}

/** What stands between the quotation marks around a value; without any the value. */
function partAround(text: string, begin: number, end: number, { before }: ChancePlace): string {
  if (!before.includes('"')) return text.slice(begin, end);
  return text.slice(text.lastIndexOf('"', begin - 1) + 1, text.indexOf('"', end));
}
