import { constants, type Stats } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../../failure.ts';

const HEADER_BYTES = 100;
const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const SIDE_FILES = ['', '-wal', '-shm'] as const;

/** `empty`: there is nothing to lose. `unsound`: something is there, but not a database with a header of ours. */
export type FileCondition = 'empty' | 'sound' | 'unsound';

/**
 * The file of the database as a thing on the disk: its directory and modes, its header, whether it is still the file that was opened,
 * and moving it aside. Knows nothing of SQL. Methods reject with the file system's error.
 *
 * While connections are open the file is only read through a handle that is held until they are closed: closing any other descriptor
 * of it would drop SQLite's locks in the whole process (https://sqlite.org/howtocorrupt.html §2.2).
 */
export class DatabaseFile {
  readonly path: string;
  #held: FileHandle | null = null;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes the directory (0700) if it is missing. An existing one is never changed: it is refused when others may enter it. */
  async prepareDirectory(): Promise<Failure | null> {
    const directory = dirname(this.path);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const { mode } = await lstat(directory);
    return (mode & 0o077) === 0 ? null : new Failure('STORAGE_EXPOSED');
  }

  /** Makes an empty file, mode 0600, or narrows the mode of the one that is there. SQLite gives its side files the same mode. */
  async prepareFile(): Promise<void> {
    const handle = await open(this.path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    await handle.close();
    await chmod(this.path, 0o600);
  }

  /** Reads the header. Only while no connection is open. */
  async condition(): Promise<FileCondition> {
    const stat = await this.#stat(this.path);
    const wal = await this.#stat(`${this.path}-wal`);
    if (stat === null || (stat.isFile() && stat.size === 0)) return wal !== null && wal.size > 0 ? 'unsound' : 'empty';
    // Not opened unless a regular file: a FIFO would hang.
    if (!stat.isFile()) return 'unsound';
    const handle = await open(this.path, constants.O_RDONLY);
    try {
      return (await hasSoundHeader(handle)) ? 'sound' : 'unsound';
    } finally {
      await handle.close();
    }
  }

  /** From now until {@link release}, {@link isIntact} can tell whether the file is still the one opened. */
  async hold(): Promise<void> {
    this.#held = await open(this.path, constants.O_RDONLY);
  }

  /** Only after every connection was closed. */
  async release(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    await held?.close();
  }

  /** Whether the file held is still at its path (not deleted, not replaced) and its header is whole. */
  async isIntact(): Promise<boolean> {
    if (this.#held === null) return false;
    const [held, there] = await Promise.all([this.#held.stat(), this.#stat(this.path)]);
    if (there === null || there.ino !== held.ino || there.dev !== held.dev) return false;
    return hasSoundHeader(this.#held);
  }

  /**
   * Renames what is at the path and its side files to `<name>.damaged-<stamp>` and returns that name, or `null` when nothing is there.
   * A stamp that is taken gets `-2`, `-3` … Open descriptors follow the rename, and SQLite then leaves file and log alone on closing.
   */
  async setAside(now: number): Promise<string | null> {
    const taken = new Set(await readdir(dirname(this.path)));
    const stem = `${basename(this.path)}.damaged-${stampOf(now)}`;
    let name = stem;
    for (let nth = 2; taken.has(name) || taken.has(`${name}-wal`); nth++) name = `${stem}-${nth}`;
    let moved = false;
    for (const side of SIDE_FILES) {
      if (!taken.has(basename(this.path) + side)) continue;
      await rename(this.path + side, join(dirname(this.path), name + side));
      moved = true;
    }
    return moved ? name : null;
  }

  /** Erases files set aside before `before` (epoch ms): they hold records too. */
  async removeSetAside(before: number): Promise<void> {
    const directory = dirname(this.path);
    const prefix = `${basename(this.path)}.damaged-`;
    for (const name of await readdir(directory)) {
      if (!name.startsWith(prefix)) continue;
      const stamp = name.slice(prefix.length, prefix.length + stampOf(0).length);
      if (stamp < stampOf(before)) await rm(join(directory, name), { recursive: true, force: true });
    }
  }

  /** Puts the finished, closed database `draft` in the empty place. */
  async adopt(draft: string): Promise<void> {
    await rename(draft, this.path);
    const directory = await open(dirname(this.path), constants.O_RDONLY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }

  async #stat(path: string): Promise<Stats | null> {
    try {
      return await lstat(path);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }
}

/** Erases a database and its side files. */
export async function removeDatabase(path: string): Promise<void> {
  for (const side of SIDE_FILES) await rm(path + side, { force: true });
}

/** The fields of the header that are constant in every database of ours (https://sqlite.org/fileformat2.html §1.3). */
async function hasSoundHeader(handle: FileHandle): Promise<boolean> {
  const header = Buffer.alloc(HEADER_BYTES);
  const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
  if (bytesRead < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) return false;
  const pageSize = header.readUInt16BE(16);
  const isPower = pageSize === 1 || (pageSize >= 512 && (pageSize & (pageSize - 1)) === 0);
  return isPower && header.readUInt8(21) === 64 && header.readUInt8(22) === 32 && header.readUInt8(23) === 32;
}

function stampOf(now: number): string {
  return new Date(now).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
}
