import type { Mailbox, MessageId, ReaderId } from '../../call/mailbox.ts';
import type {
  ExpectedMessage,
  KeptMailbox,
  KeptMessage,
  MailboxStore,
  ShreddedMessage,
} from '../../ports/mailbox-store.ts';
import type { Reader } from '../../ports/message-sealer.ts';
import type { StoreAnswer } from '../../ports/stores.ts';
import type { Write } from './backlog.ts';
import type { Row, SqlValue } from './connection.ts';
import type { Database } from './database.ts';

const MAILBOXES = 'SELECT box, owner_enrolled, strong_login, auto_lock, transcript_wanted FROM mailbox ORDER BY box';
const READERS = 'SELECT box, reader, recipient FROM reader ORDER BY box, id';
const MESSAGES = 'SELECT message, box, day, heard_day, held FROM message ORDER BY box, day, id';
const EXPECTED = 'SELECT message, box, asked_at FROM expected ORDER BY asked_at, id';
const SHREDDED = 'SELECT message, box, shredded_at, reason FROM shredded ORDER BY shredded_at, id';
// What was tried before may already be on the disk.
const EXPECT = 'INSERT INTO expected (message, box, asked_at) VALUES (?, ?, ?) ON CONFLICT (message) DO NOTHING';
const SETTLE = 'DELETE FROM expected WHERE message = ?';
const SEALED =
  'INSERT INTO message (message, box, day, heard_day, held) VALUES (?, ?, ?, ?, ?) ON CONFLICT (message) DO NOTHING';
const HOLD = 'UPDATE message SET held = ? WHERE message = ?';
const FORGET = 'DELETE FROM message WHERE message = ?';
const PROVE = `INSERT INTO shredded (message, box, shredded_at, reason) VALUES (?, ?, ?, ?)
  ON CONFLICT (message) DO UPDATE SET shredded_at = excluded.shredded_at`;
const PUT_MAILBOX = `INSERT INTO mailbox (box, owner_enrolled, strong_login, auto_lock, transcript_wanted)
  VALUES (?, 0, 0, 0, 0) ON CONFLICT (box) DO NOTHING`;
const HEARD = 'UPDATE message SET heard_day = ? WHERE message = ? AND heard_day IS NULL';
const OWNED = `INSERT INTO mailbox (box, owner_enrolled, strong_login, auto_lock, transcript_wanted)
  VALUES (?, 1, 1, 1, 0) ON CONFLICT (box) DO UPDATE SET owner_enrolled = 1, strong_login = 1, auto_lock = 1`;
const LEFT =
  'UPDATE mailbox SET owner_enrolled = 0, strong_login = 0, auto_lock = 0, transcript_wanted = 0 WHERE box = ?';
const WANT = 'UPDATE mailbox SET transcript_wanted = ? WHERE box = ?';
const ADD_READER = `INSERT INTO reader (box, reader, recipient) VALUES (?, ?, ?)
  ON CONFLICT (box, reader) DO UPDATE SET recipient = excluded.recipient`;
const DROP_READER = 'DELETE FROM reader WHERE box = ? AND reader = ?';
const DROP_READERS = 'DELETE FROM reader WHERE box = ?';
const PUT_READER = 'INSERT INTO reader (box, reader, recipient) VALUES (?, ?, ?)';

/** Mailboxes and the index of messages in SQLite. The schema (`migrations/mailboxes.ts`) refuses every value of another shape. */
export class SqliteMailboxStore implements MailboxStore {
  readonly #database: Database;
  readonly #read: Read;

  constructor(database: Database) {
    this.#database = database;
    this.#read = (sql) => database.read(sql, []);
  }

  get writable(): boolean {
    return this.#database.state.condition === 'ready';
  }

