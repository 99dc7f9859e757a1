import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { MessageFolders } from '../../../src/adapters/message-files/message-folders.ts';
import { ShredListFile } from '../../../src/adapters/message-files/shred-list.ts';
import { readerOf } from '../../../src/adapters/sealing/age-key.ts';
import { opened } from '../../../src/adapters/sealing/age-opener.ts';
import { AgeSealer } from '../../../src/adapters/sealing/age-sealer.ts';
import { TokenKey } from '../../../src/adapters/sealing/token-key.ts';
import { Database } from '../../../src/adapters/sqlite/database.ts';
import { DatabaseGuest } from '../../../src/adapters/sqlite/guest.ts';
import { mailboxWrites, SqliteMailboxStore } from '../../../src/adapters/sqlite/mailbox-store.ts';
import { VOICEMAIL } from '../../../src/adapters/sqlite/schema.ts';
import type { LegId } from '../../../src/call/call-event.ts';
import { type Mailbox, type Recording, recordingOf } from '../../../src/call/mailbox.ts';
import { Failure } from '../../../src/failure.ts';
import type { MessageOutcome } from '../../../src/ports/message-counts.ts';
import { type IntakeParts, MessageIntake } from '../../../src/voicemail/intake.ts';
import { Mailboxes } from '../../../src/voicemail/mailboxes.ts';
import { MessageSealing } from '../../../src/voicemail/sealing.ts';
import { Shredder } from '../../../src/voicemail/shredder.ts';
import { paddedWave } from '../../../src/voicemail/voice.ts';
import { FakePbx } from '../../fakes/fake-pbx.ts';
import { FakeRecordings } from '../../fakes/fake-recordings.ts';
import { FakeTimer } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';

const NAMES = new TokenKey(Uint8Array.from({ length: 32 }, (_, at) => at * 5));

/** What the PBX leaves of somebody who spoke for `seconds`. `closed`: it had the time to end the file. */
export function recorded(seconds: number, closed = true): Buffer {
  const samples = Buffer.alloc(Math.round(seconds * 8_000) * 2);
  for (let at = 0; at < samples.length; at += 2) samples.writeInt16LE(Math.round(9_000 * Math.sin(at / 7)), at);
  const file = Buffer.from(paddedWave({ samples }).subarray(0, 44 + samples.length));
  file.writeUInt32LE(closed ? file.length - 8 : 0, 4);
  file.writeUInt32LE(closed ? samples.length : 0, 40);
  return file;
}

/** A recording of the nth caller at a mailbox, `at` by the clock of the PBX. */
export function recordingAt(nth: number, at: number, box = '101'): Recording {
  const recording = recordingOf(`withheld-${box}-1700000000${nth}-${at}`);
  if (recording === null) throw new Error('no recording');
  return recording;
}

/** Secured mailbox 101 on a real disk, with real keys; the PBX and its memory are played. It may live several times, one after the other. */
export class House {
  readonly directory = mkdtempSync(join(tmpdir(), 'withheld-voicemail-'));
  readonly recordings = new FakeRecordings();
  readonly clock = new FakeTimer();
  readonly outcomes: MessageOutcome[] = [];
  readonly log = new KeptLog();
  readonly shelf = new MessageFolders(join(this.directory, 'voicemail'));
  readonly list = new ShredListFile(join(this.directory, 'apart/shredded'));
  identity = '';
  pbx = new FakePbx();
  #database: Database | null = null;

  get store(): SqliteMailboxStore {
    if (this.#database === null) throw new Error('not open');
    return new SqliteMailboxStore(this.#database);
  }

  async open(): Promise<void> {
    this.#database = new Database({ directory: this.directory, schema: VOICEMAIL, clock: this.clock });
    await this.#database.start();
  }

  async close(): Promise<void> {
    await this.#database?.stop();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Gives mailbox 101 a reader, whose identity opens its messages, and a recovery key. */
  async enrol(): Promise<void> {
    this.identity = await generateX25519Identity();
    const recovery = await identityToRecipient(await generateX25519Identity());
    const readers = [readerOf(await identityToRecipient(this.identity), 'reader'), readerOf(recovery, 'recovery')].map(
      (each) => {
        if (each instanceof Failure) throw each;
        return each;
      },
    );
    const failure = await new DatabaseGuest(this.directory, VOICEMAIL).write(mailboxWrites('101' as Mailbox, readers));
    if (failure !== null) throw failure;
  }

  /** One life of the intake. `other` replaces parts of it. */
  intake(other: Partial<IntakeParts> = {}): MessageIntake {
    const { clock, list, log, pbx, shelf, store } = this;
    const recordings = other.recordings ?? this.recordings;
    const mailboxes = new Mailboxes(['101'], store);
    const sealing = new MessageSealing({
      recordings,
      sealer: new AgeSealer(),
      shelf: other.shelf ?? shelf,
      store: other.store ?? store,
      mailboxes,
    });
    return new MessageIntake({
      sealed: () => undefined,
      pbx,
      recordings,
      names: NAMES,
      mailboxes,
      store,
      shelf,
      list,
      sealing,
      clock,
      timer: clock,
      log,
      writeMs: 1_000,
      outcome: (outcome) => this.outcomes.push(outcome),
      ...other,
    });
  }

  shredder(heard = 14, unheard = 60): Shredder {
    const { clock, list, log, shelf, store } = this;
    return new Shredder({ clock, list, log, shelf, store, keptDays: { heard, unheard } });
  }

  /** The dialplan's question about a caller; settles when it has been answered. */
  async ask(intake: MessageIntake, { name, at }: Recording, leg = 'leg-1' as LegId): Promise<string> {
    const before = this.pbx.sentOn.length;
    const from = { technology: 'PJSIP', endpoint: 't1-in' };
    intake.handle({ kind: 'asked', at, leg, from, words: ['message', name] });
    for (let turn = 0; turn < 500 && this.pbx.sentOn.length === before; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    return this.pbx.sentOn.at(-1)?.place.context ?? '';
  }

  /** Every message there is, opened with the reader's key: its samples. */
  async voices(): Promise<readonly Buffer[]> {
    const there = await this.shelf.all();
    if (there instanceof Failure) throw there;
    const voices: Buffer[] = [];
    for (const message of there) {
      const sealed = await this.shelf.read(message);
      const clear = sealed instanceof Failure ? sealed : await opened(sealed, this.identity);
      if (clear instanceof Failure) throw clear;
      const file = Buffer.from(clear.voice);
      voices.push(file.subarray(44, 44 + file.readUInt32LE(40)));
    }
    return voices;
  }
}
