import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ConfigResult, type ConfigText, parseConfig } from './parse.ts';
import { type LocatedProblem, problemLine } from './problem.ts';
import { secretReader } from './secrets.ts';

const WORLD_WRITABLE = 0o002;

function namesIn(directory: string): readonly string[] {
  try {
    const names = readdirSync(directory).filter((name) => name.endsWith('.yaml') && !name.startsWith('.'));
    return names.sort().map((name) => join(directory, name));
  } catch (error) {
    // No conf.d is the ordinary case; one that cannot be read must not look like none.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    return [directory];
  }
}

function textOf(name: string, problems: LocatedProblem[]): ConfigText {
  const refuse = (found: string, allowed: string) => problems.push({ file: name, line: 1, path: [], found, allowed });
  try {
    if ((statSync(name).mode & WORLD_WRITABLE) !== 0) {
      refuse('a file every user may write', 'a file only its owner may write (chmod o-w FILE)');
    }
    return { name, text: readFileSync(name, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    refuse(`a file that cannot be read (${code})`, 'an existing file that the daemon may read');
    return { name, text: '' };
  }
}

/**
 * Reads `path` and `conf.d/*.yaml` beside it, in name order, with the secrets they name. Relative secret paths start at the directory of
 * `path`. Never throws; an unreadable file is a problem like any other.
 */
export function loadConfig(
  path: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ConfigResult {
  const directory = dirname(path);
  const problems: LocatedProblem[] = [];
  const texts = [path, ...namesIn(join(directory, 'conf.d'))].map((name) => textOf(name, problems));
  if (problems.length > 0) return { ok: false, problems: problems.map(problemLine) };
  return parseConfig(texts, secretReader(directory, environment));
}
