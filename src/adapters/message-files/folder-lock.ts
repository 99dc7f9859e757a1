import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PATIENCE_S = '5';
const TRIES = 5;

/**
 * The lock of a folder of app_voicemail, as it takes it with `lockmode=flock`: flock(2) on the file `lock` in it (main/app.c, 22.10). It waits five
 * seconds for us, and we for it. Node cannot call flock(2); flock(1) of util-linux does, and holds it as long as its input is open, so that a lock
 * never outlives this process.
 */
export class FolderLock {
  readonly #holder: ChildProcess;
  readonly #file: string;

  private constructor(holder: ChildProcess, file: string) {
    this.#holder = holder;
    this.#file = file;
  }

  /** `null`: somebody else has it, or it is locked the other way (`.lock`). */
  static async of(folder: string): Promise<FolderLock | null> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      if (await isThere(join(folder, '.lock'))) return null;
      const file = join(folder, 'lock');
      const hold = ['-x', '-w', PATIENCE_S, file, 'sh', '-c', 'echo held; exec cat'];
      const holder = spawn('flock', hold, { stdio: ['pipe', 'pipe', 'ignore'] });
      const lock = new FolderLock(holder, file);
      if (!(await lock.#held())) return null;
      // Whoever had it before removes the file as they let go: then what we hold is nothing.
      if (await isThere(file)) return lock;
      await lock.#letGo();
    }
    return null;
  }

  /** The file goes first, as Asterisk does it: one that root left behind would shut it out. */
  async release(): Promise<void> {
    await rm(this.#file, { force: true });
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
    const gone = once(this.#holder, 'exit');
    this.#holder.stdin?.end();
    await gone;
  }

  async #held(): Promise<boolean> {
    return await new Promise((resolve) => {
      this.#holder.stdout?.once('data', () => resolve(true));
      this.#holder.once('exit', () => resolve(false));
      this.#holder.once('error', () => resolve(false));
    });
  }
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
