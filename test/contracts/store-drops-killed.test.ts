import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { SqliteDropStore } from '../../src/adapters/sqlite/drop-store.ts';
import { DROPS } from '../../src/adapters/sqlite/schema.ts';
import { temporaryPath } from './store-directory.ts';
import { openStorage } from './store-records.ts';

const CHILD = fileURLToPath(new URL('./drops-told-child.ts', import.meta.url));
const ROUNDS = 20;

function numbers(lines: readonly string[], word: string): readonly number[] {
  return lines.flatMap((line) => (line.startsWith(`${word} `) ? [Number(line.split(' ')[1])] : []));
}

/** One life of the process that is told of calls: killed after a while, or ended by itself. Gives what it said. */
async function life(path: string, first: number, killAfterMs: number | null): Promise<readonly string[]> {
  const words = ['--import', 'tsx', CHILD, path, String(first), ...(killAfterMs === null ? ['once'] : [])];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8');
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (text: string) => {
      said += text;
      if (said.includes('ready\n')) resolve();
    });
    child.once('close', () => resolve());
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await ready;
  if (killAfterMs !== null) {
    await pause(killAfterMs);
    child.kill('SIGKILL');
  }
  const code = await ended;
  if (killAfterMs === null && code !== 0) throw new Error(`ended with ${code}`);
  // A line that the kill cut in two was not said.
  return said.split('\n').slice(0, -1);
}

describe('a process that was told of calls and is killed', { timeout: 180_000 }, () => {
  test(`${ROUNDS} times loses none of them, doubles none, and rebuilds each that was up once`, async () => {
    const path = join(dirname(temporaryPath()), DROPS.file);
    const lines: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      lines.push(...(await life(path, 10_000 * (round + 1), 20 + ((round * 37) % 90))));
    lines.push(...(await life(path, 0, null)));

    const { database } = await openStorage(path, { schema: DROPS });
    const drops = new SqliteDropStore(database);
    const recent = await drops.recent({ since: 0, trunk: null }, 10_000);
    const known = await drops.known();
    await database.stop();
    if (recent.outcome !== 'ok') throw new Error(recent.why);
    const kept = recent.value.map(({ call }) => Number(call.split('.')[1]));
    const up = numbers(lines, 'up');
    const rebuilt = numbers(lines, 'rebuilt');

    expect(up.length).toBeGreaterThan(ROUNDS);
    expect(up.filter((nth) => !kept.includes(nth))).toEqual([]);
    expect(new Set(kept).size).toBe(kept.length);
    expect(known).toEqual({ outcome: 'ok', value: [] });
    // Each life is killed with one call in hand at most, and it is taken up by the next life that lives long enough.
    expect(new Set(rebuilt).size).toBeLessThanOrEqual(ROUNDS);
    // What had been told to have ended and was on the disk is not rebuilt as something else.
    const unknown = recent.value
      .filter((each) => each.class === 'unknown')
      .map(({ call }) => Number(call.split('.')[1]));
    expect(unknown.filter((nth) => !rebuilt.includes(nth))).toEqual([]);
    process.stdout.write(`      ${up.length} calls told, ${rebuilt.length} rebuilt, ${kept.length} kept\n`);
  });
});
