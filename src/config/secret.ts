const MASK = '[secret]';
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Where a secret comes from, before it was fetched. `shortest` is the least number of characters it must have. */
export class SecretRef {
  readonly source: { readonly file: string } | { readonly env: string };
  readonly shortest: number;

  constructor(source: SecretRef['source'], shortest: number) {
    this.source = source;
    this.shortest = shortest;
  }
}

/**
 * A secret in memory. It cannot print itself: `String()`, template literals, `JSON.stringify`, `util.inspect` and `console.log` all give
 * `[secret]`. Only {@link Secret.reveal} gives the text, and only the thing that logs in, writes the PBX configuration or keys a
 * token may call it.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
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

/** What the outside gave for a reference. On refusal, `found` and `allowed` as in a problem; they never quote the secret. */
export type Fetched =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly found: string; readonly allowed: string };

/** How secrets and word lists are fetched while a configuration is checked. Never throws. */
export interface SecretReader {
  secret(source: SecretRef['source']): Fetched;
  /** The text of a word list (`secrets.file`). */
  words(path: string): Fetched;
}
