import { join } from 'node:path';
import { Failure, type FailureCode } from '../../failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StoreAnswer } from '../../ports/stores.ts';
import { Backlog, presses, type Write } from './backlog.ts';
import type { Row, SqlValue } from './connection.ts';
import { DatabaseFile } from './database-file.ts';
import { failureOf, faultOf } from './fault.ts';
import type { RebuildReport } from './rebuild.ts';
import type { Schema } from './schema.ts';
import { closeSession, openSession, rebuildFromSession, type Session } from './session.ts';
import { writeBatch } from './write-batch.ts';

export interface DatabaseOptions {
  /** Where the file of the schema lies. */
  readonly directory: string;
  readonly schema: Schema;
  readonly clock: Clock;
  /** Entries kept while nothing can be written. Default 10 000 (a few megabytes). */
  readonly backlogLimit?: number;
  /** First and longest pause between attempts, milliseconds. Default 250 and 15 000, doubling. */
  readonly retryMs?: readonly [first: number, longest: number];
}

export interface DatabaseState {
  readonly condition: 'ready' | 'degraded' | 'stopped';
  /** Why it is degraded. */
  readonly code: FailureCode | null;
  /** Entries not on the disk yet. */
  readonly waiting: number;
  /** Entries given up because the backlog was full, since the start. */
  readonly dropped: number;
  /** Entries the schema refused, since the start. */
  readonly refused: number;
}

/** What the operator should hear of. Counts only, no data. */
export type StorageNotice =
  | { readonly kind: 'degraded'; readonly failure: Failure }
  | { readonly kind: 'recovered' }
  | { readonly kind: 'rebuilt'; readonly report: RebuildReport }
  | { readonly kind: 'refused'; readonly failure: Failure };

const BATCH = 100;
const SLOW_MS = 5_000;
const FLUSH_PAUSE_MS = 20;
/** What nobody waits for is written with what comes meanwhile: a transaction costs the same for one entry as for ten. */
const GATHER_MS = 50;

/**
 * SQLite storage that can never stop a call. Writes are queued and written in order by one loop, each batch in one durable transaction: at once what
 * presses, with all before it, else {@link GATHER_MS} later; reads have a connection of their own. A damaged, deleted or replaced file is set aside and
 * rebuilt, at the start and while running; a full or failing disk makes it `degraded`: writes wait in a bounded backlog and are tried again until they
 * are on the disk.
 * No method throws or rejects.
 */
export class Database {
  readonly #file: DatabaseFile;
  readonly #schema: Schema;
  readonly #clock: Clock;
  readonly #backlog: Backlog;
  readonly #retryMs: readonly [number, number];
  readonly #listeners = new Set<(notice: StorageNotice) => void>();
  #session: Session | null = null;
  #condition: DatabaseState['condition'] = 'stopped';
  #code: FailureCode | null = null;
  #refused = 0;
  #suspect = false;
  #accepting = false;
  #pause: number;
  #timer: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #flushes = 0;
  #loop: Promise<void> | null = null;

  constructor({ directory, schema, clock, backlogLimit = 10_000, retryMs = [250, 15_000] }: DatabaseOptions) {
    this.#file = new DatabaseFile(join(directory, schema.file));
    this.#schema = schema;
    this.#clock = clock;
    this.#backlog = new Backlog(backlogLimit);
    this.#retryMs = retryMs;
    this.#pause = retryMs[0];
  }

  /** Name of its file. */
  get file(): string {
    return this.#schema.file;
  }

