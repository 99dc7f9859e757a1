import type { CallBackTry, TryEnd } from '../../call/call-back-try.ts';
import type { LegId } from '../../call/call-event.ts';
import type { ContactPlan, PlanRef, Recorded, SealedNumber } from '../../call/contact-plan.ts';
import type { DropProtocol } from '../../call/notice.ts';
import { safeWindow, safeWindowText } from '../../call/safe-window.ts';
import type { Token } from '../../call/token.ts';
import type { ContactStore } from '../../ports/contact-store.ts';
import type { StoreAnswer } from '../../ports/stores.ts';
import type { Write } from './backlog.ts';
import type { Row, SqlValue } from './connection.ts';
import type { Database } from './database.ts';

const COLUMNS =
  'ref, contact, call, protocol, agreed_at, agreed_by, consent_at, consent_by, windows, expires_at, sealed';
const PUT = `INSERT INTO contact_plan (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const DROP_OF_CALL = 'DELETE FROM contact_plan WHERE call = ?';
const DROP_STANDING = 'DELETE FROM contact_plan WHERE contact = ? AND call IS NULL';
const OF = `SELECT ${COLUMNS} FROM contact_plan WHERE expires_at > ? AND (call = ? OR (contact = ? AND call IS NULL))`;
const ALL = `SELECT ${COLUMNS} FROM contact_plan WHERE expires_at > ? ORDER BY agreed_at DESC, id DESC LIMIT 10000`;
const OF_CONTACT = `SELECT ${COLUMNS} FROM contact_plan WHERE expires_at > ? AND contact = ? ORDER BY agreed_at DESC, id DESC`;
const FORGET = 'DELETE FROM contact_plan WHERE ref = ?';
const FORGET_CONTACT = 'DELETE FROM contact_plan WHERE contact = ?';
const ENDING = 'UPDATE contact_plan SET expires_at = ? WHERE call = ? AND expires_at > ?';
const EXPIRED = 'DELETE FROM contact_plan WHERE expires_at <= ?';
const NEXT = 'SELECT min(expires_at) AS next FROM contact_plan';
// A retry after a commit whose answer was lost must not fail on what it wrote itself.
const TRIED =
  'INSERT INTO call_back (call, tried_at, ended) VALUES (?, ?, NULL) ON CONFLICT (call, tried_at) DO NOTHING';
const ENDED = `INSERT INTO call_back (call, tried_at, ended) VALUES (?, ?, ?)
  ON CONFLICT (call, tried_at) DO UPDATE SET ended = excluded.ended`;
const TRIES = 'SELECT call, tried_at, ended FROM call_back WHERE call = ? ORDER BY tried_at, id';
const OLD_TRIES = 'DELETE FROM call_back WHERE tried_at < ?';
const DAY_MS = 86_400_000;
const BETWEEN_WINDOWS = ';';

type Read = (sql: string, params: readonly SqlValue[]) => Promise<StoreAnswer<readonly Row[]>>;

/** What a plan is in the database, in place of what it replaces. The last write is the plan itself. */
export function planWrites(plan: ContactPlan, now: number): readonly Write[] {
  const { ref, contact, call, protocol, agreed, consent, windows, expiresAt, sealed } = plan;
  const dropped = call === null ? { sql: DROP_STANDING, params: [contact] } : { sql: DROP_OF_CALL, params: [call] };
  const params: SqlValue[] = [
    ref,
    contact,
    call,
    protocol,
    agreed.at,
    agreed.by,
    consent?.at ?? null,
    consent?.by ?? null,
    windows.map(safeWindowText).join(BETWEEN_WINDOWS),
    expiresAt,
    sealed === null ? null : Buffer.from(sealed),
  ];
  return [
    { ...dropped, erasesBefore: now },
    { sql: PUT, params },
  ];
}

/** Forgets every plan of a contact. */
export function forgetContactWrite(contact: Token, now: number): Write {
  return { sql: FORGET_CONTACT, params: [contact], erasesBefore: now };
}

/** Forgets one plan. */
export function forgetPlanWrite(ref: PlanRef, now: number): Write {
  return { sql: FORGET, params: [ref], erasesBefore: now };
}

/** Every plan that has not expired, the newest first. */
export async function plansIn(read: Read, now: number): Promise<StoreAnswer<readonly ContactPlan[]>> {
  return plansOf(await read(ALL, [now]));
}

/** Every plan of a contact that has not expired, the newest first. */
export async function plansOfContact(
  read: Read,
  contact: Token,
  now: number,
): Promise<StoreAnswer<readonly ContactPlan[]>> {
  return plansOf(await read(OF_CONTACT, [now, contact]));
}

/** Contact plans in SQLite. The schema (`migrations/contact-plan.ts`) refuses every value that is not of the shape the port promises. */
export class SqliteContactStore implements ContactStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async keep(plan: ContactPlan, now: number): Promise<StoreAnswer<null>> {
    const [dropped, put] = planWrites(plan, now);
    if (dropped !== undefined) this.#database.write(dropped);
    return done(await this.#written(put));
  }

  async of(contact: Token | null, call: LegId, now: number): Promise<StoreAnswer<readonly ContactPlan[]>> {
    return plansOf(await this.#database.read(OF, [now, call, contact]));
  }

  ending(call: LegId, expiresAt: number): void {
    this.#database.write({ sql: ENDING, params: [expiresAt, call, expiresAt] });
  }

  async forget(ref: PlanRef, now: number): Promise<StoreAnswer<number>> {
    return await this.#written(forgetPlanWrite(ref, now));
  }

  async tried(call: LegId, at: number): Promise<StoreAnswer<null>> {
    return done(await this.#written({ sql: TRIED, params: [call, at] }));
  }

  ended({ call, at, end }: CallBackTry): void {
    this.#database.write({ sql: ENDED, params: [call, at, end] });
  }

  async tries(call: LegId): Promise<StoreAnswer<readonly CallBackTry[]>> {
    const answer = await this.#database.read(TRIES, [call]);
    if (answer.outcome !== 'ok') return answer;
    const tryOf = (row: Row) => ({ call, at: row['tried_at'] as number, end: row['ended'] as TryEnd | null });
    return { outcome: 'ok', value: answer.value.map(tryOf) };
  }

  async nextExpiry(): Promise<StoreAnswer<number | null>> {
    const answer = await this.#database.read(NEXT, []);
    if (answer.outcome !== 'ok') return answer;
    const next = answer.value[0]?.['next'];
    return { outcome: 'ok', value: typeof next === 'number' ? next : null };
  }

  async purge(now: number): Promise<StoreAnswer<number>> {
    this.#database.write({ sql: OLD_TRIES, params: [now - DAY_MS] });
    return await this.#written({ sql: EXPIRED, params: [now], erasesBefore: now });
  }

  #written(write: Write | undefined): Promise<StoreAnswer<number>> {
    return new Promise((settled) => {
      if (write === undefined) settled({ outcome: 'unknown', why: 'STORAGE_RECORD_REFUSED' });
      else this.#database.write({ ...write, settled });
    });
  }
}

function done(answer: StoreAnswer<unknown>): StoreAnswer<null> {
  return answer.outcome === 'ok' ? { outcome: 'ok', value: null } : answer;
}

function plansOf(answer: StoreAnswer<readonly Row[]>): StoreAnswer<readonly ContactPlan[]> {
  return answer.outcome === 'ok' ? { outcome: 'ok', value: answer.value.flatMap(planOf) } : answer;
}

function recorded(at: SqlValue | undefined, by: SqlValue | undefined): Recorded | null {
  return typeof at === 'number' && typeof by === 'string' ? { at, by } : null;
}

/** Every column was constrained when it was written and is read back as it is. A plan whose windows cannot be read is no plan: nothing is guessed. */
function planOf(row: Row): readonly ContactPlan[] {
  const agreed = recorded(row['agreed_at'], row['agreed_by']);
  const texts = String(row['windows']).split(BETWEEN_WINDOWS);
  const windows = texts.filter((text) => text !== '').map(safeWindow);
  const read = windows.flatMap((each) => each ?? []);
  if (agreed === null || read.length !== windows.length) return [];
  return [
    {
      ref: row['ref'] as PlanRef,
      contact: row['contact'] as Token | null,
      call: row['call'] as LegId | null,
      protocol: row['protocol'] as DropProtocol,
      agreed,
      consent: recorded(row['consent_at'], row['consent_by']),
      windows: read,
      expiresAt: row['expires_at'] as number,
      sealed: row['sealed'] as SealedNumber | null,
    },
  ];
}
