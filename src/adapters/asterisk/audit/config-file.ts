import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { ConfigSection, Reading } from '../../../ports/pbx-settings.ts';
import { type ConfigLine, configLines, type Directive, sectionsOf } from './config-text.ts';

const DEEPEST = 10;
const MOST_FILES = 2000;
const LONGEST = 16 * 1024 * 1024;

class Unreadable extends Error {}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}

/** Paths that a pattern with `*` and `?` stands for, sorted. */
async function matching(path: string): Promise<readonly string[]> {
  let found = ['/'];
  for (const part of path.split('/').filter((each) => each !== '')) {
    if (!/[*?]/.test(part)) {
      found = found.map((each) => join(each, part));
      continue;
    }
    const shape = new RegExp(
      `^${part
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    );
    const lists = await Promise.all(
      found.map(async (each) =>
        (await readdir(each))
          .filter((name) => shape.test(name) && !name.startsWith('.'))
          .map((name) => join(each, name)),
      ),
    );
    found = lists.flat();
  }
  return found.sort();
}

/** Reads one file with everything it includes, as Asterisk does. */
class FileReader {
  readonly #directory: string;
  #files = 0;
  #bytes = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async lines(path: string, depth: number): Promise<readonly ConfigLine[]> {
    this.#files += 1;
    if (depth > DEEPEST || this.#files > MOST_FILES) throw new Unreadable('too many files include each other');
    const { size } = await stat(path);
    this.#bytes += size;
    if (this.#bytes > LONGEST) throw new Unreadable('the file is too long');
    const all: ConfigLine[] = [];
    for (const line of configLines(await readFile(path, 'utf8'))) {
      if (line.kind === 'directive') all.push(...(await this.#included(line.directive, depth)));
      else all.push(line);
    }
    return all;
  }

  async #included({ kind, what }: Directive, depth: number): Promise<readonly ConfigLine[]> {
    if (kind === 'exec') throw new Unreadable('a program writes part of it (#exec)');
    const path = isAbsolute(what) ? what : join(this.#directory, what);
    const lines: ConfigLine[] = [];
    try {
      for (const each of await matching(path)) lines.push(...(await this.lines(each, depth + 1)));
    } catch (error) {
      if (kind === 'tryinclude' && codeOf(error) === 'ENOENT') return [];
      if (error instanceof Unreadable) throw error;
      throw new Unreadable(`a file it includes cannot be read (${codeOf(error)})`);
    }
    return lines;
  }
}

/**
 * The sections of a configuration file of Asterisk, with what it includes and inherits. A file that is not there has none: Asterisk then
 * goes by its defaults. Never rejects.
 */
export async function readConfigFile(directory: string, name: string): Promise<Reading<readonly ConfigSection[]>> {
  const path = join(directory, name);
  try {
    return { known: true, from: name, value: sectionsOf(await new FileReader(directory).lines(path, 0)) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { known: true, from: name, value: [] };
    return { known: false, from: name, why: error instanceof Unreadable ? error.message : codeOf(error) };
  }
}
