import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const CHILD = fileURLToPath(new URL('./full-disk-child.ts', import.meta.url));
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt']).status === 0;

describe.skipIf(!canMount)('a full disk', { timeout: 60_000 }, () => {
  test('leaves nothing of a message, whichever of its files found no room, and the message is kept whole once there is', () => {
    const mount = mkdtempSync(join(tmpdir(), 'withheld-disk-'));
    const script = 'mount -t tmpfs -o size=2m none "$1" && exec "$2" --import tsx "$3" "$1"';
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      ['-rm', 'sh', '-c', script, 'sh', mount, process.execPath, CHILD],
      { encoding: 'utf8', timeout: 50_000 },
    );
    rmSync(mount, { recursive: true, force: true });

    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: 'held\n' });
  });
});
