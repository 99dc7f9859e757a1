import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTokenKey } from '../../../src/adapters/sealing/token-key.ts';
import { Connection } from '../../../src/adapters/sqlite/connection.ts';
import { Database } from '../../../src/adapters/sqlite/database.ts';
import { CALLS, CONTACTS, DROPS, HISTORY, RETURNS } from '../../../src/adapters/sqlite/schema.ts';
import {
  consolePortCheck,
  databaseCheck,
  storageDirectoryCheck,
  tokenKeyCheck,
} from '../../../src/cli/doctor/machine-checks.ts';
import { House } from './house.ts';

let house: House;

beforeEach(() => {
  house = new House();
});

afterEach(() => house.remove());

async function database(): Promise<string> {
  const path = join(house.storage, 'withheld.db');
  const made = new Database({ directory: house.storage, schema: CALLS, clock: { now: () => Date.now() } });
  await made.start();
  await made.stop();
  return path;
}

describe('what the doctor sees on this machine', () => {
  it('takes a missing token key for a warning, an exposed one for a failure', async () => {
    expect(await tokenKeyCheck(house.tokenKey)).toMatchObject({ state: 'warning', code: 'TOKEN_KEY_MISSING' });

    await createTokenKey(house.tokenKey);
    expect(await tokenKeyCheck(house.tokenKey)).toMatchObject({ state: 'ok' });

    chmodSync(house.tokenKey, 0o644);
    expect(await tokenKeyCheck(house.tokenKey)).toMatchObject({ state: 'failed', code: 'TOKEN_KEY_EXPOSED' });
  });

  it('finds a storage directory that others may enter', async () => {
    expect(await storageDirectoryCheck(house.storage)).toMatchObject({ state: 'ok' });

    house.makeStorage();
    expect(await storageDirectoryCheck(house.storage)).toMatchObject({ state: 'ok' });

    chmodSync(house.storage, 0o750);
    expect(await storageDirectoryCheck(house.storage)).toMatchObject({ state: 'failed', code: 'STORAGE_EXPOSED' });
  });

  it('opens a sound database and changes nothing in a damaged one', async () => {
    house.makeStorage();
    expect(await databaseCheck(house.storage, 'calls')).toMatchObject({ state: 'ok' });

    const path = await database();
    expect(await databaseCheck(house.storage, 'calls')).toMatchObject({ state: 'ok' });

    writeFileSync(path, 'not a database at all, but long enough to be looked at as one. '.repeat(40));
    expect(await databaseCheck(house.storage, 'calls')).toMatchObject({ state: 'failed', code: 'STORAGE_DAMAGED' });
  });

  it.each([
    ['history', HISTORY],
    ['returns', RETURNS],
    ['drops', DROPS],
    ['contacts', CONTACTS],
  ] as const)('looks at the database of the %s as well', async (of, { file }) => {
    house.makeStorage();
    expect(await databaseCheck(house.storage, of)).toMatchObject({ state: 'ok' });
    writeFileSync(join(house.storage, file), 'not a database at all, but long enough to be looked at. '.repeat(40));
    expect(await databaseCheck(house.storage, of)).toMatchObject({ state: 'failed', code: 'STORAGE_DAMAGED' });
  });

  it('names a database of a newer version', async () => {
    house.makeStorage();
    const connection = await Connection.open(await database(), 'write');
    const next = Number(await connection.value('SELECT max(version) FROM schema_version')) + 1;
    await connection.run('INSERT INTO schema_version (version, applied_at) VALUES (?, ?)', [next, 1]);
    await connection.close();

    expect(await databaseCheck(house.storage, 'calls')).toMatchObject({ state: 'failed', code: 'STORAGE_NEWER' });
  });

  it('tells a free console port from one that another program has', async () => {
    const other = createServer((_, response) => response.end('something else'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;

    expect(await consolePortCheck({ host: '127.0.0.1', port })).toMatchObject({
      state: 'failed',
      code: 'CONSOLE_PORT_TAKEN',
    });

    await new Promise((resolve) => other.close(resolve));
    expect(await consolePortCheck({ host: '127.0.0.1', port })).toMatchObject({ state: 'ok' });
  });
});
