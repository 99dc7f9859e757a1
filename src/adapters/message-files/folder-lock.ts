import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, stat } from 'node:fs/promises';
import { join } from 'node:path';

const PATIENCE_S = 5;
const TRIES = 5;
/** Said by the holder once the lock is its own. */
const HELD = 'held';
/** What was locked is not the file of that name any more: whoever had it before has removed it. */
const REMOVED = 75;
const HOLDS = `exec 9>>"$1" && flock -x -w ${PATIENCE_S} 9 || exit
[ /proc/self/fd/9 -ef "$1" ] || exit ${REMOVED}
echo ${HELD} && exec cat >&2`;

/**
 * The lock of a folder of app_voicemail, as it takes it with `lockmode=flock`: flock(2) on the file `lock` in it (main/app.c, 22.10). It waits five
 * seconds for us, and we for it. Node cannot call flock(2); flock(1) of util-linux does, and its shell holds it as long as its input is open, so
 * that a lock never outlives this process. The file stays: who waits for one that is removed gets the lock of nothing, and Asterisk would not see it.
 */
export class FolderLock {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  /** `null`: somebody else has it, or it is locked the other way (`.lock`). */
  static async of(folder: string): Promise<FolderLock | null> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      if (await isThere(join(folder, '.lock'))) return null;
      const words = ['-c', HOLDS, 'sh', join(folder, 'lock')];
      const holder = spawn('sh', words, { stdio: ['pipe', 'pipe', 'ignore'], ...(await asOwner(folder)) });
      const became = await heldOrEnded(holder);
      if (became === HELD) return new FolderLock(holder);
      if (became !== REMOVED) return null;
    }
    return null;
  }

  async release(): Promise<void> {
    if (this.#holder.exitCode !== null || this.#holder.signalCode !== null) return;
    const gone = once(this.#holder, 'exit');
    this.#holder.stdin?.end();
    await gone;
  }
}

/** The code it ended with, `null` for none. */
async function heldOrEnded(holder: ChildProcess): Promise<typeof HELD | number | null> {
  return await new Promise((resolve) => {
    holder.stdout?.once('data', () => resolve(HELD));
    holder.once('exit', resolve);
    holder.once('error', () => resolve(null));
  });
}

/** A file that root made Asterisk could not open, and a message that it cannot lock the folder for is lost (apps/app_voicemail.c, 22.10). */
async function asOwner(folder: string): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.geteuid?.() !== 0) return {};
  const { uid, gid } = await stat(folder);
  return { uid, gid };
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
