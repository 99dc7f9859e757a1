import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TokenKey } from '../../src/adapters/sealing/token-key.ts';
import {
  forgetContactWrite,
  plansIn,
  plansOfContact,
  planWrites,
  SqliteContactStore,
} from '../../src/adapters/sqlite/contact-store.ts';
import { DatabaseGuest } from '../../src/adapters/sqlite/guest.ts';
import { CONTACTS } from '../../src/adapters/sqlite/schema.ts';
import type { LegId } from '../../src/call/call-event.ts';
import type { ContactPlan, PlanRef, SealedNumber } from '../../src/call/contact-plan.ts';
import { PhoneNumber } from '../../src/call/phone-number.ts';
import { safeWindow } from '../../src/call/safe-window.ts';
import type { StoreAnswer } from '../../src/ports/stores.ts';
import { temporaryPath } from './store-directory.ts';
import { NOW, openStorage } from './store-records.ts';

const key = new TokenKey(Uint8Array.from({ length: 32 }, (_, at) => at * 7));
const CALL = '1795428000.12' as LegId;
const HOUR = 3_600_000;

const numberOf = (nth: number) => {
  const number = PhoneNumber.fromE164(`+6141${String(2_000_000 + nth)}`);
  if (number === null) throw new Error('no number');
  return number;
};

/** A plan of the nth contact that keeps its number, for one call or standing. */
function planOf(nth: number, other: Partial<ContactPlan> = {}): ContactPlan {
  const ref = randomUUID() as PlanRef;
  const contact = key.tokenOf(numberOf(nth), 'contact');
  return {
    ref,
    contact,
    call: null,
    protocol: 'agency-calls-back',
    agreed: { by: '101', at: NOW },
    consent: { by: '101', at: NOW },
    windows: ['mon-fri 09:00-17:00', 'sat 22:00-02:00'].flatMap((text) => safeWindow(text) ?? []),
    expiresAt: NOW + HOUR,
    sealed: key.sealer().seal(numberOf(nth), { contact, plan: ref }),
    ...other,
  };
}

async function opened(path = join(dirname(temporaryPath()), CONTACTS.file)) {
  const storage = await openStorage(path, { schema: CONTACTS });
  return { ...storage, path, contacts: new SqliteContactStore(storage.database) };
}

const ok = <T>(answer: StoreAnswer<T>): T => {
  if (answer.outcome !== 'ok') throw new Error(answer.why);
  return answer.value;
};

const bytesOf = (path: string) =>
  Buffer.concat(readdirSync(dirname(path)).map((name) => readFileSync(join(dirname(path), name))));
const holds = (path: string, plan: ContactPlan) => {
  const bytes = bytesOf(path);
  return bytes.includes(plan.ref) || (plan.sealed !== null && bytes.includes(Buffer.from(plan.sealed)));
};

