import { dirname, join } from 'node:path';
import type { Config } from './config.ts';

/** Where sealed messages and their keys lie. */
export function messageDirectory({ storage }: Config): string {
  return join(storage.directory, 'voicemail');
}

/** The list of erased messages: apart from them, where the backup of the database does not go. */
export function shredListPath({ storage, voicemail }: Config): string {
  return voicemail.shred_list ?? join(dirname(storage.token_key_file), 'shredded');
}
