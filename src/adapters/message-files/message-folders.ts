import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type MessageId, mailboxOf, messageIdOf, type ReaderId, readerIdOf } from '../../call/mailbox.ts';
import { Failure } from '../../failure.ts';
import type { SealedMessage } from '../../ports/message-sealer.ts';
import type { MessageShelf, ShelvedMessage } from '../../ports/message-shelf.ts';
import {
  eraseFile,
  isErrno,
  makeDirectory,
  moveDurably,
  namesIn,
  removeDirectory,
  syncDirectory,
  writeDurably,
} from './durable-files.ts';

const DRAFT = '.draft-';
const ENDING = '.age';

/**
 * Sealed messages as files, which `age` opens by itself:
 *
 *     messages/<mailbox>/<message>/voice.age, facts.age
 *     keys/<message>/<reader>.age, recovery.age
 *
 * Keys have a place of their own, so that a backup may leave them out or keep them for a shorter time: without them no message can be opened. A
 * message is there when its folder bears its name, which is the last step and durable.
 */
export class MessageFolders implements MessageShelf {
  readonly #messages: string;
  readonly #keys: string;

  /** `directory`: where both lie. */
  constructor(directory: string) {
    this.#messages = join(directory, 'messages');
    this.#keys = join(directory, 'keys');
  }

  async put(message: ShelvedMessage, { voice, facts, keys }: SealedMessage): Promise<Failure | null> {
    const place = this.#placeOf(message);
    const draft = join(dirname(place), `${DRAFT}${message.id}`);
    return await unless('VOICEMAIL_UNWRITABLE', async () => {
      if (await isThere(place)) return;
      try {
        await this.#layKeys(message.id, keys);
        await this.#makeHouse(dirname(place));
        await removeDirectory(draft);
        await makeDirectory(draft);
        await writeDurably(join(draft, `voice${ENDING}`), voice);
        await writeDurably(join(draft, `facts${ENDING}`), facts);
        await syncDirectory(draft);
        await moveDurably(draft, place);
      } catch (error) {
        // Room for others: nothing of a message that is not whole stays.
        await removeDirectory(draft).catch(() => undefined);
        if (!(await isThere(place))) await this.#eraseKeys(message.id).catch(() => undefined);
        throw error;
      }
    });
  }

