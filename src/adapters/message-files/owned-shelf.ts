import { lstat } from 'node:fs/promises';
import type { Failure } from '../../failure.ts';
import type { SealedMessage } from '../../ports/message-sealer.ts';
import type { ShelvedMessage } from '../../ports/message-shelf.ts';
import { MessageFolders } from './message-folders.ts';

/**
 * The shelf, filled by root: what it writes belongs to whom the storage belongs to, the daemon's user, who could not erase it otherwise. One message at
 * a time; while one is written, this process is that user. For anybody but root it is the shelf as it is.
 */
export class OwnedShelf extends MessageFolders {
  readonly #storage: string;

  /** `storage`: the directory whose owner counts. */
  constructor(directory: string, storage: string) {
    super(directory);
    this.#storage = storage;
  }

  override async put(message: ShelvedMessage, sealed: SealedMessage): Promise<Failure | null> {
    const { uid, gid } = await lstat(this.#storage);
    const own = { uid: process.geteuid?.() ?? uid, gid: process.getegid?.() ?? gid };
    if (own.uid !== 0 || uid === 0) return await super.put(message, sealed);
    process.setegid?.(gid);
    process.seteuid?.(uid);
    try {
      return await super.put(message, sealed);
    } finally {
      process.seteuid?.(own.uid);
      process.setegid?.(own.gid);
    }
  }
}
