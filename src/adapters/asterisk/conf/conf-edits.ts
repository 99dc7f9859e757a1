import { lineEnd, withValue } from './conf-lines.ts';
import { type ConfPlace, type ConfSection, ConfSet, type ConfTexts } from './conf-set.ts';

interface FileEdits {
  readonly replaced: Map<number, string>;
  /** Behind the line of this index; -1: in front of the first. */
  readonly inserted: Map<number, string[]>;
  readonly appended: string[];
}

/** Changes to a PBX's configuration files that leave every other line, comment and blank as it is. The files themselves are not touched. */
export class ConfEdits {
  readonly #set: ConfSet;
  readonly #files = new Map<string, FileEdits>();
  readonly #whole = new Map<string, string>();

  constructor(set: ConfSet) {
    this.#set = set;
  }

  /** Gives a section's setting a value: each line of it that says something else is changed; where there is none, one is added. */
  set(section: ConfSection, key: string, value: string): void {
    const own = section.settings.filter((each) => each.key.toLowerCase() === key.toLowerCase());
    for (const each of own) if (each.value !== value) this.replace(each, withValue(each.raw, value));
    if (own.length === 0) this.add(section, [`${key}=${value.replaceAll(';', '\\;')}`]);
  }

  /** Adds lines to a section, behind the last setting of it that stands in the file of its header. */
  add(section: ConfSection, lines: readonly string[]): void {
    const { path, at } = section.place;
    const last = section.settings.findLast((each) => each.path === path)?.at ?? at;
    this.insert({ path, at: last }, lines);
  }

  /** Puts lines behind a line; `at` -1: at the beginning of the file. */
  insert({ path, at }: ConfPlace, lines: readonly string[]): void {
    const { inserted } = this.#of(path);
    inserted.set(at, [...(inserted.get(at) ?? []), ...lines]);
  }

  /** Puts another text in the place of one line; `raw` with its end of line. */
  replace({ path, at }: ConfPlace, raw: string): void {
    this.#of(path).replaced.set(at, raw);
  }

  /** Adds lines at the end of a file, which may be new. */
  append(path: string, lines: readonly string[]): void {
    this.#of(path).appended.push(...lines);
  }

  /** Gives a file another text altogether. For files that are the product's own. */
  write(path: string, text: string): void {
    this.#whole.set(path, text);
  }

  /** Every file that would be different, with what would stand in it. */
  changed(): ConfTexts {
    const texts = new Map<string, string>();
    for (const path of this.#files.keys()) texts.set(path, this.#text(path));
    for (const [path, text] of this.#whole) texts.set(path, text);
    return new Map([...texts].filter(([path, text]) => !this.#set.has(path) || this.#set.text(path) !== text));
  }

  /** All files as they would be. */
  after(directory: string): ConfSet {
    const texts = new Map(this.#set.paths.map((path) => [path, this.#set.text(path)] as const));
    for (const [path, text] of this.changed()) texts.set(path, text);
    return new ConfSet(texts, directory);
  }

  #of(path: string): FileEdits {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const made = { replaced: new Map<number, string>(), inserted: new Map<number, string[]>(), appended: [] };
    this.#files.set(path, made);
    return made;
  }

  #text(path: string): string {
    const before = this.#set.text(path);
    const lines = this.#set.lines(path);
    if (lines === null) throw new TypeError('a file that no program must edit');
    const end = lineEnd(before);
    const { replaced, inserted, appended } = this.#of(path);
    const added = (at: number) => (inserted.get(at) ?? []).map((line) => `${line}${end}`);
    const parts = [...added(-1), ...lines.flatMap(({ raw }, at) => [replaced.get(at) ?? raw, ...added(at)])];
    const all = [...parts, ...appended.map((line) => `${line}${end}`)];
    // The last line of a file may have no end; it needs one when something comes behind it.
    return all
      .map((part, at) => (at < all.length - 1 && part !== '' && !part.endsWith('\n') ? part + end : part))
      .join('');
  }
}
