import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type MessageId, messageIdOf } from '../../call/mailbox.ts';
import { Failure } from '../../failure.ts';
import type { ShredList } from '../../ports/shred-list.ts';
import { isErrno, makeDirectory, syncDirectory } from './durable-files.ts';

/**
 * One line for each message that was erased, only ever added to: its name, and nothing of when or whose. It is kept apart from the messages and out of
 * their backup: a backup that is put back must not bring back what is named here.
 */
export class ShredListFile implements ShredList {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async add(id: MessageId): Promise<Failure | null> {
    try {
      await makeDirectory(dirname(this.#path));
      const handle = await open(this.#path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o600);
      try {
        // A line that a crash cut off stays behind a line end of its own.
        await handle.write(`\n${id}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await syncDirectory(dirname(this.#path));
      return null;
    } catch (cause) {
      return new Failure('VOICEMAIL_SHRED_FAILED', undefined, { cause });
    }
  }

  async all(): Promise<ReadonlySet<MessageId> | Failure> {
    try {
      const handle = await open(this.#path, constants.O_RDONLY);
      try {
        const text = await handle.readFile('utf8');
        return new Set(text.split('\n').flatMap((line) => messageIdOf(line) ?? []));
      } finally {
        await handle.close();
      }
    } catch (cause) {
      if (isErrno(cause, 'ENOENT')) return new Set();
      return new Failure('VOICEMAIL_SHRED_FAILED', undefined, { cause });
    }
  }
}