  async mailboxes(): Promise<StoreAnswer<readonly KeptMailbox[]>> {
    return await mailboxesIn(this.#read);
  }

  async messages(): Promise<StoreAnswer<readonly KeptMessage[]>> {
    return await messagesIn(this.#read);
  }

  async expected(): Promise<StoreAnswer<readonly ExpectedMessage[]>> {
    return mapped(await this.#read(EXPECTED), expectedOf);
  }

  expect({ id, box, askedAt }: ExpectedMessage): Promise<StoreAnswer<number>> {
    return this.#write({ sql: EXPECT, params: [id, box, askedAt] });
  }

  settle(id: MessageId): Promise<StoreAnswer<number>> {
    return this.#write({ sql: SETTLE, params: [id] });
  }

  async sealed(message: KeptMessage): Promise<StoreAnswer<number>> {
    const kept = this.#write(sealedWrite(message));
    void this.settle(message.id);
    return await kept;
  }

  async shredded({ id, box, at, reason }: ShreddedMessage): Promise<StoreAnswer<number>> {
    const proved = this.#write({ sql: PROVE, params: [id, box, at, reason] });
    const forgotten = await this.#write({ sql: FORGET, params: [id], erasesBefore: at });
    return forgotten.outcome === 'ok' ? await proved : forgotten;
  }

  heard(id: MessageId, day: number): Promise<StoreAnswer<number>> {
    return this.#write({ sql: HEARD, params: [day, id] });
  }

  async owned(box: Mailbox, readers: readonly Reader[], instead: ReaderId | null): Promise<StoreAnswer<number>> {
    // The flags last: a mailbox is secured only when everything else of it is there.
    const added = readers.map(({ id, recipient }) => this.#write({ sql: ADD_READER, params: [box, id, recipient] }));
    if (instead !== null) added.push(this.#write({ sql: DROP_READER, params: [box, instead] }));
    const owned = this.#write({ sql: OWNED, params: [box] });
    const failed = (await Promise.all(added)).find(({ outcome }) => outcome !== 'ok');
    return failed ?? (await owned);
  }

  async left(box: Mailbox, reader: ReaderId): Promise<StoreAnswer<number>> {
    const left = this.#write({ sql: LEFT, params: [box] });
    const dropped = await this.#write({ sql: DROP_READER, params: [box, reader] });
    return dropped.outcome === 'ok' ? await left : dropped;
  }

  wantTranscript(box: Mailbox, wanted: boolean): Promise<StoreAnswer<number>> {
    return this.#write({ sql: WANT, params: [wanted ? 1 : 0, box] });
  }

  #write(write: Omit<Write, 'settled'>): Promise<StoreAnswer<number>> {
    return new Promise((settled) => this.#database.write({ ...write, settled }));
  }
}

type Read = (sql: string) => Promise<StoreAnswer<readonly Row[]>>;

/** Enters a message into the index. */
export function sealedWrite({ id, box, day, heardDay, held }: KeptMessage): Omit<Write, 'settled'> {
  return { sql: SEALED, params: [id, box, day, heardDay, held ? 1 : 0] };
}

/** Puts a message under legal hold, or takes it out. */
export function holdWrite(id: MessageId, held: boolean): Write {
  return { sql: HOLD, params: [held ? 1 : 0, id] };
}

/** What a mailbox and its readers are written with. What it had besides its readers stays; later messages are sealed to these and to no others. */
export function mailboxWrites(box: Mailbox, readers: readonly Reader[]): readonly Write[] {
  const put = readers.map(({ id, recipient }) => ({ sql: PUT_READER, params: [box, id, recipient] }));
  return [{ sql: PUT_MAILBOX, params: [box] }, { sql: DROP_READERS, params: [box] }, ...put];
}

export async function mailboxesIn(read: Read): Promise<StoreAnswer<readonly KeptMailbox[]>> {
  const boxes = await read(MAILBOXES);
  const readers = await read(READERS);
  if (readers.outcome !== 'ok') return readers;
  return mapped(boxes, (row) => mailboxOf(row, readers.value));
}

export async function messagesIn(read: Read): Promise<StoreAnswer<readonly KeptMessage[]>> {
  return mapped(await read(MESSAGES), messageOf);
}

/** The proofs of erasures, oldest first. */
export async function shreddedIn(read: Read): Promise<StoreAnswer<readonly ShreddedMessage[]>> {
  return mapped(await read(SHREDDED), shreddedOf);
}

function mapped<T>(answer: StoreAnswer<readonly Row[]>, of: (row: Row) => T): StoreAnswer<readonly T[]> {
  return answer.outcome === 'ok' ? { outcome: 'ok', value: answer.value.map(of) } : answer;
}

// Every column was constrained when it was written and is read back as it is: the types follow from the schema.
const isSet = (value: SqlValue | undefined): boolean => value === 1;

function mailboxOf(row: Row, readers: readonly Row[]): KeptMailbox {
  const own = readers.filter(({ box }) => box === row['box']);
  return {
    box: row['box'] as Mailbox,
    ownerEnrolled: isSet(row['owner_enrolled']),
    strongLogin: isSet(row['strong_login']),
    autoLock: isSet(row['auto_lock']),
    transcriptWanted: isSet(row['transcript_wanted']),
    readers: own.map(({ reader, recipient }) => ({ id: reader, recipient }) as Reader),
  };
}

function messageOf({ message, box, day, heard_day: heardDay, held }: Row): KeptMessage {
  return { id: message, box, day, heardDay, held: isSet(held) } as KeptMessage;
}

function expectedOf({ message, box, asked_at: askedAt }: Row): ExpectedMessage {
  return { id: message, box, askedAt } as ExpectedMessage;
}

function shreddedOf({ message, box, shredded_at: at, reason }: Row): ShreddedMessage {
  return { id: message, box, at, reason } as ShreddedMessage;
}
