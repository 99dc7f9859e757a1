import type { Fields } from '../../adapters/asterisk/evidence/event-fields.ts';
import type { SourceLine } from '../../adapters/asterisk/evidence/own-evidence.ts';

/** Names of ids: of legs and bridges. */
const IDS = new Set(['id', 'uniqueid', 'leg', 'asking', 'pair']);
/** What else of a line is kept: words of Asterisk's own and of ours. */
const WORDS = new Set([
  ...['type', 'state', 'dialstatus', 'result', 'technology', 'creator', 'contact_status', 'resource', 'name'],
  ...['ev', 'link', 'dir', 'line', 'cseq', 'reason'],
]);
const WORD = /^[A-Za-z0-9_ ./:;=,-]{1,120}$/;
/** A run of digits as long as a number; cause and SIP status are shorter. Instances of neutral names are eight hexadecimal digits. */
const NUMBER = /\d{5}/;

/** The letters of a neutral name may be followed by an instance, which is no number. */
function isPlain(key: string, value: string): boolean {
  if (!WORD.test(value)) return false;
  return !NUMBER.test(key === 'name' ? value.replace(/-[0-9a-f]{8,}$/, '') : value);
}

/**
 * Makes of what the sources tell the lines of a file that may be given away: times from its beginning, legs and bridges by numbers of their own (an id of
 * the PBX may hold the machine's name), and no text that is not a word of Asterisk's or ours.
 */
export class PlainLines {
  readonly #beganAt: number;
  readonly #names = new Map<string, string>();

  /** Milliseconds of the sources' clock. */
  constructor(beganAt: number) {
    this.#beganAt = beganAt;
  }

  line({ source, fields }: SourceLine, at: number): string {
    const { booted } = fields;
    const times = typeof booted === 'number' ? { booted: Math.round(booted * 1_000 - this.#beganAt) / 1_000 } : {};
    return JSON.stringify({ t: this.#seconds(at), src: source, ...this.#plain(fields), ...times });
  }

  mark(what: string, at: number, told: Fields = {}): string {
    return JSON.stringify({ t: this.#seconds(at), src: 'mark', what, ...told });
  }

  #seconds(at: number): number {
    return Math.max(0, Math.round((at - this.#beganAt) * 10) / 10_000);
  }

  #plain(fields: Fields): Fields {
    const kept = Object.entries(fields).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
      if (typeof value === 'number' || typeof value === 'boolean') return [[key, value]];
      if (typeof value === 'object' && value !== null) return [[key, this.#plain(value as Fields)]];
      if (typeof value !== 'string') return [];
      if (IDS.has(key)) return [[key, this.#nameOf(value)]];
      return WORDS.has(key) && isPlain(key, value) ? [[key, value]] : [];
    });
    return Object.fromEntries(kept);
  }

  #nameOf(id: string): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const name = `n${this.#names.size + 1}`;
    this.#names.set(id, name);
    return name;
  }
}