describe('contact plans on the disk', () => {
  test('come back as they were made, over a restart: the plan of a call beside the standing one', async () => {
    const { contacts, database, path } = await opened();
    const standing = planOf(1);
    const ofCall = planOf(1, { call: CALL, windows: [], protocol: 'nobody-calls', consent: null, sealed: null });
    const strangers = planOf(2);
    for (const plan of [standing, ofCall, strangers]) ok(await contacts.keep(plan, NOW));
    await database.stop();

    const again = await opened(path);
    const found = ok(await again.contacts.of(standing.contact, CALL, NOW));
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([standing, ofCall]));
    expect(ok(await again.contacts.of(null, CALL, NOW))).toEqual([ofCall]);
    expect(ok(await again.contacts.of(standing.contact, CALL, NOW + HOUR))).toEqual([]);
    await again.database.stop();
  });

  test('open only for their own row', async () => {
    const { contacts, database } = await opened();
    const plan = planOf(1, { call: CALL });
    ok(await contacts.keep(plan, NOW));
    const [found] = ok(await contacts.of(null, CALL, NOW));
    if (found?.sealed == null || found.contact === null) throw new Error('no number');
    expect(key.sealer().open(found.sealed, { contact: found.contact, plan: found.ref })?.equals(numberOf(1))).toBe(
      true,
    );
    await database.stop();
  });

  test('replace the plan of the same call and the standing plan of the same contact, and nothing else', async () => {
    const { contacts, database, path } = await opened();
    const [first, second] = [planOf(1), planOf(1, { protocol: 'survivor-calls-back', consent: null, sealed: null })];
    const [firstOfCall, secondOfCall] = [planOf(1, { call: CALL }), planOf(3, { call: CALL })];
    for (const plan of [first, firstOfCall, second, secondOfCall]) ok(await contacts.keep(plan, NOW));
    expect(ok(await contacts.of(first.contact, CALL, NOW))).toEqual(expect.arrayContaining([second, secondOfCall]));
    expect(ok(await contacts.of(first.contact, CALL, NOW))).toHaveLength(2);
    expect([first, firstOfCall].filter((plan) => holds(path, plan))).toEqual([]);
    await database.stop();
  });

  test('end sooner when their call does, never later', async () => {
    const { contacts, database } = await opened();
    ok(await contacts.keep(planOf(1, { call: CALL }), NOW));
    contacts.ending(CALL, NOW + HOUR / 2);
    contacts.ending(CALL, NOW + 2 * HOUR);
    await database.flush(5_000);
    expect(ok(await contacts.nextExpiry())).toBe(NOW + HOUR / 2);
    await database.stop();
  });

  test('[G7] while they stand, no number is in any file; after forgetting, expiry and purge no byte of them is', async () => {
    const { contacts, database, path } = await opened();
    const plans = Array.from({ length: 60 }, (_, nth) => planOf(nth, { expiresAt: NOW + HOUR + nth }));
    for (const plan of plans) ok(await contacts.keep(plan, NOW));
    expect(plans.every((plan) => holds(path, plan))).toBe(true);
    expect(bytesOf(path).toString('latin1')).not.toMatch(/412000[0-9]{3}/);

    const [forgotten, ...rest] = plans as [ContactPlan, ...ContactPlan[]];
    expect(ok(await contacts.forget(forgotten.ref, NOW))).toBe(1);
    expect(holds(path, forgotten)).toBe(false);
    expect(ok(await contacts.nextExpiry())).toBe(NOW + HOUR + 1);
    expect(ok(await contacts.purge(NOW + HOUR + 58))).toBe(58);
    expect(rest.filter((plan) => holds(path, plan))).toEqual([rest.at(-1)]);
    await database.stop();
    expect(bytesOf(path).toString('latin1')).not.toMatch(/412000[0-9]{3}/);
  });

  test('remember the tries to call back and how they ended', async () => {
    const { contacts, database } = await opened();
    ok(await contacts.tried(CALL, NOW));
    contacts.ended({ call: CALL, at: NOW, end: 'busy' });
    ok(await contacts.tried(CALL, NOW + 300_000));
    contacts.ended({ call: CALL, at: NOW + 400_000, end: 'returned' });
    await database.flush(5_000);
    expect(ok(await contacts.tries(CALL))).toEqual([
      { call: CALL, at: NOW, end: 'busy' },
      { call: CALL, at: NOW + 300_000, end: null },
      { call: CALL, at: NOW + 400_000, end: 'returned' },
    ]);
    ok(await contacts.purge(NOW + 86_400_000 + 350_000));
    expect(ok(await contacts.tries(CALL))).toHaveLength(1);
    await database.stop();
  });

  const number = '+61412345678';
  test.each<[string, Partial<ContactPlan>]>([
    ['a number as contact', { contact: number as never }],
    ['a number as call', { call: number as never }],
    ['a number as who wrote it down', { agreed: { by: number, at: NOW } }],
    ['digits of a number as who heard the consent', { consent: { by: '0412345678', at: NOW } }],
    ['a number as protocol', { protocol: number as never }],
    ['a number in clear where a sealed one belongs', { sealed: Buffer.from(number) as unknown as SealedNumber }],
    ['a sealed number without consent', { consent: null }],
    ['a sealed number where nobody calls', { protocol: 'nobody-calls' }],
    ['a sealed number of nobody', { contact: null, call: CALL }],
    ['neither contact nor call', { contact: null, sealed: null }],
  ])('[G7] are refused with %s', async (_what, part) => {
    const { contacts, database, path } = await opened();
    expect(await contacts.keep(planOf(1, part), NOW)).toMatchObject({ outcome: 'unknown' });
    expect(ok(await plansIn((sql, params) => database.read(sql, params), NOW))).toEqual([]);
    await database.stop();
    expect(bytesOf(path).toString('latin1')).not.toContain('412345678');
  });
});

describe('a guest of the contact plans', () => {
  test('makes and forgets plans beside the running daemon, which sees them at once; what it forgets is in no file any more', async () => {
    const { contacts, database, path } = await opened();
    const guest = new DatabaseGuest(dirname(path), CONTACTS);
    const read = (sql: string, params: Parameters<DatabaseGuest['read']>[1]) => guest.read(sql, params);
    const plan = planOf(1);
    expect(await guest.write(planWrites(plan, NOW))).toBeNull();
    expect(ok(await contacts.of(plan.contact, CALL, NOW))).toEqual([plan]);
    ok(await contacts.keep(planOf(1, { call: CALL }), NOW));
    if (plan.contact === null) throw new Error('no contact');
    expect(ok(await plansOfContact(read, plan.contact, NOW))).toHaveLength(2);

    expect(await guest.write([forgetContactWrite(plan.contact, NOW)])).toBeNull();
    expect(ok(await contacts.of(plan.contact, CALL, NOW))).toEqual([]);
    expect(holds(path, plan)).toBe(false);
    await database.stop();
  });

  test('does nothing where there is no database yet', async () => {
    const guest = new DatabaseGuest(dirname(temporaryPath()), CONTACTS);
    expect((await guest.write(planWrites(planOf(1), NOW)))?.code).toBe('STORAGE_NONE_YET');
  });
});
