const E164 = /^\+[1-9][0-9]{5,14}$/;
const MASK = '[number]';
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A telephone number in E.164 form (`+` and 6 to 15 digits, ITU-T E.164 §6.1). It cannot print itself: `String()`, template
 * literals, `JSON.stringify`, `util.inspect` and `console.log` all give `[number]`. Only {@link PhoneNumber.reveal} gives digits,
 * and only the wire, the generated PBX configuration and the keyed token may call it.
 */
export class PhoneNumber {
  readonly #e164: string;

  private constructor(e164: string) {
    this.#e164 = e164;
  }

  /** The number, or `null` when `text` is not strict E.164 (no spaces, no punctuation, leading `+`). */
  static fromE164(text: string): PhoneNumber | null {
    return E164.test(text) ? new PhoneNumber(text) : null;
  }

  /** The clear E.164 text, `+` included. */
  reveal(): string {
    return this.#e164;
  }

  equals(other: PhoneNumber): boolean {
    return this.#e164 === other.#e164;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [INSPECT](): string {
    return MASK;
  }
}
