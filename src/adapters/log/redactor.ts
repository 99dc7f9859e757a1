import { PhoneNumber } from '../../call/phone-number.ts';
import { NUMBER_MASK } from './number-shape.ts';
import { type Scrubber, SECRET_MASK } from './scrubber.ts';

/** What a redacted value is made of: JSON, and nothing else. */
export type Printable = string | number | boolean | null | readonly Printable[] | { readonly [key: string]: Printable };

const MAX_DEPTH = 6;
const MAX_ENTRIES = 100;
const UNREADABLE = '[unreadable]';
const MORE = '[more]';
/** Numbers from here on could be telephone numbers. */
const NUMBER_FLOOR = 1e6;
const FIELD_NAME = /^[a-z][A-Za-z]*$/;
const MEASURE_NAME = /(?:[a-z0-9](?:Ms|Seconds|Count|Port|Pid)|^(?:ms|seconds|count|port|pid))$/;
const TIME_NAME = /(?:[a-z0-9]At|^at)$/;
/** Epoch milliseconds of 2017 to 2049: a 13-digit number in a time field must at least be a time. */
const TIME_RANGE = [1.5e12, 2.5e12] as const;
const LEG_NAME = /(?:[a-z0-9]Leg|^leg)$/;
/** Asterisk's Uniqueid: optional system name, epoch seconds, sequence. */
const LEG_SHAPE = /^(?:[a-z][a-z-]{0,15}-)?1[5-9][0-9]{8}\.[0-9]{1,7}$/;

/**
 * Copies any value into plain JSON with everything secret taken out: texts and keys are scrubbed, numbers from 1e6 on are masked unless
 * their name says they are a time, duration, count, port or process id, `PhoneNumber` prints `[number]`, bytes print their length.
 * Never throws and never changes its argument: cycles, hostile getters and proxies included. Redacting twice changes nothing more.
 */
export class Redactor {
  readonly #scrubber: Scrubber;

  constructor(scrubber: Scrubber) {
    this.#scrubber = scrubber;
  }

  redact(value: unknown, name = ''): Printable {
    return this.#copy(value, name, []);
  }

  /**
   * The fields of a log line. Their names are constants of our own code: those that have the shape of one stay as they are, whatever
   * the secrets are called.
   */
  redactFields(fields: unknown): Printable {
    try {
      if (!isPlain(fields)) return this.redact(fields);
      return this.#entries(ownEntries(fields), [fields], (name) => FIELD_NAME.test(name));
    } catch {
      return UNREADABLE;
    }
  }

  #copy(value: unknown, name: string, above: readonly object[]): Printable {
    try {
      if (typeof value === 'string') return this.#text(value, name);
      if (typeof value === 'number') return this.#number(value, name);
      if (typeof value === 'bigint')
        return Number.isSafeInteger(Number(value)) ? this.#number(Number(value), name) : NUMBER_MASK;
      if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null;
      if (typeof value !== 'object') return `[${typeof value}]`;
      return this.#object(value, above);
    } catch {
      return UNREADABLE;
    }
  }

  #text(value: string, name: string): string {
    return LEG_NAME.test(name) && LEG_SHAPE.test(value) ? value : this.#scrubber.scrub(value);
  }

  #number(value: number, name: string): number | string {
    if (!Number.isFinite(value)) return String(value);
    if (this.#scrubber.isSecret(String(value))) return SECRET_MASK;
    const rounded = Math.round(value * 1000) / 1000;
    if (Math.abs(value) < NUMBER_FLOOR || MEASURE_NAME.test(name)) return rounded;
    return TIME_NAME.test(name) && value >= TIME_RANGE[0] && value <= TIME_RANGE[1] ? rounded : NUMBER_MASK;
  }

  #object(value: object, above: readonly object[]): Printable {
    if (value instanceof PhoneNumber) return NUMBER_MASK;
    if (above.includes(value)) return '[cycle]';
    if (above.length >= MAX_DEPTH) return '[deep]';
    if (value instanceof Date)
      return Number.isNaN(value.getTime()) ? '[no date]' : this.#scrubber.scrub(value.toISOString());
    if (value instanceof URL) return this.#scrubber.scrub(`${value.protocol}//${value.host}${value.pathname}`);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    const below = [...above, value];
    if (value instanceof Error) return this.#entries(errorEntries(value), below, () => true);
    if (value instanceof Map)
      return this.#entries(
        [...value].map(([key, item]) => [keyText(key), item]),
        below,
      );
    if (value instanceof Set || Array.isArray(value)) {
      const items = [...value];
      return items.length > MAX_ENTRIES
        ? [...items.slice(0, MAX_ENTRIES - 1).map((item) => this.#copy(item, '', below)), MORE]
        : items.map((item) => this.#copy(item, '', below));
    }
    return this.#entries(ownEntries(value), below);
  }

  #entries(
    entries: readonly (readonly [string, unknown])[],
    above: readonly object[],
    isKept: (key: string) => boolean = () => false,
  ): Printable {
    // No prototype: a key `__proto__` is then a key like any other.
    const copy: Record<string, Printable> = Object.create(null);
    const shown =
      entries.length > MAX_ENTRIES ? [...entries.slice(0, MAX_ENTRIES - 1), [MORE, MORE] as const] : entries;
    for (const [key, item] of shown) {
      copy[unusedKey(copy, isKept(key) ? key : this.#scrubber.scrub(key))] = this.#copy(item, key, above);
    }
    return copy;
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function unusedKey(taken: Readonly<Record<string, unknown>>, wanted: string): string {
  let key = wanted;
  for (let nth = 2; key in taken; nth++) key = `${wanted}~${nth}`;
  return key;
}

function keyText(key: unknown): string {
  if (key instanceof PhoneNumber) return NUMBER_MASK;
  return typeof key === 'object' || typeof key === 'function' ? `[${typeof key}]` : String(key);
}

function read(object: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(object, key);
  } catch {
    return UNREADABLE;
  }
}

function ownEntries(object: object): (readonly [string, unknown])[] {
  return present(Object.keys(object).map((key) => [key, read(object, key)] as const));
}

/** Of an error only what is known to be useful: libraries hang whole requests and sockets on theirs. */
const ERROR_KEYS = ['name', 'message', 'code', 'hint', 'errno', 'syscall', 'stack', 'cause', 'errors'] as const;

function errorEntries(error: Error): (readonly [string, unknown])[] {
  return present(ERROR_KEYS.map((key) => [key, read(error, key)] as const));
}

function present(entries: (readonly [string, unknown])[]): (readonly [string, unknown])[] {
  return entries.filter(([, item]) => item !== undefined);
}
