import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** One file of a model, named from its folder. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

const MOST_FILES = 200;

/** Digest of one file, read in pieces. Rejects with the file system's error. */
async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Every file below a model's folder, sorted by name. Rejects with the file system's error, or when they are too many for a model. */
export async function modelFiles(directory: string): Promise<readonly ModelFile[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  if (paths.length > MOST_FILES) throw new Error('too many files');
  const files: ModelFile[] = [];
  for (const path of paths) {
    const { size } = await stat(path);
    files.push({ name: relative(directory, path), bytes: size, sha256: await fileDigest(path) });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The digest that stands for a whole model: of its files as `sha256sum` prints them, sorted by name. */
export function modelDigest(files: readonly ModelFile[]): string {
  const hash = createHash('sha256');
  for (const { name, sha256 } of files) hash.update(`${sha256}  ${name}\n`);
  return hash.digest('hex');
}
