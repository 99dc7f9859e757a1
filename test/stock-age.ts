import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { identityIn } from '../src/adapters/sealing/age-opener.ts';
import type { PackageRoot } from '../src/lab/packages.ts';

const run = promisify(execFile);

export interface KeyPair {
  /** Where it lies, as age-keygen wrote it. */
  readonly file: string;
  readonly recipient: string;
  /** The secret. */
  readonly text: string;
}

/** The stock age, and identities made by its own age-keygen. */
export class StockAge {
  readonly #age: PackageRoot;
  readonly directory: string;

  constructor(age: PackageRoot, directory: string) {
    this.#age = age;
    this.directory = directory;
  }

  async identity(name: string): Promise<KeyPair> {
    const { stdout } = await this.#run('age-keygen', []);
    const file = join(this.directory, name);
    writeFileSync(file, stdout, { mode: 0o600 });
    const recipient = /public key: (age1\S+)/.exec(stdout)?.[1] ?? '';
    return { file, recipient, text: identityIn(stdout) ?? '' };
  }

  async decrypt(file: string, identityFile: string, to: string): Promise<Buffer> {
    const out = join(this.directory, to);
    await this.#run('age', ['--decrypt', '-i', identityFile, '-o', out, file]);
    return readFileSync(out);
  }

  async #run(program: string, words: readonly string[]) {
    const [first = '', ...rest] = this.#age.command(`usr/bin/${program}`);
    return await run(first, [...rest, ...words], { timeout: 10_000 });
  }
}
