import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Failure } from '../../failure.ts';
import type { Log } from '../../ports/log.ts';
import { createTokenKey, loadTokenKey, type TokenKey } from './token-key.ts';

/** The installation's token key; made at the first start. Any other trouble with its file is a failure: nothing is written over. */
export async function ownTokenKey(path: string, log: Log): Promise<TokenKey | Failure> {
  const found = await loadTokenKey(path);
  if (!('code' in found) || found.code !== 'TOKEN_KEY_MISSING') return found;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  log.warn('token-key-made');
  return await createTokenKey(path);
}
