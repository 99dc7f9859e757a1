import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Fetched, SecretReader, SecretRef } from './secret.ts';

const LARGEST = 64 * 1024;
const WORLD = 0o007;

/** Reads a file nobody but owner and group can touch. Relative paths start at `directory`. */
function privateFile(path: string, directory: string): Fetched {
  const allowed = 'an existing file, closed to other users (chmod o= FILE), not empty, at most 64 KiB';
  try {
    const full = resolve(directory, path);
    const about = statSync(full);
    if (!about.isFile()) return { ok: false, found: 'something that is not a file', allowed };
    if ((about.mode & WORLD) !== 0) return { ok: false, found: 'a file open to every user', allowed };
    if (about.size > LARGEST) return { ok: false, found: 'a file of more than 64 KiB', allowed };
    const text = readFileSync(full, 'utf8').replace(/\r?\n$/, '');
    return text === '' ? { ok: false, found: 'an empty file', allowed } : { ok: true, text };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return { ok: false, found: `a file that cannot be read (${code})`, allowed };
  }
}

function secretText(fetched: Fetched): Fetched {
  if (fetched.ok && /\p{Cc}/u.test(fetched.text)) {
    return { ok: false, found: 'a secret with line breaks or control characters', allowed: 'one line of text' };
  }
  return fetched;
}

/** Secrets from files and from the environment given. Holds nothing; every call reads anew, so a hot reload sees a changed file. */
export function secretReader(
  directory: string,
  environment: Readonly<Record<string, string | undefined>>,
): SecretReader {
  return {
    secret(source: SecretRef['source']): Fetched {
      if ('file' in source) return secretText(privateFile(source.file, directory));
      const text = environment[source.env] ?? '';
      if (text === '')
        return { ok: false, found: 'an environment variable that is not set', allowed: 'a set variable' };
      return secretText({ ok: true, text });
    },
    words(path: string): Fetched {
      return privateFile(path, directory);
    },
  };
}
