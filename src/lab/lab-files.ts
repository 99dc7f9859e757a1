import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PbxFile } from '../adapters/asterisk/files/asterisk-text.ts';

const LEDGER = 'written.json';

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function textOf(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch(() => null);
}

/**
 * The files that a lab writes into its directory. It remembers what it wrote (`written.json`), so that what a person edited since is kept
 * and everything else is written anew. Paths are relative to the directory.
 */
export class LabFiles {
  readonly #directory: string;
  readonly #written: Map<string, string>;
  readonly #placed = new Set<string>();
  readonly #kept: string[] = [];
  readonly #setAside: string[] = [];

  private constructor(directory: string, written: Map<string, string>) {
    this.#directory = directory;
    this.#written = written;
  }

  static async open(directory: string): Promise<LabFiles> {
    const text = (await textOf(join(directory, LEDGER))) ?? '{}';
    return new LabFiles(directory, new Map(Object.entries(JSON.parse(text) as Record<string, string>)));
  }

  /** Files that `place` and `settle` left as a person edited them. */
  get kept(): readonly string[] {
    return this.#kept;
  }

  /** Files that were there and that no lab had written: `place` copied each to its name and `.before`. */
  get setAside(): readonly string[] {
    return this.#setAside;
  }

  /** What somebody edited since it was written. A file that is gone counts as not edited. */
  async edited(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const [path, digest] of this.#written) {
      const text = await textOf(join(this.#directory, path));
      if (text !== null && digestOf(text) !== digest) found.push(path);
    }
    return found;
  }

  /** Writes files, but keeps those somebody edited. */
  async place(files: readonly PbxFile[]): Promise<void> {
    for (const { path, text } of files) {
      this.#placed.add(path);
      const there = await textOf(join(this.#directory, path));
      const known = this.#written.get(path);
      const changed = there !== null && digestOf(there) !== known && there !== text;
      if (changed && known !== undefined) {
        this.#kept.push(path);
        continue;
      }
      if (changed) {
        await this.#write(`${path}.before`, there);
        this.#setAside.push(path);
      }
      if (there !== text) await this.#write(path, text);
      this.#written.set(path, digestOf(text));
    }
    await this.#save();
  }

  /** Writes files, edited or not. */
  async replace(files: readonly PbxFile[]): Promise<void> {
    for (const { path, text } of files) {
      await this.#write(path, text);
      this.#written.set(path, digestOf(text));
    }
    await this.#save();
  }

  /** Removes what the lab wrote at some time and not with this `LabFiles`: the PBX would read it too. Edited ones stay. */
  async settle(): Promise<void> {
    const edited = new Set(await this.edited());
    for (const path of [...this.#written.keys()].filter((each) => !this.#placed.has(each))) {
      if (edited.has(path)) {
        this.#kept.push(path);
        continue;
      }
      await rm(join(this.#directory, path), { force: true });
      this.#written.delete(path);
    }
    await this.#save();
  }

  async #write(path: string, text: string): Promise<void> {
    const target = join(this.#directory, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await writeFile(target, text, { mode: 0o600 });
  }

  async #save(): Promise<void> {
    const draft = join(this.#directory, `${LEDGER}.new`);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await writeFile(draft, JSON.stringify(Object.fromEntries(this.#written), null, 2), { mode: 0o600 });
    await rename(draft, join(this.#directory, LEDGER));
  }
}
