import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Backlog } from '../../src/adapters/sqlite/backlog.ts';

const CHILD = fileURLToPath(new URL('./storage-full-disk-child.ts', import.meta.url));

/** A real file system of 2 MB in a mount namespace of its own; needs the right to make one. */
function onSmallDisk(scenario: string): { status: number | null; output: string } {
  const script = 'mount -t tmpfs -o size=2m none "$1" && exec "$2" --import tsx "$3" "$1" "$4"';
  const mount = mkdtempSync(join(tmpdir(), 'withheld-disk-'));
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', script, 'sh', mount, process.execPath, CHILD, scenario],
    { encoding: 'utf8', timeout: 60_000 },
  );
  rmSync(mount, { recursive: true, force: true });
  return { status, output: stdout + stderr };
}

const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt']).status === 0;

describe.skipIf(!canMount)('a full disk', { timeout: 60_000 }, () => {
  test.each([
    ['while running: calls go on, and everything is written in order once there is room', 'while-running'],
    ['at the start: the daemon starts, and everything is written once there is room', 'at-start'],
    ['and the file deleted: nothing is lost, and the file is rebuilt once there is room', 'full-and-damaged'],
    ["while survivors' calls end: all are written once there is room, and those that are up are known", 'lost-calls'],
    ['for long: the oldest entries beyond the limit are given up and counted', 'backlog-limit'],
  ])('%s', (_guarantee, scenario) => {
    expect(onSmallDisk(scenario)).toEqual({ status: 0, output: 'held\n' });
  });
});

describe('the backlog', () => {
  const write = (nth: number) => ({ sql: 'x', params: [nth] });

  test('keeps order over failed attempts and gives up the oldest beyond its limit, never what is in hand', () => {
    const backlog = new Backlog(3);
    for (const nth of [1, 2, 3]) backlog.add(write(nth));
    expect(backlog.take(2).map(({ params }) => params[0])).toEqual([1, 2]);
    for (const nth of [4, 5]) backlog.add(write(nth));
    expect([backlog.size, backlog.dropped]).toEqual([5, 0]);
    backlog.putBack();
    expect([backlog.size, backlog.dropped]).toEqual([3, 2]);
    expect(backlog.take(9).map(({ params }) => params[0])).toEqual([3, 4, 5]);
    backlog.done();
    expect(backlog.size).toBe(0);
  });

  test('answers each waiter once', () => {
    const backlog = new Backlog(1);
    const answers: unknown[] = [];
    backlog.add({ ...write(1), settled: (answer) => answers.push(answer) });
    backlog.answerUnknown('STORAGE_FULL');
    backlog.answerUnknown('STORAGE_FULL');
    backlog.add(write(2));
    expect(answers).toEqual([{ outcome: 'unknown', why: 'STORAGE_FULL' }]);
  });
});
