import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MessageFolders } from '../../src/adapters/message-files/message-folders.ts';
import { readerOf } from '../../src/adapters/sealing/age-key.ts';
import { opened } from '../../src/adapters/sealing/age-opener.ts';
import { AgeSealer } from '../../src/adapters/sealing/age-sealer.ts';
import type { Mailbox, MessageId } from '../../src/call/mailbox.ts';
import { Failure } from '../../src/failure.ts';
import { ensurePackages } from '../../src/lab/packages.ts';
import type { Reader } from '../../src/ports/message-sealer.ts';
import { type KeyPair, StockAge } from '../stock-age.ts';

const MESSAGE = { box: '101' as Mailbox, id: 'a1'.repeat(16) as MessageId };
/** Sound that occurs nowhere by chance. */
const VOICE = Uint8Array.from({ length: 480_000 }, (_, at) => (at * 167 + (at >> 8) * 31) & 0xff);
const FACTS = '{"version":1}\n';

const sound = <T>(value: T | Failure): T => {
  if (value instanceof Failure) throw value;
  return value;
};

describe('a sealed message', () => {
  const directory = mkdtempSync(join(tmpdir(), 'withheld-sealed-'));
  const shelf = new MessageFolders(directory);
  let age: StockAge;
  let owner: KeyPair;
  let colleague: typeof owner;
  let recovery: typeof owner;
  let stranger: typeof owner;
  let readers: readonly Reader[];

  beforeAll(async () => {
    age = new StockAge(await ensurePackages('22', () => undefined), directory);
    owner = await age.identity('owner.txt');
    colleague = await age.identity('colleague.txt');
    recovery = await age.identity('recovery.txt');
    stranger = await age.identity('stranger.txt');
    readers = [sound(readerOf(owner.recipient, 'reader')), sound(readerOf(recovery.recipient, 'recovery'))];
    const sealed = sound(await new AgeSealer().seal(VOICE, FACTS, readers));
    expect(await shelf.put(MESSAGE, sealed)).toBeNull();
  }, 60_000);

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const keyFile = (reader: string) => join(directory, 'keys', MESSAGE.id, `${reader}.age`);
  const voiceFile = join(directory, 'messages', MESSAGE.box, MESSAGE.id, 'voice.age');

  it('is recovered with the stock age and the printed recovery key, without this program, byte for byte', async () => {
    await age.decrypt(keyFile('recovery'), recovery.file, 'message.key');
    const voice = await age.decrypt(voiceFile, join(directory, 'message.key'), 'voice.wav');

    expect(voice.equals(VOICE)).toBe(true);
  });

  it('opens for its reader and its recovery key, and for nobody else', async () => {
    const message = sound(await shelf.read(MESSAGE));

    for (const { text } of [owner, recovery]) {
      const { voice, facts } = sound(await opened(message, text));
      expect(Buffer.from(voice).equals(VOICE)).toBe(true);
      expect(facts).toBe(FACTS);
    }
    for (const { text } of [colleague, stranger]) expect(await opened(message, text)).toBeInstanceOf(Failure);
    await expect(age.decrypt(keyFile('recovery'), stranger.file, 'nothing')).rejects.toThrow();
  });

  it('opens for a colleague once a reader has sealed its key for them, and its body is not touched', async () => {
    const before = sound(await shelf.read(MESSAGE));
    const reader = sound(readerOf(colleague.recipient, 'reader'));
    // What the browser of the owner will do.
    const decrypter = new Decrypter();
    decrypter.addIdentity(owner.text);
    const key = await decrypter.decrypt(before.keys.get(readers[0]?.id as Reader['id']) as Uint8Array);
    const encrypter = new Encrypter();
    encrypter.addRecipient(colleague.recipient);
    expect(await shelf.addKey(MESSAGE.id, reader.id, await encrypter.encrypt(key))).toBeNull();
    const after = sound(await shelf.read(MESSAGE));

    expect(Buffer.from(after.voice).equals(before.voice)).toBe(true);
    expect([...after.keys.keys()].sort()).toEqual([...before.keys.keys(), reader.id].sort());
    expect(Buffer.from(sound(await opened(after, colleague.text)).voice).equals(VOICE)).toBe(true);
    await age.decrypt(keyFile(reader.id), colleague.file, 'colleague.key');
    expect((await age.decrypt(voiceFile, join(directory, 'colleague.key'), 'again.wav')).equals(VOICE)).toBe(true);
  });

  it('that somebody changed does not open', async () => {
    const message = sound(await shelf.read(MESSAGE));
    const changed = Uint8Array.from(message.voice);
    changed[changed.length - 20] = (changed[changed.length - 20] ?? 0) ^ 1;

    expect(await opened({ ...message, voice: changed }, owner.text)).toMatchObject({ code: 'VOICEMAIL_NOT_OPENED' });
  });

  it('has a key of its own: another message sealed to the same readers does not open with it', async () => {
    const sealed = sound(await new AgeSealer().seal(VOICE, FACTS, readers));
    const key = await age.decrypt(keyFile('recovery'), recovery.file, 'message.key');

    expect(await opened({ ...sealed, keys: new Map() }, key.toString('utf8').trim())).toBeInstanceOf(Failure);
    const other = new Decrypter();
    other.addIdentity(key.toString('utf8').trim());
    await expect(other.decrypt(sealed.voice)).rejects.toThrow();
  });

  it('is gone for everybody once it is shredded: its keys first, then the rest', async () => {
    const kept = sound(await shelf.read(MESSAGE));
    expect(await shelf.shred(MESSAGE)).toBeNull();

    expect(await shelf.holds(MESSAGE)).toBe(false);
    expect(await shelf.read(MESSAGE)).toMatchObject({ code: 'VOICEMAIL_NO_MESSAGE' });
    expect(await shelf.shred(MESSAGE)).toBeNull();
    // Even a copy of the body opens for nobody without the keys.
    for (const { text } of [owner, colleague, recovery])
      expect(await opened({ ...kept, keys: new Map() }, text)).toBeInstanceOf(Failure);
  });
});

describe('a key to seal to', () => {
  it('is an X25519 recipient of age with a sound checksum, and nothing else', () => {
    const good = 'age16m84nswdsrcn7qftskzq0nhvpwmhytq6772g4uuz2rjpq3yqpg6qtyx3ms';
    const wrong = [
      '',
      good.toUpperCase(),
      `${good.slice(0, -1)}q`,
      good.slice(0, -1),
      `${good} `,
      good.replace('age1', 'age1pq1'),
      'AGE-SECRET-KEY-1E6HFX7HYYL27KJCV2AADCMR5QC62ZVEMDAZWLWTTRW0805VUSHXQS39X42',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA',
    ];

    expect(readerOf(good, 'reader')).toEqual({ id: expect.stringMatching(/^[0-9a-f]{16}$/), recipient: good });
    expect(readerOf(good, 'recovery')).toEqual({ id: 'recovery', recipient: good });
    for (const text of wrong) expect(readerOf(text, 'reader')).toMatchObject({ code: 'VOICEMAIL_KEY_UNREADABLE' });
  });

  it('is needed: nothing is sealed to nobody', async () => {
    expect(await new AgeSealer().seal(VOICE, FACTS, [])).toMatchObject({ code: 'VOICEMAIL_NO_KEY' });
  });
});
