import { type Dirent, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the repository lies. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.lab', 'coverage']);

function isOurs(entry: Dirent): boolean {
  return !NOT_OURS.has(entry.name) && !(entry.isFile() && entry.name.endsWith('.log'));
}

/** Every file of the repository below `folder`, as paths from the root; what is fetched, built or run is left out. */
export function filesBelow(folder = ''): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true }).filter(isOurs);
  return entries.flatMap((entry) => {
    const path = relative(ROOT, join(ROOT, folder, entry.name));
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