  async holds(message: ShelvedMessage): Promise<boolean | Failure> {
    let holds = false;
    const failure = await unless('VOICEMAIL_UNWRITABLE', async () => {
      holds = await isThere(this.#placeOf(message));
    });
    return failure ?? holds;
  }

  async all(): Promise<readonly ShelvedMessage[] | Failure> {
    const found: ShelvedMessage[] = [];
    const failure = await unless('VOICEMAIL_UNWRITABLE', async () => {
      for (const name of await namesIn(this.#messages)) {
        const box = mailboxOf(name);
        if (box === null) continue;
        const ids = (await namesIn(join(this.#messages, box))).flatMap((each) => messageIdOf(each) ?? []);
        found.push(...ids.map((id) => ({ box, id })));
      }
    });
    return failure ?? found;
  }

  async read(message: ShelvedMessage): Promise<SealedMessage | Failure> {
    try {
      const place = this.#placeOf(message);
      const keys = new Map<ReaderId, Uint8Array>();
      for (const name of await namesIn(this.#keysOf(message.id))) {
        const reader = name.endsWith(ENDING) ? readerIdOf(name.slice(0, -ENDING.length)) : null;
        if (reader !== null) keys.set(reader, await readFile(join(this.#keysOf(message.id), name)));
      }
      const voice = await readFile(join(place, `voice${ENDING}`));
      return { voice, facts: await readFile(join(place, `facts${ENDING}`)), keys };
    } catch (cause) {
      return new Failure(isErrno(cause, 'ENOENT') ? 'VOICEMAIL_NO_MESSAGE' : 'VOICEMAIL_UNWRITABLE', undefined, {
        cause,
      });
    }
  }

  async addKey(id: MessageId, reader: ReaderId, sealedKey: Uint8Array): Promise<Failure | null> {
    if (!(await isThere(this.#keysOf(id)).catch(() => false))) return new Failure('VOICEMAIL_NO_MESSAGE');
    return await unless('VOICEMAIL_UNWRITABLE', () => this.#layKey(id, reader, sealedKey));
  }

  async holders(id: MessageId): Promise<readonly ReaderId[] | Failure> {
    let names: readonly string[] = [];
    const failure = await unless('VOICEMAIL_UNWRITABLE', async () => {
      names = await namesIn(this.#keysOf(id));
    });
    const found = names
      .filter((name) => name.endsWith(ENDING))
      .map((name) => readerIdOf(name.slice(0, -ENDING.length)));
    return failure ?? found.filter((reader) => reader !== null);
  }

  async dropKey(id: MessageId, reader: ReaderId): Promise<Failure | null> {
    return await unless('VOICEMAIL_SHRED_FAILED', async () => {
      await eraseFile(join(this.#keysOf(id), `${reader}${ENDING}`));
      if (await isThere(this.#keysOf(id))) await syncDirectory(this.#keysOf(id));
    });
  }

  async shred(message: ShelvedMessage): Promise<Failure | null> {
    return await unless('VOICEMAIL_SHRED_FAILED', async () => {
      await this.#eraseKeys(message.id);
      const place = this.#placeOf(message);
      if (await isThere(dirname(place))) await removeDirectory(place);
      if ((await isThere(place)) || (await isThere(this.#keysOf(message.id)))) throw new Error('still there');
    });
  }

  async tidy(known: ReadonlySet<MessageId>, untouchedMs: number): Promise<Failure | null> {
    return await unless('VOICEMAIL_UNWRITABLE', async () => {
      for (const box of await namesIn(this.#messages)) await this.#removeDrafts(join(this.#messages, box), untouchedMs);
      const shelved = await this.all();
      if (shelved instanceof Failure) throw shelved;
      const kept = new Set<MessageId>([...known, ...shelved.map(({ id }) => id)]);
      // Where not even the place of messages is there, nothing is known of any.
      if (!(await isThere(this.#messages))) return;
      for (const name of await namesIn(this.#keys)) {
        const id = messageIdOf(name);
        if (id !== null && !kept.has(id) && (await isUntouched(this.#keysOf(id), untouchedMs)))
          await this.#eraseKeys(id);
      }
    });
  }

  async #removeDrafts(box: string, untouchedMs: number): Promise<void> {
    const drafts = (await namesIn(box)).filter((name) => name.startsWith(DRAFT));
    for (const name of drafts)
      if (await isUntouched(join(box, name), untouchedMs)) await removeDirectory(join(box, name));
  }

  #placeOf({ box, id }: ShelvedMessage): string {
    return join(this.#messages, box, id);
  }

  #keysOf(id: MessageId): string {
    return join(this.#keys, id);
  }

  async #makeHouse(box: string): Promise<void> {
    await makeDirectory(box);
    await syncDirectory(this.#messages);
  }

  /** Keys of an attempt that came to nothing fit another message key: they go first. */
  async #layKeys(id: MessageId, keys: SealedMessage['keys']): Promise<void> {
    await this.#eraseKeys(id);
    await makeDirectory(this.#keysOf(id));
    await syncDirectory(this.#keys);
    for (const [reader, bytes] of keys) await writeDurably(join(this.#keysOf(id), `${reader}${ENDING}`), bytes);
    await syncDirectory(this.#keysOf(id));
  }

  async #layKey(id: MessageId, reader: ReaderId, bytes: Uint8Array): Promise<void> {
    const place = join(this.#keysOf(id), `${reader}${ENDING}`);
    const draft = `${place}${DRAFT}`;
    await eraseFile(draft);
    await writeDurably(draft, bytes);
    await moveDurably(draft, place);
  }

  async #eraseKeys(id: MessageId): Promise<void> {
    const place = this.#keysOf(id);
    for (const name of await namesIn(place)) await eraseFile(join(place, name));
    if (await isThere(place)) await removeDirectory(place);
  }
}

/** Whether nothing came into a directory, or left it, for so long. */
async function isUntouched(path: string, milliseconds: number): Promise<boolean> {
  return Date.now() - (await lstat(path)).mtimeMs >= milliseconds;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
}

async function unless(
  code: 'VOICEMAIL_UNWRITABLE' | 'VOICEMAIL_SHRED_FAILED',
  work: () => Promise<void>,
): Promise<Failure | null> {
  try {
    await work();
    return null;
  } catch (cause) {
    const detail = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
    return new Failure(code, detail, { cause });
  }
}
