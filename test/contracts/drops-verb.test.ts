import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/adapters/sqlite/database.ts';
import { SqliteDropStore } from '../../src/adapters/sqlite/drop-store.ts';
import { DROPS } from '../../src/adapters/sqlite/schema.ts';
import type { EndedCall } from '../../src/call/ended-call.ts';
import { House } from '../unit/cli/house.ts';
import { withheld } from '../unit/cli/product-process.ts';
import { endedCall, legOf, verdictOf } from './drop-calls.ts';

let house: House;
let database: Database;

/** Ended some seconds ago, after a minute and five seconds. */
function recent(nth: number, of: Parameters<typeof endedCall>[1], other: Partial<EndedCall> = {}): EndedCall {
  const endedAt = Date.now() - 1_000 * nth;
  return endedCall(nth, of, { answeredAt: endedAt - 65_000, endedAt, decidedAt: endedAt + 250, ...other });
}

beforeEach(async () => {
  house = new House();
  database = new Database({ directory: house.storage, schema: DROPS, clock: { now: () => Date.now() } });
  await database.start();
});

afterEach(async () => {
  await database.stop();
  house.remove();
});

const drops = async (...words: readonly string[]) => await withheld(['drops', ...words, '-c', house.configPath]);

async function told(...calls: readonly EndedCall[]): Promise<void> {
  const store = new SqliteDropStore(database);
  for (const each of calls) store.ended(each);
  await database.flush(5_000);
}

describe('withheld drops', { timeout: 60_000 }, () => {
  it('lists the newest first, counts by class and tells how the trunks do, beside the daemon and without a PBX', async () => {
    await told(recent(9, 'worker-ended'), recent(3, 'mass-drop', { incident: legOf(3) }));
    const { code, stdout, stderr } = await drops();

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const [title, , first, second] = stdout.split('\n');
    expect(title).toBe('calls that ended');
    expect(first).toMatch(/1795428000\.3 .*mass-drop +survivor-side +0\.95 +t1 in +1 min 5 s +1795428000\.3$/);
    expect(second).toMatch(/1795428000\.9 .*worker-ended/);
    expect(stdout).toMatch(/^ {2}worker-ended +1 +our phone ended it$/m);
    expect(stdout).toMatch(/^ {2}t1 in +2 +100\.0 % +100\.0 % +0\.0 % +50\.0 % +65\.0 s \(65\.0 s\) +-$/m);
    expect(stdout).toContain('ISA   calls that the network failed');
  });

  it('ends with 0 when nothing was lost, and looks no further back than asked', async () => {
    await told(recent(2, 'survivor-ended'), recent(7_200, 'network-drop'));

    const runs = [drops('--since', '1h'), drops('--since', '3h'), drops('--since', '3h', '--trunk', 't2')];
    expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([0, 1, 0]);
  });

  it('gives the same as JSON, times in ISO 8601', async () => {
    await told(recent(2, 'setup-failed', { answeredAt: null, verdict: verdictOf('setup-failed', { detail: 'busy' }) }));
    const { code, stdout } = await drops('--json');
    const { drops: listed, classes, health } = JSON.parse(stdout);

    expect(code).toBe(0);
    expect(listed).toMatchObject([{ call: legOf(2), class: 'setup-failed', detail: 'busy', answeredAt: null }]);
    expect(new Date(listed[0].endedAt).toISOString()).toBe(listed[0].endedAt);
    expect(classes).toEqual([{ class: 'setup-failed', trunk: 't1', calls: 1 }]);
    expect(health).toMatchObject([{ trunk: 't1', requests: 1, ser: 0, seer: 1, scr: 0 }]);
  });

  it('shows what a verdict rests on, and says when there is no such call', async () => {
    await told(recent(2, 'network-drop'));
    const shown = await drops('show', legOf(2));

    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain('network-drop: the line was lost');
    expect(shown.stdout).toContain('no RTP until the PBX gave up');
    expect(JSON.parse((await drops('show', legOf(2), '--json')).stdout).evidence).toHaveLength(2);
    expect(await drops('show', '1795428000.99')).toMatchObject({ code: 2, stdout: '' });
  });

  it('says that there is none yet, and what cannot be asked', async () => {
    await database.stop();
    const elsewhere = new House();
    const none = await withheld(['drops', '-c', elsewhere.configPath]);
    elsewhere.remove();

    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toMatch(/^error: .*\nhint: /);
    const asked = await Promise.all([drops('--since', 'yesterday'), drops('--trunk', 't9')]);
    expect(asked.map(({ code }) => code)).toEqual([2, 2]);
  });
});
