import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseGuest } from '../../../src/adapters/sqlite/guest.ts';
import { holdWrite, shreddedIn } from '../../../src/adapters/sqlite/mailbox-store.ts';
import { VOICEMAIL } from '../../../src/adapters/sqlite/schema.ts';
import { Failure } from '../../../src/failure.ts';
import type { ShelvedMessage } from '../../../src/ports/message-shelf.ts';
import { reindex } from '../../../src/voicemail/reindex.ts';
import { House, recorded, recordingAt } from './house.ts';

const DAY_MS = 86_400_000;

let house: House;

beforeEach(async () => {
  house = new House();
  await house.open();
  await house.enrol();
});

afterEach(async () => {
  await house.close();
  house.remove();
});

/** So many sealed messages. */
async function sealed(count: number): Promise<readonly ShelvedMessage[]> {
  for (let nth = 0; nth < count; nth += 1)
    house.recordings.files.set(recordingAt(nth, house.clock.now()).name, recorded(2));
  await house.intake().sweep();
  return await there();
}

async function there(): Promise<readonly ShelvedMessage[]> {
  const all = await house.shelf.all();
  if (all instanceof Failure) throw all;
  return all;
}

async function indexed(): Promise<readonly string[]> {
  const answer = await house.store.messages();
  return answer.outcome === 'ok' ? answer.value.map(({ id }) => id) : ['?'];
}

async function proofs() {
  const guest = new DatabaseGuest(house.directory, VOICEMAIL);
  const answer = await shreddedIn((sql) => guest.read(sql, []));
  return answer.outcome === 'ok' ? answer.value.map(({ id, reason }) => ({ id, reason })) : null;
}

