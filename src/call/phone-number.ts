const E164 = /^\+[1-9][0-9]{5,14}$/;
const SERVICE = /^[1-9][0-9]{1,5}$/;
const MASK = '[number]';
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A telephone number in E.164 form (`+` and 6 to 15 digits, ITU-T E.164 §6.1). It cannot print itself: `String()`, template
 * literals, `JSON.stringify`, `util.inspect` and `console.log` all give `[number]`. Only {@link PhoneNumber.reveal} gives digits,
 * and only the wire, the generated PBX configuration and the keyed token may call it.
 */
export class PhoneNumber {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** The number, or `null` when `text` is not strict E.164 (no spaces, no punctuation, leading `+`). */
  static fromE164(text: string): PhoneNumber | null {
    return E164.test(text) ? new PhoneNumber(text) : null;
  }

  /** A short service number of the public network, which has no E.164 form (131114, 116123), or `null`. */
  static fromService(digits: string): PhoneNumber | null {
    return SERVICE.test(digits) ? new PhoneNumber(digits) : null;
  }

  /** The clear text: E.164 with `+`, or a service number's digits. */
  reveal(): string {
    return this.#text;
  }

  equals(other: PhoneNumber): boolean {
    return this.#text === other.#text;
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
