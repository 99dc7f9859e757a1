import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenKey, loadTokenKey } from '../../src/adapters/sealing/token-key.ts';
import { SqliteContactStore } from '../../src/adapters/sqlite/contact-store.ts';
import { Database } from '../../src/adapters/sqlite/database.ts';
import { CONTACTS } from '../../src/adapters/sqlite/schema.ts';
import type { LegId } from '../../src/call/call-event.ts';
import { PhoneNumber } from '../../src/call/phone-number.ts';
import { Failure } from '../../src/failure.ts';
import { House } from '../unit/cli/house.ts';
import { withheld } from '../unit/cli/product-process.ts';

const NUMBER = '0491 570 006';
const E164 = '+61491570006';
/** As the number stands in any form of it; a plan's reference may hold digits of its own. */
const DIGITS = '491570006';
const CALL = '1800000000.1' as LegId;
const AGENCY = ['--protocol', 'agency-calls-back', '--consent', '--window', 'mon-fri 09:00-17:00'];

describe('withheld contact', { timeout: 60_000 }, () => {
  const house = new House();
  let database: Database;
  let store: SqliteContactStore;

  /** The daemon's own database is open all the while. */
  beforeAll(async () => {
    house.makeStorage();
    const key = await createTokenKey(house.tokenKey);
    if (key instanceof Failure) throw key;
    database = new Database({ directory: house.storage, schema: CONTACTS, clock: { now: () => Date.now() } });
    await database.start();
    store = new SqliteContactStore(database);
  });
  afterAll(async () => {
    await database.stop();
    house.remove();
  });

  const contact = (words: readonly string[], input = '') =>
    withheld(['contact', ...words, '--config', house.configPath], input);
  async function plansOf(text = E164) {
    const key = await loadTokenKey(house.tokenKey);
    const number = PhoneNumber.fromE164(text);
    if (key instanceof Failure || number === null) throw new Error('no key');
    const found = await store.of(key.tokenOf(number, 'contact'), CALL, Date.now());
    if (found.outcome !== 'ok') throw new Error(found.why);
    return { key, plans: found.value };
  }
  // By another process: closing a descriptor of the database here would drop the locks of the connection above.
  const files = () =>
    readdirSync(house.storage).map((name) => execFileSync('cat', [join(house.storage, name)]).toString('latin1'));

  it('writes a plan down beside the running daemon: it sees it at once, and can call the number back', async () => {
    const { code, stdout, stderr } = await contact(
      ['set', ...AGENCY, '--by', 'Ruth', '--expires', '30d', '--json'],
      NUMBER,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      plans: [{ protocol: 'agency-calls-back', consent: { by: 'Ruth' }, numberKept: true, holds: 'until-it-expires' }],
    });
    expect(stdout).not.toContain(DIGITS);

    const { key, plans } = await plansOf();
    const [plan] = plans;
    if (plan?.sealed == null || plan.contact === null) throw new Error('no number');
    expect(key.sealer().open(plan.sealed, { contact: plan.contact, plan: plan.ref })?.reveal()).toBe(E164);
    expect(plan.expiresAt - Date.now()).toBeGreaterThan(29 * 86_400_000);
    for (const bytes of files()) expect(bytes).not.toContain(DIGITS);
  });

  it('shows it to whoever has the number, and lists it without', async () => {
    const shown = await contact(['show'], `${E164}\n`);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/agency-calls-back +standing +by Ruth .* number kept, sealed .* 09:00-17:00/);
    const stranger = await contact(['show'], '0491570156');
    expect(stranger).toMatchObject({ code: 1, stdout: 'nothing is agreed with this contact\n' });
    const listed = await contact(['list', '--json']);
    expect((JSON.parse(listed.stdout) as { plans: unknown[] }).plans).toHaveLength(1);
    expect(listed.stdout).not.toContain(DIGITS);
  });

  it('takes the place of what stood before; where nobody calls back, no number is kept', async () => {
    const { code } = await contact(['set', '--protocol', 'survivor-calls-back', '--by', 'Ruth'], NUMBER);
    expect(code).toBe(0);
    expect((await plansOf()).plans).toEqual([
      expect.objectContaining({ protocol: 'survivor-calls-back', sealed: null }),
    ]);
  });

  it('forgets by number, and by the name of a plan', async () => {
    expect(await contact(['forget'], NUMBER)).toMatchObject({ code: 0 });
    expect((await plansOf()).plans).toEqual([]);
    const made = await contact(['set', ...AGENCY, '--by', 'Ruth', '--json'], NUMBER);
    const [plan] = (JSON.parse(made.stdout) as { plans: { plan: string }[] }).plans;
    expect(await contact(['forget', '--plan', plan?.plan ?? ''])).toMatchObject({ code: 0 });
    expect((await plansOf()).plans).toEqual([]);
    for (const bytes of files()) expect(bytes).not.toContain(plan?.plan);
  });

  it.each([
    [
      'a number on the command line',
      ['set', ...AGENCY, '--by', 'Ruth', '0491570006'],
      '',
      'a number never goes on the command line',
    ],
    ['a number behind show', ['show', E164], '', 'a number never goes on the command line'],
    ['no number at all', ['set', ...AGENCY, '--by', 'Ruth'], '', 'no telephone number'],
    ['an emergency number', ['set', ...AGENCY, '--by', 'Ruth'], '000', 'no telephone number'],
    ['a service number', ['set', ...AGENCY, '--by', 'Ruth'], '131114x', 'no telephone number'],
    ['two numbers', ['show'], '0491570006\n0491570156', 'no telephone number'],
    ["the agency's own number", ['set', ...AGENCY, '--by', 'Ruth'], '+61255500147', "the agency's own numbers"],
    ['a protocol nobody knows', ['set', '--protocol', 'maybe', '--by', 'Ruth'], NUMBER, '--protocol is one of'],
    [
      'a call-back without consent',
      ['set', ...AGENCY.filter((word) => word !== '--consent'), '--by', 'Ruth'],
      NUMBER,
      'needs --consent',
    ],
    [
      'a call-back without a window',
      ['set', ...AGENCY.slice(0, 3), '--by', 'Ruth'],
      NUMBER,
      'needs at least one --window',
    ],
    ['a window nobody can read', ['set', ...AGENCY, '--window', 'always', '--by', 'Ruth'], NUMBER, '--window takes'],
    ['a number as who writes it down', ['set', ...AGENCY, '--by', '0491570006'], NUMBER, '--by takes'],
    ['a time of two years', ['set', ...AGENCY, '--by', 'Ruth', '--expires', '730d'], NUMBER, '--expires takes'],
    ['nobody who writes it down', ['set', ...AGENCY], NUMBER, "required option '--by <name>'"],
  ])('refuses %s in one line, repeats no digit of it, and writes nothing', async (_what, words, input, says) => {
    const { code, stdout, stderr } = await contact(words, input);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/^error: .*\nhint: .*\n$/);
    expect(stderr).not.toMatch(/[0-9]{6}/);
    expect((await plansOf()).plans).toEqual([]);
  });

  it('says so where there is no key, or no database, yet', async () => {
    const empty = new House();
    const at = (words: readonly string[]) => withheld(['contact', ...words, '--config', empty.configPath], NUMBER);
    expect((await at(['list'])).stderr).toContain('there is no token key');
    const key = await createTokenKey(empty.tokenKey);
    expect(key).not.toBeInstanceOf(Failure);
    empty.makeStorage();
    expect((await at(['list'])).stderr).toContain('there is no database yet');
    empty.remove();
  });
});