/** Every byte below `directory`. */
function bytesBelow(directory: string): Buffer {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

describe('an erased message', () => {
  it('is gone from the disk and the index, and its proof says so', async () => {
    const [message, other] = await sealed(2);
    if (message === undefined || other === undefined) throw new Error('no message');
    expect(await house.shredder().shred(message, 'deleted')).toBeNull();

    expect(await there()).toEqual([other]);
    expect(await indexed()).toEqual([other.id]);
    expect(await proofs()).toEqual([{ id: message.id, reason: 'deleted' }]);
    expect(existsSync(join(house.directory, 'voicemail/keys', message.id))).toBe(false);
  });

  it('does not come back with a backup that had it: neither from the shelf nor from the index', async () => {
    const [message] = await sealed(1);
    if (message === undefined) throw new Error('no message');
    await house.close();
    const backup = join(house.directory, 'apart/backup');
    for (const name of ['voicemail', VOICEMAIL.file])
      cpSync(join(house.directory, name), join(backup, name), { recursive: true });
    await house.open();
    await house.shredder().shred(message, 'deleted');
    await house.close();
    for (const side of ['', '-wal', '-shm']) rmSync(join(house.directory, VOICEMAIL.file + side), { force: true });
    for (const name of ['voicemail', VOICEMAIL.file])
      cpSync(join(backup, name), join(house.directory, name), { recursive: true });
    await house.open();
    // It is all there again.
    expect([await there(), await indexed()]).toEqual([[message], [message.id]]);
    expect(await house.shredder().run()).toBeNull();
    await reindex(house);

    expect([await there(), await indexed()]).toEqual([[], []]);
    expect(await proofs()).toEqual([{ id: message.id, reason: 'restored' }]);
    expect(house.log.events).toContain('messages-came-back');
  });

  it('is not sealed anew when its recording is found again', async () => {
    const [message] = await sealed(1);
    if (message === undefined) throw new Error('no message');
    await house.shredder().shred(message, 'deleted');
    house.recordings.files.set(recordingAt(0, house.clock.now()).name, recorded(2));
    await house.intake().sweep();

    expect(await there()).toEqual([]);
    expect(house.recordings.files.size).toBe(0);
  });

  it('is erased to its end by a later life when the process dies on the way', async () => {
    const [message] = await sealed(1);
    if (message === undefined) throw new Error('no message');
    // Died after the list, and after the files.
    await house.list.add(message.id);
    await house.shelf.shred(message);
    expect(await house.shredder().run()).toBeNull();

    expect(await indexed()).toEqual([]);
    expect(await proofs()).toEqual([{ id: message.id, reason: 'deleted' }]);
  });

  it('leaves no name behind in the database but in its proof', async () => {
    const [message] = await sealed(1);
    if (message === undefined) throw new Error('no message');
    await house.shredder().shred(message, 'retention');
    await house.close();
    const file = readFileSync(join(house.directory, VOICEMAIL.file));
    await house.open();

    expect(file.toString('latin1').split(message.id).length - 1).toBeLessThanOrEqual(2);
    expect(bytesBelow(join(house.directory, 'voicemail')).length).toBe(0);
  });
});

describe('a message that is kept', () => {
  it('goes when nobody heard it for its days, and not a day before', async () => {
    await sealed(1);
    await house.clock.wind(60 * DAY_MS);
    await house.shredder().run();
    expect(await there()).toHaveLength(1);
    await house.clock.wind(DAY_MS);
    await house.shredder().run();

    expect(await there()).toEqual([]);
    expect((await proofs())?.map(({ reason }) => reason)).toEqual(['retention']);
  });

  it('stays under legal hold as long as that lasts', async () => {
    const [message] = await sealed(1);
    if (message === undefined) throw new Error('no message');
    const guest = new DatabaseGuest(house.directory, VOICEMAIL);
    await guest.write([holdWrite(message.id, true)]);
    await house.clock.wind(5_000 * DAY_MS);
    await house.shredder().run();
    expect(await there()).toHaveLength(1);
    await guest.write([holdWrite(message.id, false)]);
    await house.shredder().run();

    expect(await there()).toEqual([]);
  });

  it('that the index has lost is found again', async () => {
    const messages = await sealed(2);
    await house.close();
    for (const side of ['', '-wal', '-shm']) rmSync(join(house.directory, VOICEMAIL.file + side), { force: true });
    await house.open();

    expect(await indexed()).toEqual([]);
    expect(await reindex(house)).toEqual({ found: 2, missing: 0 });
    expect([...(await indexed())].sort()).toEqual(messages.map(({ id }) => id).sort());
  });

  it('that is being written is not touched by who tidies meanwhile, however little of it is there', async () => {
    const [message] = await sealed(1);
    if (message === undefined) throw new Error('no message');
    const place = join(house.directory, 'voicemail/messages/101', message.id);
    // Its keys are laid, and it lies as a draft.
    renameSync(place, join(house.directory, 'voicemail/messages/101', `.draft-${message.id}`));
    expect(await house.shelf.tidy(new Set(), 60_000)).toBeNull();
    renameSync(join(house.directory, 'voicemail/messages/101', `.draft-${message.id}`), place);

    expect((await house.voices()).length).toBe(1);
  });

  it('whose place is away for a time keeps its keys and its place in the index, is counted as missing, and opens again after', async () => {
    const messages = await sealed(2);
    const known = new Set(messages.map(({ id }) => id));
    const place = join(house.directory, 'voicemail/messages');
    for (const away of [place, join(place, '101')]) {
      renameSync(away, `${house.directory}/away`);
      expect(await house.shelf.tidy(known, 0)).toBeNull();
      expect(await house.shredder().run()).toBeNull();
      expect(await reindex(house)).toEqual({ found: 0, missing: 2 });
      renameSync(`${house.directory}/away`, away);
    }
    // Not even the index knows of any.
    renameSync(place, `${house.directory}/away`);
    expect(await house.shelf.tidy(new Set(), 0)).toBeNull();
    renameSync(`${house.directory}/away`, place);

    expect(await reindex(house)).toEqual({ found: 0, missing: 0 });
    expect((await house.voices()).map((voice) => voice.length)).toEqual([32_000, 32_000]);
  });
});
