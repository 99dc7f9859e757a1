import type { Expected } from './expected.ts';
import { stands } from './stands.ts';

/** Methods a carrier may hear from us. Each begins with another letter. */
const METHODS = ['ACK', 'BYE', 'CANCEL', 'INVITE', 'OPTIONS', 'PRACK', 'REGISTER', 'UPDATE'] as const;
type Method = (typeof METHODS)[number];

const BY_LETTER = Array.from({ length: 128 }, (_, code) => METHODS.findIndex((name) => name.charCodeAt(0) === code));

/** The method that stands in bytes from one place to another, or `null` for any other text. */
export function methodIn(bytes: Uint8Array, begin: number, end: number): Method | null {
  const method = METHODS[BY_LETTER[bytes[begin] ?? 0] ?? -1];
  if (method === undefined || method.length !== end - begin) return null;
  for (let at = 1; at < method.length; at += 1) if (bytes[begin + at] !== method.charCodeAt(at)) return null;
  return method;
}

const COMMON_HEADERS = ['CSeq: ', 'Call-ID: ', 'From: ', 'To: ', 'Via: '];

/** Whether one of the headers that are in every message begins there, as it is written nearly always. */
export function isCommonHeader(bytes: Uint8Array, begin: number): boolean {
  return COMMON_HEADERS.some((name) => stands(bytes, begin, name));
}

/** A message as far as it decides what is said of a line by itself. */
export interface LineContext {
  readonly kind: 'request' | 'response';
  /** Of a message the carrier sent nothing depends on the method, nor on the dialog: `null`. */
  readonly sent: { readonly method: Method; readonly inDialog: boolean } | null;
}

/** Of each expectation the places of its lines have numbers of their own, below so many. */
const STRIDE = 128;
/** A start line among the headers is none of them. */
const STARTS = 64;
const ANSWERS = 16;
const RECEIVED = 32;
const BODY = 36;
const COMMON = 40;
/** Where it is remembered whether a To has a tag. */
const DIALOG = 38;

const BASES = new WeakMap<Expected, number>();
let last = 0;

/** The numbers of places where lines of a door's messages stand. Another door, address or configuration is another expectation. */
export class LinePlaces {
  readonly #base: number;
  readonly #outbound: boolean;

  constructor(expected: Expected) {
    this.#outbound = expected.door !== 'in';
    const known = BASES.get(expected);
    if (known === undefined) {
      last += STRIDE;
      BASES.set(expected, last);
    }
    this.#base = known ?? last;
  }

  get dialog(): number {
    return this.#base + DIALOG;
  }

  head({ kind, sent }: LineContext): number {
    const answers = Number(kind === 'response');
    if (sent === null) return this.#base + RECEIVED + answers;
    return this.#base + answers * ANSWERS + METHODS.indexOf(sent.method) * 2 + Number(sent.inDialog);
  }

  start(context: LineContext): number {
    return this.head(context) + STARTS;
  }

  /**
   * Of From, To, Call-ID, Via and CSeq. What is said of them depends on the method where that is REGISTER alone, and on the dialog only where the
   * carrier began it.
   */
  common(context: LineContext): number {
    const { kind, sent } = context;
    if (sent === null || sent.method === 'REGISTER') return this.head(context);
    if (kind === 'response') return this.#base + COMMON;
    return this.#base + COMMON + 1 + Number(!this.#outbound && sent.inDialog);
  }

  body({ sent }: LineContext): number {
    return this.#base + BODY + Number(sent === null);
  }
}
