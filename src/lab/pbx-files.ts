import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PbxFile } from '../adapters/asterisk/files/asterisk-text.ts';
import type { AsteriskInstall } from './packages.ts';
import { baseFiles } from './pbx-base.ts';

/** The same files by their path from the directory above. */
export function below(directory: string, files: readonly PbxFile[]): readonly PbxFile[] {
  return files.map(({ path, text }) => ({ path: `${directory}/${path}`, text }));
}

/** Makes the directories of one PBX of a lab, and gives all its files by their path below the lab's directory. */
export async function pbxFiles(
  lab: string,
  name: string,
  install: AsteriskInstall,
  files: readonly PbxFile[],
): Promise<readonly PbxFile[]> {
  const own = (part: string) => join(lab, name, part);
  const directories = {
    etc: own('etc'),
    lib: own('lib'),
    db: own('db'),
    keys: own('keys'),
    spool: own('spool'),
    run: own('run'),
    log: own('log'),
  };
  for (const path of [...Object.values(directories), join(directories.keys, 'keys')])
    await mkdir(path, { recursive: true, mode: 0o700 });
  const { modules, data, sbin } = install;
  // A later file of the same name is the one that counts.
  const all = [...baseFiles({ ...directories, modules, data, sbin }), ...files];
  const last = [...new Map(all.map((file) => [file.path, file])).values()];
  return below(`${name}/etc`, last);
}

/** Its time is that of the last moment when the PBX had taken all of its configuration. */
const marker = (lab: string, name: string) => join(lab, name, 'run/configuration-taken');

/** Remembers that at `moment` the PBX took all of its configuration. */
export async function markTaken(lab: string, name: string, moment: Date): Promise<void> {
  await writeFile(marker(lab, name), '', { mode: 0o600 });
  await utimes(marker(lab, name), moment, moment);
}

/**
 * Makes the PBX read again what was changed since it last took all of its configuration, a file put back from a copy included: Asterisk
 * passes over a file that is as old as when it read it, also when it refused it then. Only those files: reading all of them again at once
 * can end Asterisk (seen with 22.10.1, once in some 300 times).
 */
export async function touchChanged(lab: string, name: string): Promise<void> {
  const directory = join(lab, name, 'etc');
  const taken = (await stat(marker(lab, name)).catch(() => null))?.mtimeMs ?? 0;
  const now = new Date();
  for (const each of await readdir(directory, { recursive: true })) {
    const path = join(directory, each);
    const file = each.endsWith('.conf') ? await stat(path).catch(() => null) : null;
    if (file !== null && file.ctimeMs >= taken) await utimes(path, now, now);
  }
}
