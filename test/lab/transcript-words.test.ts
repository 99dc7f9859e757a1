import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { opened } from '../../src/adapters/sealing/age-opener.ts';
import { DatabaseGuest } from '../../src/adapters/sqlite/guest.ts';
import { VOICEMAIL } from '../../src/adapters/sqlite/schema.ts';
import { promptTexts } from '../../src/cli/model/samples.ts';
import { wordsIn } from '../../src/cli/model/word-errors.ts';
import { Failure } from '../../src/failure.ts';
import { ensurePackages } from '../../src/lab/packages.ts';
import { moonshine } from '../moonshine.ts';
import { SECURED_DID, SecuredLab } from './secured-lab.ts';

/** Seconds on the line; the greeting takes some six of them. */
const CALL_S = 22;
const RUN = 6;

describe('a transcript by a real model', () => {
  let house: SecuredLab;

  beforeAll(async () => {
    house = await SecuredLab.up({ transcriber: { engine: 'sherpa', kind: 'moonshine', ...(await moonshine()) } });
    await house.under.daemon.start();
    await house.enrol();
  });
  afterAll(async () => await house.down());

  test('has the words that were spoken to the mailbox, with when, and is read by its owner alone', async () => {
    const sql = 'UPDATE mailbox SET owner_enrolled = 1, strong_login = 1, auto_lock = 1, transcript_wanted = 1';
    const storage = join(house.under.lab.directory, 'storage');
    expect(await new DatabaseGuest(storage, VOICEMAIL).write([{ sql, params: [] }])).toBeNull();

    await house.speaks(SECURED_DID, CALL_S);
    const [message] = await house.under.soon(
      () => house.messages(),
      (all) => all.length > 0,
      150_000,
    );
    if (message === undefined) throw new Error('no message');
    const sealed = await house.shelf.read(message);
    const clear = sealed instanceof Failure ? sealed : await opened(sealed, house.owner.text);
    if (clear instanceof Failure) throw clear;
    const { no_transcript: without, transcript } = JSON.parse(clear.facts) as {
      no_transcript: string | null;
      transcript: { segments: { text: string; from: number; to: number }[] } | null;
    };
    const segments = transcript?.segments ?? [];
    const guessed = wordsIn(segments.map(({ text }) => text).join(' '));
    const said = ` ${(await spoken()).join(' ')} `;
    const runs = guessed.slice(RUN - 1).map((_, at) => guessed.slice(at, at + RUN).join(' '));

    expect([without, transcript]).toMatchObject([null, { engine: 'sherpa', whole: true }]);
    expect(guessed.length).toBeGreaterThan(20);
    // Six words running are no chance. Where the message begins and ends a word is cut.
    expect(runs.filter((run) => said.includes(` ${run} `)).length).toBeGreaterThan(runs.length / 3);
    for (const { from, to } of segments) expect([from >= 0, to > from, to <= CALL_S]).toEqual([true, true, true]);
    expect(Buffer.from(sealed instanceof Failure ? [] : sealed.facts).toString('latin1')).not.toContain(guessed[0]);
  }, 240_000);
});

/** What the caller plays, over and over, as words. */
async function spoken(): Promise<readonly string[]> {
  const { root } = await ensurePackages('22', () => undefined);
  const path = join(root, 'usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz');
  const text = promptTexts(gunzipSync(await readFile(path)).toString('utf8')).get('demo-congrats') ?? '';
  return wordsIn(`${text} ${text}`);
}
