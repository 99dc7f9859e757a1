import type { KeyChange } from '../../call/key-change.ts';
import type { Mailbox, MessageId } from '../../call/mailbox.ts';
import type {
  Forwarding,
  Invite,
  KeptDevice,
  KeptOwner,
  KeptPasskey,
  KeptPassphrase,
  OwnerStore,
} from '../../ports/owner-store.ts';
import type { StoreAnswer } from '../../ports/stores.ts';
import type { Statement, Write } from './backlog.ts';
import type { Row } from './connection.ts';
import type { Database } from './database.ts';

const OWNER =
  'box, reader, recipient, signing, previous, salt, passphrase_slot AS passphraseSlot, paper_slot AS paperSlot, recovery, proof_hash AS proofHash, second_factor AS secondFactor, lock_s AS lockSeconds';
const OWNERS = `SELECT ${OWNER} FROM owner ORDER BY box`;
// One statement, so that an owner is changed whole or not at all.
const PUT = `INSERT INTO owner (box, reader, recipient, signing, previous, salt, passphrase_slot, paper_slot, recovery, proof_hash, second_factor, lock_s)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (box) DO UPDATE SET reader = excluded.reader, recipient = excluded.recipient, signing = excluded.signing,
    previous = excluded.previous, salt = excluded.salt, passphrase_slot = excluded.passphrase_slot, paper_slot = excluded.paper_slot,
    recovery = excluded.recovery, proof_hash = excluded.proof_hash, second_factor = excluded.second_factor, lock_s = excluded.lock_s`;
const REMOVE = 'DELETE FROM owner WHERE box = ?';
const SET_PASSPHRASE =
  'UPDATE owner SET salt = ?, passphrase_slot = ?, proof_hash = ? WHERE box = ? AND recipient = ? AND proof_hash = ?';
const SET_LOCK = 'UPDATE owner SET lock_s = ? WHERE box = ?';
const PASSKEYS = 'SELECT box, credential, public_key AS publicKey, counter, slot FROM passkey ORDER BY id';
const ADD_PASSKEY = `INSERT INTO passkey (box, credential, public_key, counter, slot) SELECT ?, ?, ?, ?, ?
  WHERE EXISTS (SELECT 1 FROM owner WHERE box = ? AND recipient = ?)`;
const COUNT_PASSKEY = 'UPDATE passkey SET counter = ? WHERE credential = ?';
const REMOVE_PASSKEYS = 'DELETE FROM passkey WHERE box = ?';
const DEVICES = 'SELECT box, device, until FROM device ORDER BY id';
const ADD_DEVICE = `INSERT INTO device (box, device, until) SELECT ?, ?, ?
  WHERE EXISTS (SELECT 1 FROM owner WHERE box = ?) ON CONFLICT (device) DO NOTHING`;
const KEEP_LATEST =
  'DELETE FROM device WHERE box = ? AND id NOT IN (SELECT id FROM device WHERE box = ? ORDER BY id DESC LIMIT ?)';
const REMOVE_DEVICE = 'DELETE FROM device WHERE device = ?';
const REMOVE_DEVICES = 'DELETE FROM device WHERE box = ?';
const END_DEVICES = 'DELETE FROM device WHERE until <= ?';
const INVITES = 'SELECT box, code_hash AS codeHash, expires_at AS expiresAt FROM invite ORDER BY id';
const PUT_INVITE = `INSERT INTO invite (box, code_hash, expires_at) VALUES (?, ?, ?)
  ON CONFLICT (box) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at`;
const USE_INVITE = 'DELETE FROM invite WHERE code_hash = ?';
const KEY_LOG = 'SELECT box, kind, recipient, signing, recovery, day, before, signature FROM key_change ORDER BY id';
// What was tried before may already be on the disk: the same link again is no other one.
const LOG_CHANGE = `INSERT INTO key_change (box, kind, recipient, signing, recovery, day, before, signature) SELECT ?, ?, ?, ?, ?, ?, ?, ?
  WHERE NOT EXISTS (SELECT 1 FROM key_change WHERE box = ? AND signature = ?)`;
const FORWARDINGS =
  'SELECT message AS id, from_box AS "from", to_box AS "to", forwarded_at AS at FROM forwarding ORDER BY id';
const FORWARD = `INSERT INTO forwarding (message, from_box, to_box, forwarded_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (message, to_box) DO NOTHING`;
const END_ALL = 'DELETE FROM forwarding WHERE message = ?';
const END_ONE = 'DELETE FROM forwarding WHERE message = ? AND to_box = ?';

/** Owners of mailboxes in SQLite. The schema (`migrations/owners.ts`) refuses every value of another shape. */
export class SqliteOwnerStore implements OwnerStore {
  readonly #database: Database;
  readonly #now: () => number;

  /** `now`: copies of what is erased go with it, as far as they were set aside before. */
  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  async owners(): Promise<StoreAnswer<readonly KeptOwner[]>> {
    return await this.#read(OWNERS, (row) => row as unknown as KeptOwner);
  }

