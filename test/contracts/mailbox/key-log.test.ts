import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DatabaseGuest } from '../../../src/adapters/sqlite/guest.ts';
import { OWNERS } from '../../../src/adapters/sqlite/schema.ts';
import { ownerAt } from './site.ts';
import { aSiteForEach, site } from './site-of-each.ts';

aSiteForEach();

describe('the log of keys', () => {
  it('only grows', async () => {
    await ownerAt(site, '101');
    const log = await site.owners.keyLog();
    const [change] = log.outcome === 'ok' ? log.value : [];
    if (change === undefined) throw new Error('empty');
    const other = site.owners.changeKey({ ...change, signature: 'A'.repeat(86) }, null);
    expect(await other).toMatchObject({ outcome: 'unknown' });
    expect(await site.owners.owners()).toMatchObject({ value: [{ box: '101' }] });
    const guest = new DatabaseGuest(site.directory, OWNERS);
    for (const sql of ['DELETE FROM key_change', 'UPDATE key_change SET day = 0'])
      expect(await guest.write([{ sql, params: [] }])).toMatchObject({ code: 'STORAGE_RECORD_REFUSED' });
    await pause(10);
    expect(await site.owners.keyLog()).toEqual(log);
  });

  it('and the owners outlive damage to their database', async () => {
    await ownerAt(site, '101');
    const [log, owners] = [await site.owners.keyLog(), await site.owners.owners()];
    await site.down(false);
    const file = join(site.directory, OWNERS.file);
    writeFileSync(file, Buffer.concat([Buffer.alloc(16, 'x'), readFileSync(file).subarray(16)]));

    await site.up();

    expect(await site.owners.keyLog()).toEqual(log);
    expect(await site.owners.owners()).toEqual(owners);
    expect(readdirSync(site.directory).filter((name) => name.includes('.damaged-'))).not.toEqual([]);
  });
});
