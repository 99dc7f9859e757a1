import { type ConfLine, type ConfMeaning, confLines } from './conf-lines.ts';

/** Where a line stands: a file by its path below the PBX's configuration directory, and its index from 0. */
export interface ConfPlace {
  readonly path: string;
  readonly at: number;
}

export interface ConfSetting extends ConfPlace {
  readonly key: string;
  readonly value: string;
  readonly raw: string;
}

/** One section as Asterisk reads it, `#include`s followed. */
export interface ConfSection {
  readonly name: string;
  readonly options: readonly string[];
  /** Of its header. */
  readonly place: ConfPlace;
  /** Its own settings, in their order, whatever file they stand in. */
  readonly settings: readonly ConfSetting[];
}

/** The files of a configuration directory, as text. `path` → what stands in it. */
export type ConfTexts = ReadonlyMap<string, string>;

const DEEPEST = 10;

function globbed(pattern: string): RegExp {
  const literal = pattern.replace(/[.+^${}()|\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`);
}

interface ReadLine extends ConfPlace {
  readonly line: ConfLine;
}

/** A PBX's configuration files, read as Asterisk reads them. Pure; nothing is changed. */
export class ConfSet {
  readonly #texts: ConfTexts;
  readonly #directory: string;
  readonly #lines = new Map<string, readonly ConfLine[] | null>();

  /** `directory`: the absolute path that `#include` may name its files by. */
  constructor(texts: ConfTexts, directory: string) {
    this.#texts = texts;
    this.#directory = directory;
  }

  has(path: string): boolean {
    return this.#texts.has(path);
  }

  /** What stands in a file; empty when there is none. */
  text(path: string): string {
    return this.#texts.get(path) ?? '';
  }

  get paths(): readonly string[] {
    return [...this.#texts.keys()];
  }

  /** The lines of one file, `null` when no program must edit it (`confLines`). */
  lines(path: string): readonly ConfLine[] | null {
    const known = this.#lines.get(path);
    if (known !== undefined) return known;
    const read = confLines(this.text(path));
    this.#lines.set(path, read);
    return read;
  }

  /** Every file that is read when Asterisk reads `root`, itself first. */
  filesOf(root: string): readonly string[] {
    return [...new Set([root, ...this.#read(root, 0).map(({ path }) => path)])];
  }

  /** The sections of a file and of what it includes, in the order in which Asterisk reads them. */
  sections(root: string): readonly ConfSection[] {
    const found: { head: ReadLine & { meaning: ConfMeaning & { kind: 'section' } }; settings: ConfSetting[] }[] = [];
    for (const each of this.#read(root, 0)) {
      const { meaning, raw } = each.line;
      const { path, at } = each;
      if (meaning.kind === 'section') found.push({ head: { ...each, meaning }, settings: [] });
      if (meaning.kind === 'setting')
        found.at(-1)?.settings.push({ path, at, key: meaning.key, value: meaning.value, raw });
    }
    return found.map(({ head, settings }) => ({
      name: head.meaning.name,
      options: head.meaning.options,
      place: { path: head.path, at: head.at },
      settings,
    }));
  }

  /** Whether `path`, which need not be there yet, is read when Asterisk reads `root`. */
  includes(root: string, path: string, depth = 0): boolean {
    const named = (this.lines(root) ?? []).flatMap(({ meaning }) => (meaning.kind === 'include' ? [meaning.path] : []));
    return named.some(
      (include) =>
        globbed(this.#relative(include)).test(path) ||
        (depth < DEEPEST && this.#targets(include).some((each) => this.includes(each, path, depth + 1))),
    );
  }

  #relative(include: string): string {
    const prefix = `${this.#directory}/`;
    return include.startsWith(prefix) ? include.slice(prefix.length) : include;
  }

  /** The files an `#include` means. One that is not there yet counts, unless it is a pattern. */
  #targets(include: string): readonly string[] {
    const path = this.#relative(include);
    if (!/[*?[]/.test(path)) return [path];
    const shape = globbed(path);
    return this.paths.filter((each) => shape.test(each)).sort();
  }

  #read(path: string, depth: number): readonly ReadLine[] {
    return (this.lines(path) ?? []).flatMap((line, at): readonly ReadLine[] => {
      if (line.meaning.kind !== 'include') return [{ path, at, line }];
      return depth >= DEEPEST ? [] : this.#targets(line.meaning.path).flatMap((each) => this.#read(each, depth + 1));
    });
  }
}

/** The last value of a setting among a section's own; keys are compared as Asterisk does, whatever their case. */
export function ownValue(section: Pick<ConfSection, 'settings'>, key: string): string | null {
  return section.settings.findLast((each) => each.key.toLowerCase() === key.toLowerCase())?.value ?? null;
}
