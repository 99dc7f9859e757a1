import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MessageId, RecordingName } from '../../call/mailbox.ts';
import type { PhoneNumber } from '../../call/phone-number.ts';
import type { Token, TokenPurpose } from '../../call/token.ts';
import { Failure } from '../../failure.ts';
import type { MessageNames } from '../../ports/message-names.ts';
import type { Tokeniser } from '../../ports/tokeniser.ts';
import { NumberSeal } from './number-seal.ts';
import { OwnerVault } from './owner-vault.ts';

const KEY_BYTES = 32;
const TOKEN_BYTES = 16;
const SALT = 'withheld token v1';
const SEAL_SALT = 'withheld seal v1';
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * The installation's token key. A token is HMAC-SHA256 (RFC 2104) over the E.164 text, cut to 128 bits, under a key derived for the
 * purpose by HKDF-SHA256 (RFC 5869). The number space is small enough to be searched by whoever has the key: keep it off backups of the
 * database. The key cannot print itself.
 */
export class TokenKey implements Tokeniser, MessageNames {
  readonly #key: Buffer;
  readonly #derived: Map<TokenPurpose | 'message', Buffer>;

  /** `key`: exactly 32 random bytes. Prefer {@link loadTokenKey}. Throws on any other length: a programming error. */
  constructor(key: Uint8Array) {
    if (key.byteLength !== KEY_BYTES) throw new RangeError('a token key has 32 bytes');
    this.#key = Buffer.from(key);
    this.#derived = new Map();
  }

  tokenOf(number: PhoneNumber, purpose: TokenPurpose): Token {
    const mac = createHmac('sha256', this.#keyFor(purpose)).update(number.reveal(), 'utf8').digest();
    return mac.subarray(0, TOKEN_BYTES).toString('base64url') as Token;
  }

  /** What seals the numbers of contacts, with a key of its own that is derived from this one. */
  sealer(): NumberSeal {
    return new NumberSeal(Buffer.from(hkdfSync('sha256', this.#key, SEAL_SALT, 'contact-number', KEY_BYTES)));
  }

  /** What owners of mailboxes are let in with, under a key of its own. */
  ownerVault(): OwnerVault {
    return new OwnerVault(Buffer.from(hkdfSync('sha256', this.#key, SEAL_SALT, 'owner-login', KEY_BYTES)));
  }

  messageIdOf(recording: RecordingName): MessageId {
    const mac = createHmac('sha256', this.#keyFor('message')).update(recording, 'utf8').digest();
    return mac.subarray(0, TOKEN_BYTES).toString('hex') as MessageId;
  }

  toString(): string {
    return '[token key]';
  }

  toJSON(): string {
    return '[token key]';
  }

  [INSPECT](): string {
    return '[token key]';
  }

  #keyFor(purpose: TokenPurpose | 'message'): Buffer {
    const known = this.#derived.get(purpose);
    if (known !== undefined) return known;
    const derived = Buffer.from(hkdfSync('sha256', this.#key, SALT, purpose, KEY_BYTES));
    this.#derived.set(purpose, derived);
    return derived;
  }
}

/**
 * Reads the key file: a regular file of exactly 32 bytes that only its owner (this user or root) may touch. A symbolic link, a wider
 * mode, another size or owner, or a key of one repeated byte is refused. Never creates or changes anything.
 */
export async function loadTokenKey(path: string): Promise<TokenKey | Failure> {
  let handle: FileHandle;
  try {
    // O_NONBLOCK: a FIFO planted at the path must not hang the start.
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    return isErrno(cause, 'ENOENT') ? new Failure('TOKEN_KEY_MISSING') : unreadable(cause);
  }
  try {
    return await readKey(handle);
  } catch (cause) {
    return unreadable(cause);
  } finally {
    await handle.close().catch(() => undefined);
  }
}

/**
 * Makes a new key of 32 random bytes at `path`, mode 0600, durable before it is returned. A crash leaves either no key or a whole one.
 * An existing file is never replaced (`TOKEN_KEY_EXISTS`): with a new key, no stored token matches its number any more.
 */
export async function createTokenKey(path: string): Promise<TokenKey | Failure> {
  const key = randomBytes(KEY_BYTES);
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeDurably(draft, key);
    await link(draft, path);
    await syncDirectory(dirname(path));
    return new TokenKey(key);
  } catch (cause) {
    return isErrno(cause, 'EEXIST') ? new Failure('TOKEN_KEY_EXISTS') : unreadable(cause);
  } finally {
    await unlink(draft).catch(() => undefined);
    key.fill(0);
  }
}

async function readKey(handle: FileHandle): Promise<TokenKey | Failure> {
  const stat = await handle.stat();
  if (!stat.isFile()) return new Failure('TOKEN_KEY_INVALID', 'not a regular file');
  if ((stat.mode & 0o077) !== 0) return new Failure('TOKEN_KEY_EXPOSED');
  const self = process.getuid?.();
  // Root reads what it likes, and may be asked to work beside the daemon's own user.
  if (self !== undefined && self !== 0 && stat.uid !== self && stat.uid !== 0)
    return new Failure('TOKEN_KEY_EXPOSED', 'foreign owner');
  const bytes = Buffer.alloc(KEY_BYTES + 1);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
  const key = bytes.subarray(0, KEY_BYTES);
  if (bytesRead !== KEY_BYTES) return new Failure('TOKEN_KEY_INVALID', 'not 32 bytes long');
  if (key.every((byte) => byte === key[0])) return new Failure('TOKEN_KEY_INVALID', 'one byte repeated');
  const made = new TokenKey(key);
  bytes.fill(0);
  return made;
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unreadable(cause: unknown): Failure {
  return new Failure('TOKEN_KEY_UNREADABLE', isErrno(cause) ? cause.code : undefined, { cause });
}

function isErrno(error: unknown, code?: string): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return code === undefined ? typeof error.code === 'string' : error.code === code;
}
