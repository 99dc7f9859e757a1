import type { DialogWord } from '../../../call/dialog-word.ts';
import type { SourceLine } from '../evidence/own-evidence.ts';

/** A word that comes before its leg is known waits so long, in milliseconds, and so many do. */
const WAIT_MS = 5_000;
const MOST_WAITING = 2_000;
const MOST_DIALOGS = 100_000;

interface Waiting {
  readonly at: number;
  readonly words: { readonly at: number; readonly word: DialogWord }[];
}

/** Joins what the mirror shows, by Call-ID, with legs, by what the PBX says their Call-ID is. */
export class MirrorJoin {
  readonly #line: (line: SourceLine, at: number) => void;
  readonly #legs = new Map<string, string>();
  readonly #dialogs = new Map<string, string>();
  readonly #waiting = new Map<string, Waiting>();

  constructor(line: (line: SourceLine, at: number) => void) {
    this.#line = line;
  }

  /** Whether the dialog of a leg is known. */
  knows(leg: string): boolean {
    return this.#dialogs.has(leg);
  }

  leg(leg: string, dialog: string): void {
    if (this.#dialogs.get(leg) === dialog || this.#legs.size >= MOST_DIALOGS) return;
    this.#legs.set(dialog, leg);
    this.#dialogs.set(leg, dialog);
    const waiting = this.#waiting.get(dialog);
    this.#waiting.delete(dialog);
    for (const { at, word } of waiting?.words ?? []) this.#tell(leg, word, at);
  }

  word(word: DialogWord, at: number): void {
    const leg = this.#legs.get(word.dialog);
    if (leg !== undefined) {
      this.#tell(leg, word, at);
      return;
    }
    for (const [dialog, waiting] of this.#waiting) {
      if (waiting.at >= at - WAIT_MS && this.#waiting.size < MOST_WAITING) break;
      this.#waiting.delete(dialog);
    }
    const waiting = this.#waiting.get(word.dialog) ?? { at, words: [] };
    waiting.words.push({ at, word });
    this.#waiting.set(word.dialog, waiting);
  }

  forget(leg: string): void {
    const dialog = this.#dialogs.get(leg);
    this.#dialogs.delete(leg);
    if (dialog !== undefined) this.#legs.delete(dialog);
  }

  #tell(leg: string, { direction, method, status, reason, begins }: DialogWord, at: number): void {
    const line = status === null ? `${method} sip:x SIP/2.0` : `SIP/2.0 ${status}`;
    const said = { leg, dir: direction, line, cseq: `1 ${method}`, ...(reason === null ? {} : { reason }) };
    this.#line({ source: 'sip', fields: begins ? { ...said, begins } : said }, at);
  }
}
