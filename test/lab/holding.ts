import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files below a directory that hold a text. */
export async function holding(directory: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found: string[] = [];
  for (const file of files) if ((await readFile(file)).includes(text)) found.push(file);
  return found;
}
