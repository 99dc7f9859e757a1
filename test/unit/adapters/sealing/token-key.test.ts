import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTokenKey, loadTokenKey, TokenKey } from '../../../../src/adapters/sealing/token-key.ts';
import { PhoneNumber } from '../../../../src/call/phone-number.ts';
import { Failure } from '../../../../src/failure.ts';

const key = new TokenKey(Uint8Array.from({ length: 32 }, (_, at) => at));
const other = new TokenKey(Uint8Array.from({ length: 32 }, (_, at) => at + 1));

function phone(text: string): PhoneNumber {
  const number = PhoneNumber.fromE164(text);
  if (number === null) throw new Error('not a number');
  return number;
}

const number = phone('+61412345678');

describe('a token', () => {
  test('never changes for the same number, purpose and key (known answer; stored records depend on it)', () => {
    // Computed independently with Python: HKDF-SHA256(ikm, salt, info = purpose) and HMAC-SHA256, first 16 bytes, base64url.
    expect(key.tokenOf(number, 'call-record')).toBe('5na1gKr3B0KGFfifF_7njw');
  });

  test('has 22 characters of base64url and no trace of the number', () => {
    const token = key.tokenOf(number, 'call-record');
    expect(token).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(token).not.toContain('412345678');
  });

  test('differs by number, by purpose and by key', () => {
    const all = [
      key.tokenOf(number, 'call-record'),
      key.tokenOf(phone('+61412345679'), 'call-record'),
      key.tokenOf(number, 'contact'),
      other.tokenOf(number, 'call-record'),
    ];
    expect(new Set(all).size).toBe(4);
  });

  test('key bytes do not come out when the key is printed', () => {
    expect([String(key), JSON.stringify({ key }), inspect(key, { showHidden: true })]).toEqual([
      '[token key]',
      '{"key":"[token key]"}',
      '[token key]',
    ]);
  });
});

describe('the key file', () => {
  let directory: string;
  const path = (): string => join(directory, 'token.key');
  const codeOf = async (): Promise<string> => {
    const loaded = await loadTokenKey(path());
    return loaded instanceof Failure ? loaded.code : 'ok';
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'withheld-key-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('is made with 32 random bytes, mode 0600, nothing left beside it, and gives the same tokens when read again', async () => {
    const made = await createTokenKey(path());
    const loaded = await loadTokenKey(path());
    if (made instanceof Failure || loaded instanceof Failure) throw new Error('no key');
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect((await readFile(path())).length).toBe(32);
    expect(await readdir(directory)).toEqual(['token.key']);
    expect(loaded.tokenOf(number, 'log')).toBe(made.tokenOf(number, 'log'));
  });

  test('is never replaced by a new one, not even by one made at the same moment', async () => {
    const made = await Promise.all([createTokenKey(path()), createTokenKey(path()), createTokenKey(path())]);
    expect(made.filter((one) => one instanceof TokenKey)).toHaveLength(1);
    expect(made.filter((one) => one instanceof Failure && one.code === 'TOKEN_KEY_EXISTS')).toHaveLength(2);
    expect(await readdir(directory)).toEqual(['token.key']);
  });

  test('is never made by reading', async () => {
    expect(await codeOf()).toBe('TOKEN_KEY_MISSING');
    expect(await readdir(directory)).toEqual([]);
  });

  test.each([0o640, 0o604, 0o660, 0o601])('is refused with mode %o', async (mode) => {
    await createTokenKey(path());
    await chmod(path(), mode);
    expect(await codeOf()).toBe('TOKEN_KEY_EXPOSED');
  });

  test.each([
    ['short', Buffer.alloc(31, 'x')],
    ['long', Buffer.from(Array.from({ length: 33 }, (_, at) => at))],
    ['empty', Buffer.alloc(0)],
    ['all zero', Buffer.alloc(32)],
  ])('is refused when %s', async (_what, bytes) => {
    await writeFile(path(), bytes, { mode: 0o600 });
    expect(await codeOf()).toBe('TOKEN_KEY_INVALID');
  });

  test('is refused as a symbolic link or a directory', async () => {
    await createTokenKey(join(directory, 'real.key'));
    await symlink(join(directory, 'real.key'), path());
    expect(await codeOf()).toBe('TOKEN_KEY_UNREADABLE');
    await rm(path());
    await symlink(directory, path());
    expect(await codeOf()).toBe('TOKEN_KEY_UNREADABLE');
  });

  test('in a directory that does not exist gives a failure, not an exception', async () => {
    const made = await createTokenKey(join(directory, 'no', 'token.key'));
    expect(made).toMatchObject({ code: 'TOKEN_KEY_UNREADABLE' });
  });
});
