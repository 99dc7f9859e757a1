import { mkdir } from 'node:fs/promises';
import type { Clock } from '../../ports/clock.ts';
import type { KnownCall } from '../../ports/drop-store.ts';
import type { Log } from '../../ports/log.ts';
import type { Check } from '../../ports/status.ts';
import type { StoreAnswer } from '../../ports/stores.ts';
import type { Timer } from '../../ports/timer.ts';
import { SqliteCallRecordStore } from './call-record-store.ts';
import { SqliteContactStore } from './contact-store.ts';
import { Database } from './database.ts';
import { SqliteDropStore } from './drop-store.ts';
import { SqliteHistory } from './history-store.ts';
import { logNotice } from './notice-log.ts';
import { CALLS, CONTACTS, DROPS, HISTORY } from './schema.ts';

export interface KeptStorageParts {
  readonly directory: string;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** How long records of calls are kept, how long the history of tests, and how long what became of survivors' calls. */
  readonly keepDays: { readonly calls: number; readonly history: number; readonly drops: number };
}

const PURGE_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** How long the records that wait get to reach the disk when the daemon stops. */
const STOP_MS = 3_000;

/**
 * Everything the daemon keeps on the disk, and its end: records of calls, the history of tests, survivors' calls, and contact plans, each in a
 * database of its own.
 */
export class KeptStorage {
  readonly #parts: KeptStorageParts;
  readonly #calls: Database;
  readonly #past: Database;
  readonly #lost: Database;
  readonly #agreed: Database;
  readonly records: SqliteCallRecordStore;
  readonly history: SqliteHistory;
  readonly drops: SqliteDropStore;
  readonly contacts: SqliteContactStore;
  #dropsOpened: Promise<unknown> = Promise.resolve();
  #stopPurging: (() => void) | null = null;

  constructor(parts: KeptStorageParts) {
    const { clock, directory } = parts;
    this.#parts = parts;
    this.#calls = new Database({ directory, schema: CALLS, clock });
    this.#past = new Database({ directory, schema: HISTORY, clock });
    this.#lost = new Database({ directory, schema: DROPS, clock });
    this.#agreed = new Database({ directory, schema: CONTACTS, clock });
    this.records = new SqliteCallRecordStore(this.#calls);
    this.history = new SqliteHistory(this.#past);
    this.drops = new SqliteDropStore(this.#lost);
    this.contacts = new SqliteContactStore(this.#agreed);
  }

  /** Of the records of calls: without them nothing is loosened. */
  get check(): Check {
    const { condition, code } = this.#calls.state;
    return { name: 'records', ok: condition === 'ready', why: code };
  }

  /** Records of calls that are not on the disk yet. */
  get waiting(): number {
    return this.#calls.state.waiting;
  }

  /** The calls that were up when the daemon ended. Waits until the database was opened once. */
  async knownCalls(): Promise<StoreAnswer<readonly KnownCall[]>> {
    await this.#dropsOpened;
    return await this.drops.known();
  }

  /** Opens all in the background: a damaged database takes its time to be rebuilt, and calls do not wait for it. */
  async start(): Promise<void> {
    const { directory, log, timer } = this.#parts;
    // A directory that cannot be had is the database's to report: it never keeps the daemon from answering.
    await mkdir(directory, { recursive: true, mode: 0o700 }).catch(() => undefined);
    for (const database of this.#all) {
      database.onNotice((notice) => logNotice(log, database.file, notice));
      const opened = database.start();
      if (database === this.#lost) this.#dropsOpened = opened;
    }
    this.#stopPurging = timer.every(PURGE_EVERY_MS, () => void this.#purge());
    void this.#purge();
  }

  /** Gives the number of entries that could not be written. */
  async stop(): Promise<number> {
    this.#stopPurging?.();
    const left = await Promise.all(this.#all.map((database) => database.stop(STOP_MS)));
    return left.reduce((sum, each) => sum + each, 0);
  }

  get #all(): readonly Database[] {
    return [this.#calls, this.#past, this.#lost, this.#agreed];
  }

  async #purge(): Promise<void> {
    const { clock, keepDays, log } = this.#parts;
    const before = (days: number): number => clock.now() - days * DAY_MS;
    const calls = await this.records.purge(before(keepDays.calls));
    if (calls.outcome === 'ok' && calls.value > 0) log.info('records-purged', { recordCount: calls.value });
    const history = await this.history.purge(before(keepDays.history));
    if (history.outcome === 'ok' && history.value > 0) log.info('history-purged', { recordCount: history.value });
    const drops = await this.drops.purge(before(keepDays.drops));
    if (drops.outcome === 'ok' && drops.value > 0) log.info('drops-purged', { recordCount: drops.value });
    const contacts = await this.contacts.purge(clock.now());
    if (contacts.outcome === 'ok' && contacts.value > 0) log.info('contacts-purged', { planCount: contacts.value });
  }
}