  changeKey(change: KeyChange, owner: KeptOwner | null): Promise<StoreAnswer<number>> {
    const { box, kind, recipient, signing, recovery, day, before, signature } = change;
    const row = owner === null ? { sql: REMOVE, params: [box] } : putOf(owner);
    // The telephone, or the browser, may be in other hands.
    const isLost = owner === null || kind === 'recovered';
    // What it replaces may be a slot that an old passphrase opens: no copy of it stays.
    return this.#erase({
      sql: LOG_CHANGE,
      params: [box, kind, recipient, signing, recovery, day, before, signature, box, signature],
      also: [row, { sql: REMOVE_PASSKEYS, params: [box] }, ...(isLost ? [{ sql: REMOVE_DEVICES, params: [box] }] : [])],
    });
  }

  setPassphrase(
    box: Mailbox,
    was: Pick<KeptOwner, 'recipient' | 'proofHash'>,
    { salt, passphraseSlot, proofHash }: KeptPassphrase,
  ): Promise<StoreAnswer<number>> {
    const params = [salt, passphraseSlot, proofHash, box, was.recipient, was.proofHash];
    // The old passphrase opens the old slot: no copy of it stays.
    return this.#erase({ sql: SET_PASSPHRASE, params });
  }

  setLock(box: Mailbox, lockSeconds: number): Promise<StoreAnswer<number>> {
    return this.#write({ sql: SET_LOCK, params: [lockSeconds, box] });
  }

  async passkeys(): Promise<StoreAnswer<readonly KeptPasskey[]>> {
    return await this.#read(PASSKEYS, (row) => row as unknown as KeptPasskey);
  }

  addPasskey(passkey: KeptPasskey, recipient: string): Promise<StoreAnswer<number>> {
    const { box, credential, publicKey, counter, slot } = passkey;
    return this.#write({ sql: ADD_PASSKEY, params: [box, credential, publicKey, counter, slot, box, recipient] });
  }

  countPasskey(credential: string, counter: number): Promise<StoreAnswer<number>> {
    return this.#write({ sql: COUNT_PASSKEY, params: [counter, credential] });
  }

  removePasskeys(box: Mailbox): Promise<StoreAnswer<number>> {
    return this.#erase({ sql: REMOVE_PASSKEYS, params: [box] });
  }

  async devices(): Promise<StoreAnswer<readonly KeptDevice[]>> {
    return await this.#read(DEVICES, (row) => row as unknown as KeptDevice);
  }

  addDevice({ box, device, until }: KeptDevice, most: number): Promise<StoreAnswer<number>> {
    const also = [{ sql: KEEP_LATEST, params: [box, box, most] }];
    return this.#write({ sql: ADD_DEVICE, params: [box, device, until, box], also });
  }

  removeDevice(device: string): Promise<StoreAnswer<number>> {
    return this.#write({ sql: REMOVE_DEVICE, params: [device] });
  }

  endDevices(until: number): Promise<StoreAnswer<number>> {
    return this.#write({ sql: END_DEVICES, params: [until] });
  }

  async invites(): Promise<StoreAnswer<readonly Invite[]>> {
    return await this.#read(INVITES, (row) => row as unknown as Invite);
  }

  useInvite(codeHash: string): Promise<StoreAnswer<number>> {
    return this.#write({ sql: USE_INVITE, params: [codeHash] });
  }

  async keyLog(): Promise<StoreAnswer<readonly KeyChange[]>> {
    return await this.#read(KEY_LOG, (row) => row as unknown as KeyChange);
  }

  async forwardings(): Promise<StoreAnswer<readonly Forwarding[]>> {
    return await this.#read(FORWARDINGS, (row) => row as unknown as Forwarding);
  }

  forward({ id, from, to, at }: Forwarding): Promise<StoreAnswer<number>> {
    return this.#write({ sql: FORWARD, params: [id, from, to, at] });
  }

  endForwarding(id: MessageId, to?: Mailbox): Promise<StoreAnswer<number>> {
    return this.#erase(to === undefined ? { sql: END_ALL, params: [id] } : { sql: END_ONE, params: [id, to] });
  }

  #erase(write: Omit<Write, 'settled' | 'erasesBefore'>): Promise<StoreAnswer<number>> {
    return this.#write({ ...write, erasesBefore: this.#now() });
  }

  #write(write: Omit<Write, 'settled'>): Promise<StoreAnswer<number>> {
    return new Promise((settled) => this.#database.write({ ...write, settled }));
  }

  // Every column was constrained when it was written and is read back under the name of its field.
  async #read<T>(sql: string, of: (row: Row) => T): Promise<StoreAnswer<readonly T[]>> {
    const answer = await this.#database.read(sql, []);
    return answer.outcome === 'ok' ? { outcome: 'ok', value: answer.value.map(of) } : answer;
  }
}

function putOf(owner: KeptOwner): Statement {
  const { box, reader, recipient, signing, previous, salt, passphraseSlot, paperSlot } = owner;
  const { recovery, proofHash, secondFactor, lockSeconds } = owner;
  const keys = [box, reader, recipient, signing, previous, salt, passphraseSlot, paperSlot];
  return { sql: PUT, params: [...keys, recovery, proofHash, secondFactor, lockSeconds] };
}

/** What an invite is written with; an earlier one for the same mailbox is worth nothing then. */
export function inviteWrite({ box, codeHash, expiresAt }: Invite): Write {
  return { sql: PUT_INVITE, params: [box, codeHash, expiresAt] };
}
