import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderLock } from '../../../src/adapters/message-files/folder-lock.ts';

/** Somebody who is not root. */
const PBX_UID = 12_345;

/** What a program says that runs meanwhile. */
function said(program: string, ...words: readonly string[]) {
  return spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'] }).stdout;
}

describe('the lock of a folder that the PBX keeps messages in', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'withheld-folder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes the lock of nothing for none: whoever had it before may have removed it, and another made it anew', async () => {
    const lock = join(folder, 'lock');
    const first = `echo held; sleep 1; rm ${lock}; flock -x ${lock} sh -c 'echo anew; sleep 1; echo over >${folder}/over' & sleep 0.5`;
    await once(said('flock', '-x', '-o', lock, 'sh', '-c', first), 'data');

    const held = await FolderLock.of(folder);

    expect([existsSync(join(folder, 'over')), held === null]).toEqual([true, false]);
    await held?.release();
  });

  it('shuts the PBX out of no folder: what root locks, the user of the PBX may open and wait for', async () => {
    const owner = process.geteuid?.() === 0 ? PBX_UID : (process.geteuid?.() ?? 0);
    if (process.geteuid?.() === 0) chownSync(folder, owner, owner);
    const lock = await FolderLock.of(folder);
    // Asterisk opens it to write (main/app.c, 22.10); whether it may have it is asked of flock(2) then.
    const asks = ['-c', 'exec 9>>"$1"/lock && { flock -n 9 && echo free || echo held; }', 'sh', folder];
    const asked = spawnSync('sh', asks, { uid: owner, encoding: 'utf8' });
    await lock?.release();
    expect([asked.stdout, asked.stderr]).toEqual(['held\n', '']);
  });
});