  get state(): DatabaseState {
    const { size: waiting, dropped } = this.#backlog;
    return { condition: this.#condition, code: this.#code, waiting, dropped, refused: this.#refused };
  }

  /** A listener must not throw. Returns the way to stop listening. */
  onNotice(listener: (notice: StorageNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves after the first attempt to open, with the state it led to. When degraded, it goes on trying. */
  async start(): Promise<DatabaseState> {
    this.#accepting = true;
    await this.#kick();
    return this.state;
  }

  /** Queues a write. Before `start` and after `stop` it is answered `unknown` and forgotten. */
  write(write: Write): void {
    const { settled, ...kept } = write;
    if (!this.#accepting) settled?.({ outcome: 'unknown', why: 'STORAGE_STOPPED' });
    else if (this.#timer === undefined) {
      this.#backlog.add(write);
      if (presses(write) || this.#condition !== 'ready') void this.#kick();
      else this.#gather();
    } else {
      this.#backlog.add(kept);
      settled?.({ outcome: 'unknown', why: this.#code ?? 'STORAGE_UNUSABLE' });
    }
  }

  /** Asks the reading connection. */
  async read(sql: string, params: readonly SqlValue[]): Promise<StoreAnswer<readonly Row[]>> {
    const session = this.#session;
    if (session === null) return { outcome: 'unknown', why: this.#code ?? 'STORAGE_STOPPED' };
    try {
      return { outcome: 'ok', value: await session.reader.all(sql, params) };
    } catch (error) {
      const { code } = failureOf(error);
      if (code === 'STORAGE_DAMAGED') {
        this.#suspect = true;
        void this.#kick();
      }
      return { outcome: 'unknown', why: code };
    }
  }

  /** Resolves when nothing waits any more (`true`), or after `withinMs` (`false`). */
  async flush(withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    this.#flushes += 1;
    while (this.#backlog.size > 0 && performance.now() < deadline) {
      await within(this.#kick(), deadline - performance.now());
      if (this.#backlog.size > 0) await within(null, FLUSH_PAUSE_MS);
    }
    this.#flushes -= 1;
    return this.#backlog.size === 0;
  }

  /** Writes what waits and closes, each at most `withinMs` long. Gives the number of entries that could not be written. */
  async stop(withinMs = 2_000): Promise<number> {
    this.#accepting = false;
    await this.flush(withinMs);
    clearTimeout(this.#timer);
    clearTimeout(this.#gathering);
    this.#timer = undefined;
    this.#gathering = undefined;
    await within(this.#close(), withinMs);
    this.#condition = 'stopped';
    this.#code = null;
    return this.#backlog.size;
  }

  async #close(): Promise<void> {
    await this.#loop;
    const session = this.#session;
    this.#session = null;
    if (session !== null) await closeSession(session, this.#file);
  }

  /** Runs the loop unless it runs; one attempt at least. */
  #kick(): Promise<void> {
    this.#loop ??= this.#run().finally(() => {
      this.#loop = null;
      if (this.#condition !== 'ready') return;
      // What came in while the last attempt was ending.
      if (this.#suspect || this.#isUrgent()) void this.#kick();
      else if (this.#backlog.size > 0) this.#gather();
    });
    return this.#loop;
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => void this.#kick(), GATHER_MS);
  }

  /** What waits is not to be gathered any longer. */
  #isUrgent(): boolean {
    const { isPressing, size } = this.#backlog;
    return size >= BATCH || isPressing || (size > 0 && this.#flushes > 0);
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    clearTimeout(this.#gathering);
    this.#timer = undefined;
    this.#gathering = undefined;
    const slow = setTimeout(() => this.#degrade(new Failure('STORAGE_SLOW')), SLOW_MS);
    slow.unref();
    try {
      do {
        slow.refresh();
        await this.#attempt();
      } while (this.#isUrgent());
      this.#succeed();
    } catch (error) {
      this.#backlog.putBack();
      this.#degrade(failureOf(error));
      this.#retryLater();
    } finally {
      clearTimeout(slow);
    }
  }

  async #attempt(): Promise<void> {
    const session = await this.#soundSession();
    const batch = this.#backlog.take(BATCH);
    if (batch.length === 0) return;
    try {
      const outcome = await writeBatch(session.writer, batch, (before) => this.#file.removeSetAside(before));
      this.#backlog.done();
      for (const [at, answer] of outcome.entries()) this.#settle(batch[at], answer);
    } catch (error) {
      await this.#afterFailedWrite(error, session);
      throw error;
    }
  }

  #settle(write: Write | undefined, answer: StoreAnswer<number>): void {
    write?.settled?.(answer);
    if (answer.outcome === 'ok') return;
    this.#refused += 1;
    this.#tell({ kind: 'refused', failure: new Failure('STORAGE_RECORD_REFUSED') });
  }

  async #soundSession(): Promise<Session> {
    if (this.#session !== null && (this.#suspect || !(await this.#file.isIntact()))) {
      const report = await rebuildFromSession(this.#session, this.#file, this.#schema, this.#clock.now());
      this.#session = null;
      this.#suspect = false;
      if (report !== null) this.#tell({ kind: 'rebuilt', report });
    }
    if (this.#session !== null) return this.#session;
    const opened = await openSession(this.#file, this.#schema, this.#clock.now());
    if (opened instanceof Failure) throw opened;
    this.#session = opened.session;
    if (opened.report !== null) this.#tell({ kind: 'rebuilt', report: opened.report });
    return opened.session;
  }

  async #afterFailedWrite(error: unknown, session: Session): Promise<void> {
    const fault = faultOf(error);
    if (fault === 'damaged') this.#suspect = true;
    // What is in the log may make room when it is brought into the file.
    if (fault === 'full') await session.writer.all('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined);
    if (fault === 'full' || fault === 'damaged' || fault === 'busy') return;
    // A connection in a state nobody knows is not used again.
    this.#session = null;
    await closeSession(session, this.#file);
  }

  #succeed(): void {
    this.#pause = this.#retryMs[0];
    const before = this.#condition;
    this.#condition = 'ready';
    this.#code = null;
    if (before === 'degraded') this.#tell({ kind: 'recovered' });
  }

  #degrade(failure: Failure): void {
    const isNew = this.#condition !== 'degraded' || this.#code !== failure.code;
    this.#condition = 'degraded';
    this.#code = failure.code;
    this.#backlog.answerUnknown(failure.code);
    if (isNew) this.#tell({ kind: 'degraded', failure });
  }

  #retryLater(): void {
    if (!this.#accepting) return;
    this.#timer = setTimeout(() => void this.#kick(), this.#pause);
    this.#timer.unref();
    this.#pause = Math.min(this.#pause * 2, this.#retryMs[1]);
  }

  #tell(notice: StorageNotice): void {
    for (const listener of this.#listeners) listener(notice);
  }
}

/** Waits for `work`, but not longer than `ms`; with `null`, just so long. */
async function within(work: Promise<unknown> | null, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms));
  });
  await Promise.race(work === null ? [late] : [work, late]);
  clearTimeout(timer);
}
