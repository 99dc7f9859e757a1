import { createHash, randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { FileChange } from '../../adapters/asterisk/hardening/hardening-plan.ts';
import { Failure } from '../../failure.ts';

const MANIFEST = 'manifest.json';
const REVERTED = 'reverted';
const Digest = z.string().regex(/^[0-9a-f]{64}$/);

const Manifest = z.strictObject({
  version: z.literal(1),
  /** The PBX's configuration directory. */
  directory: z.string(),
  files: z.array(
    z.strictObject({
      path: z.string().regex(/^(?!.*(?:^|\/)\.\.(?:\/|$))[^/].*\.conf$/),
      /** SHA-256 before and after; `null`: there was no such file. */
      before: Digest.nullable(),
      after: Digest,
      mode: z.int(),
      uid: z.int(),
      gid: z.int(),
    }),
  ),
});

export type BackedUp = z.output<typeof Manifest>;

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function bytesAt(path: string): Promise<Buffer | null> {
  return await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
}

/** Where a file really is: a link stays a link, and what it names is changed. */
async function realPlace(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

interface Owner {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Writes a file whole or not at all, as its owner had it. */
async function place(path: string, bytes: Buffer, { mode, uid, gid }: Owner): Promise<void> {
  const target = await realPlace(path);
  const draft = join(dirname(target), `.${randomBytes(6).toString('hex')}.new`);
  try {
    await writeFile(draft, bytes, { mode: 0o600, flag: 'wx' });
    await chown(draft, uid, gid);
    await chmod(draft, mode);
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}

/** A new file belongs to whom the directory belongs to, and others do not read it: doors hold passwords. */
async function ownerFor(path: string, directory: string): Promise<Owner> {
  const there = await lstat(await realPlace(path)).catch(() => null);
  if (there !== null) return { mode: there.mode & 0o7777, uid: there.uid, gid: there.gid };
  const above = await lstat(directory);
  return { mode: 0o640, uid: above.uid, gid: above.gid };
}

/** Makes a directory that is named for this moment, to the millisecond, and is nobody else's: the next moment's when this one's is taken. */
async function newBelow(above: string): Promise<string> {
  for (;;) {
    const path = join(above, new Date().toISOString().replace(/[-:]/g, '').replace('.', '-'));
    const taken = await mkdir(path, { mode: 0o700 }).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return true;
        throw error;
      },
    );
    if (!taken) return path;
    await pause(1);
  }
}

/** One set of changes to a PBX's configuration directory and what was there before, below a directory that only its owner enters. */
export class Backup {
  readonly path: string;
  readonly manifest: BackedUp;

  private constructor(path: string, manifest: BackedUp) {
    this.path = path;
    this.manifest = manifest;
  }

  /** Keeps what the changes would overwrite. Nothing of the PBX is written. `above`: where backups are kept, each below its own date. */
  static async make(above: string, directory: string, changes: readonly FileChange[]): Promise<Backup> {
    await mkdir(above, { recursive: true, mode: 0o700 });
    const path = await newBelow(above);
    const files: BackedUp['files'] = [];
    for (const change of changes) {
      const source = join(directory, change.path);
      const before = await bytesAt(source);
      const expected = change.before === null ? null : Buffer.from(change.before, 'latin1');
      if (
        (before === null) !== (expected === null) ||
        (before !== null && expected !== null && !before.equals(expected))
      )
        throw new Failure('HARDEN_CHANGED_SINCE', change.path);
      if (before !== null) {
        const kept = join(path, 'files', change.path);
        await mkdir(dirname(kept), { recursive: true, mode: 0o700 });
        await writeFile(kept, before, { mode: 0o600, flag: 'wx' });
      }
      const owner = await ownerFor(source, directory);
      const after = digestOf(Buffer.from(change.after, 'latin1'));
      files.push({ path: change.path, before: before === null ? null : digestOf(before), after, ...owner });
    }
    const manifest: BackedUp = { version: 1, directory, files };
    await writeFile(join(path, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return new Backup(path, manifest);
  }

  /** Reads a backup. HARDEN_NO_BACKUP or HARDEN_BACKUP_DAMAGED: also when a file in it is not what was kept. */
  static async open(path: string): Promise<Backup | Failure> {
    const text = await readFile(join(path, MANIFEST), 'utf8').catch(() => null);
    if (text === null) return new Failure('HARDEN_NO_BACKUP', path);
    let json: unknown = null;
    try {
      json = JSON.parse(text);
    } catch {
      return new Failure('HARDEN_BACKUP_DAMAGED', path);
    }
    const read = Manifest.safeParse(json);
    if (!read.success) return new Failure('HARDEN_BACKUP_DAMAGED', path);
    const backup = new Backup(path, read.data);
    for (const file of read.data.files) {
      const kept = file.before === null ? null : await backup.#kept(file.path);
      if (file.before !== null && (kept === null || digestOf(kept) !== file.before))
        return new Failure('HARDEN_BACKUP_DAMAGED', join(path, 'files', file.path));
    }
    return backup;
  }

  /** The youngest one below `above` that has not been put back yet, or HARDEN_NO_BACKUP. */
  static async last(above: string): Promise<Backup | Failure> {
    const names = (await readdir(above).catch(() => [])).sort().reverse();
    for (const name of names) {
      const isOpen = (await bytesAt(join(above, name, REVERTED)).catch(() => null)) === null;
      if (isOpen && (await bytesAt(join(above, name, MANIFEST)).catch(() => null)) !== null)
        return await Backup.open(join(above, name));
    }
    return new Failure('HARDEN_NO_BACKUP', above);
  }

  /** Writes the changes it was made for, in their order. Throws what the file system says; then not all of them are written. */
  async write(changes: readonly FileChange[]): Promise<void> {
    const { directory, files } = this.manifest;
    for (const change of changes) {
      const owner = files.find(({ path }) => path === change.path);
      if (owner === undefined) throw new TypeError('a change that was not backed up');
      await this.#below(dirname(change.path));
      await place(join(directory, change.path), Buffer.from(change.after, 'latin1'), owner);
    }
  }

  /** The files that somebody changed since: neither what was written nor what was there before. */
  async changedSince(): Promise<readonly string[]> {
    const changed: string[] = [];
    for (const { path, before, after } of this.manifest.files) {
      const bytes = await bytesAt(join(this.manifest.directory, path));
      const digest = bytes === null ? null : digestOf(bytes);
      if (digest !== after && digest !== before) changed.push(path);
    }
    return changed;
  }

  /** Puts everything back, byte for byte, with its owner and mode, and remembers that it did. */
  async putBack(): Promise<void> {
    const { directory, files } = this.manifest;
    // The other way round: what includes a file goes before the file.
    for (const file of files.toReversed()) {
      const kept = file.before === null ? null : await this.#kept(file.path);
      if (kept !== null) await place(join(directory, file.path), kept, file);
      else await rm(join(directory, file.path), { force: true });
    }
    // Ours if it is empty now; otherwise somebody else's, and it stays.
    if (files.some(({ before }) => before === null)) await rmdir(join(directory, 'withheld')).catch(() => undefined);
    await writeFile(join(this.path, REVERTED), '', { mode: 0o600 });
  }

  /** Makes Asterisk take the files for changed, so that it reads them once more. */
  async touch(): Promise<void> {
    const now = new Date();
    for (const { path } of this.manifest.files)
      await utimes(join(this.manifest.directory, path), now, now).catch(() => undefined);
  }

  async #kept(path: string): Promise<Buffer | null> {
    return await bytesAt(join(this.path, 'files', path));
  }

  /** Makes the directory of a new file, as closed as the files in it. */
  async #below(name: string): Promise<void> {
    if (name === '.') return;
    const { directory } = this.manifest;
    const path = join(directory, name);
    const made = await mkdir(path, { mode: 0o750 }).then(
      () => true,
      () => false,
    );
    if (!made) return;
    const { uid, gid } = await lstat(directory);
    await chown(path, uid, gid);
  }
}
