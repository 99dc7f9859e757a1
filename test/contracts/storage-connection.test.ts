import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Connection, type SqlValue } from '../../src/adapters/sqlite/connection.ts';
import { BindError, faultOf } from '../../src/adapters/sqlite/fault.ts';
import { temporaryPath } from './store-directory.ts';

describe('a connection', () => {
  let connection: Connection;

  beforeEach(async () => {
    const path = temporaryPath();
    writeFileSync(path, '');
    connection = await Connection.open(path, 'write');
    await connection.run('CREATE TABLE t (a, b)');
  });
  afterEach(() => connection.close().catch(() => undefined));

  test.each<[string, unknown[]]>([
    ['undefined', [1, undefined]],
    ['a bigint', [1, 1n]],
    ['an object', [1, {}]],
    ['a date', [1, new Date()]],
    ['an array', [1, []]],
    ['true', [1, true]],
    ['NaN', [1, Number.NaN]],
    ['infinity', [1, Number.POSITIVE_INFINITY]],
    ['an unsafe integer', [1, 2 ** 53]],
    ['too few values', [1]],
    ['too many values', [1, 2, 3]],
  ])('refuses to bind %s instead of storing something else', async (_what, params) => {
    await expect(connection.run('INSERT INTO t VALUES (?, ?)', params as SqlValue[])).rejects.toThrow(BindError);
    expect(await connection.value('SELECT count(*) FROM t')).toBe(0);
  });

  test('gives back text, numbers, null and bytes as they were bound; a ? in a quoted text or a comment is no placeholder', async () => {
    const bytes = Buffer.from([0, 255]);
    await connection.run("INSERT INTO t VALUES (?, ?), (?, ?), ('?', 'it''s ?') -- ?", [
      'a\u0000b"\n',
      -1.5,
      null,
      bytes,
    ]);
    expect(await connection.all('SELECT a, b FROM t')).toEqual([
      { a: 'a\u0000b"\n', b: -1.5 },
      { a: null, b: bytes },
      { a: '?', b: "it's ?" },
    ]);
  });

  test('an error of a statement rejects its promise and nothing else', async () => {
    await expect(connection.run('INSERT INTO missing VALUES (?)', [1])).rejects.toThrow();
    await expect(connection.all('nonsense')).rejects.toThrow();
    await connection.close();
    await expect(connection.all('SELECT 1')).rejects.toThrow();
  });

  test.each([
    [Object.assign(new Error('x'), { code: 'SQLITE_CORRUPT' }), 'damaged'],
    [Object.assign(new Error('SQLITE_ERROR: no such table: call_record'), { code: 'SQLITE_ERROR' }), 'damaged'],
    [Object.assign(new Error('x'), { code: 'SQLITE_FULL' }), 'full'],
    [Object.assign(new Error('x'), { code: 'ENOSPC' }), 'full'],
    [Object.assign(new Error('x'), { code: 'SQLITE_BUSY' }), 'busy'],
    [Object.assign(new Error('x'), { code: 'SQLITE_CONSTRAINT' }), 'refused'],
    [Object.assign(new Error('x'), { code: 'SQLITE_IOERR' }), 'unusable'],
    ['a bare string', 'unusable'],
    [undefined, 'unusable'],
  ])('%s means %s', (error, fault) => {
    expect(faultOf(error)).toBe(fault);
  });
});
