import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SURVIVOR_NUMBER } from '../../src/lab/lab-plan.ts';
import { SECURED_DID, SecuredLab } from './secured-lab.ts';

const AT_ONCE = 5;
const ROUNDS = 5;
/** Callers stay for so many seconds, the greeting included, and are all let through at about the same time. */
const STAYS = [13, 14, 15, 16, 18];
/** Something is killed within so many milliseconds after that: in the greeting, while they speak, and while their messages are sealed. */
const KILLED_WITHIN_MS = 15_000;
const PIECE = 400;
/** A quarter of a second between pieces: each caller says the same, so many of them are one. */
const PIECE_EVERY = 4_000;

/** Where something is killed in this round: each part of the time once. */
const momentOf = (nth: number) => ((nth + Math.random()) / ROUNDS) * KILLED_WITHIN_MS;

async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('fifty callers at a secured mailbox', () => {
  let house: SecuredLab;
  /** Pieces of what was spoken, from the middle of the recordings as they lay in memory. */
  const spoken = new Set<string>();

  beforeAll(async () => {
    house = await SecuredLab.up();
    await house.under.daemon.start();
    await house.enrol();
  });
  afterAll(async () => await house.down());

  const counts = async () => ({
    sealed: (await house.messages()).length,
    alarms: await house.said('message-cut-off'),
  });

  /**
   * Callers come, something is killed at a moment of this round, and everything comes to its end. Gives how many were let through (on a busy machine
   * an answer may come too late, and that caller is told so by the PBX), and what came of them.
   */
  async function round(nth: number, kill: () => Promise<void>) {
    await house.under.quiet(60_000);
    const before = await counts();
    const through = new Set<string>();
    let over = false;
    const watching = (async () => {
      while (!over) {
        for (const name of await house.through()) through.add(name);
        for (const file of (await house.recorded()).values()) keepPieces(file);
        await pause(200);
      }
    })();
    await Promise.all(STAYS.map((seconds) => house.speaks(SECURED_DID, seconds)));
    await house.under.until(() => through.size === AT_ONCE, 9_000);
    await pause(momentOf(nth));
    await kill();
    await house.under.quiet(60_000);
    const isEnough = ({ sealed, alarms }: typeof before) =>
      sealed + alarms >= before.sealed + before.alarms + through.size;
    await house.under.soon(counts, isEnough, 60_000);
    // Long enough for one to come twice.
    await pause(3_000);
    over = true;
    await watching;
    const after = await counts();
    expect((await house.recorded()).size).toBe(0);
    expect(through.size).toBeGreaterThanOrEqual(AT_ONCE - 2);
    return { through: through.size, sealed: after.sealed - before.sealed, alarms: after.alarms - before.alarms };
  }

  function keepPieces(file: Buffer): void {
    for (let at = PIECE_EVERY; at + PIECE < file.length; at += PIECE_EVERY) {
      const piece = file.toString('latin1', at, at + PIECE);
      if (new Set(piece).size > 40) spoken.add(piece);
    }
  }

  test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'leave each one sealed message when the daemon is killed at any moment and comes back (%i)',
    { timeout: 240_000 },
    async (nth) => {
      const { alarms, sealed, through } = await round(nth, async () => {
        house.under.daemon.signal('SIGKILL');
        await house.under.daemon.stop();
        await house.under.daemon.start();
      });

      expect([sealed, alarms]).toEqual([through, 0]);
    },
  );

  test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'leave each one sealed message or one alarm when the PBX is killed at any moment and comes back (%i)',
    { timeout: 240_000 },
    async (nth) => {
      const { alarms, sealed, through } = await round(nth, () => house.killAsterisk());

      expect(sealed + alarms).toBe(through);
      expect(await house.under.daemon.ready(true, 60_000)).toBe(true);
    },
  );

  test('leave nothing of their voice, and no number of theirs, on the disk: not in the database, not in a log, not in the PBX', async () => {
    const { directory } = house.under.lab;
    const places = [
      'storage',
      'daemon',
      'secrets',
      'agency/log',
      'agency/spool',
      'agency/db',
      'agency/lib',
      'agency/run',
      'scratch',
    ];
    const lists = await Promise.all(places.map((name) => filesBelow(join(directory, name)).catch(() => [])));
    const files = lists.flat().filter((path) => !path.includes('/spool/recording/'));
    const pieces = [...spoken];

    expect(files.length).toBeGreaterThan(50);
    for (const place of ['/voicemail.db', '/drops.db', '/voice.age', '/facts.age', '/recovery.age'])
      expect(files.some((path) => path.endsWith(place))).toBe(true);
    expect(pieces.length).toBeGreaterThan(10);
    for (const path of files) {
      const text = (await readFile(path)).toString('latin1');
      const where = path.slice(directory.length);
      expect(text.startsWith('RIFF'), `sound in ${where}`).toBe(false);
      expect(
        pieces.some((piece) => text.includes(piece)),
        `a voice in ${where}`,
      ).toBe(false);
      expect(text.replace(/[\s().+-]/g, '').includes(SURVIVOR_NUMBER.slice(1)), `a number in ${where}`).toBe(false);
    }
  });

  test('leave messages that open, each with seconds of sound', async () => {
    const lengths = await Promise.all(
      (await house.messages()).map(async (message) => (await house.voice(message)).length),
    );

    expect(lengths.length).toBeGreaterThanOrEqual(ROUNDS * (AT_ONCE - 2));
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(16_000);
  });
});
