import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';

/** Sounds and keys may lie below as well; a configuration file is never this large. */
const LONGEST = 16 * 1024 * 1024;

/** Every `.conf` file below a PBX's configuration directory, one character a byte, so that what is written back is what was read. */
export async function readPbxDirectory(directory: string): Promise<ReadonlyMap<string, string> | Failure> {
  const texts = new Map<string, string>();
  try {
    for (const path of (await readdir(directory, { recursive: true })).sort()) {
      if (!path.endsWith('.conf')) continue;
      const bytes = await readFile(join(directory, path)).catch((cause: NodeJS.ErrnoException) => {
        // A link to nowhere and a directory of that name are not read by Asterisk either.
        if (cause.code === 'ENOENT' || cause.code === 'EISDIR') return null;
        throw cause;
      });
      if (bytes !== null && bytes.length <= LONGEST) texts.set(path, bytes.toString('latin1'));
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    return new Failure('HARDEN_DIRECTORY_UNREADABLE', code, { cause });
  }
  return texts;
}
