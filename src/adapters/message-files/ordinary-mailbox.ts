import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mailbox, type Recording, type RecordingName, recordingOf } from '../../call/mailbox.ts';
import { Failure } from '../../failure.ts';
import type { PbxAnswer } from '../../ports/pbx.ts';
import type { MovedRecordings } from '../../ports/recordings.ts';
import { eraseFile, isErrno, namesIn, syncDirectory } from './durable-files.ts';
import { FolderLock } from './folder-lock.ts';

/** The text beside the sound of a message. It is the last that app_voicemail writes, so that a message with it is whole. */
const TEXT = /^(msg\d{4})\.txt$/;
/** Folders of messages that nobody has heard. */
const UNHEARD = new Set(['INBOX', 'Urgent']);
/** Where messages lie that are not finished. */
const UNFINISHED = 'tmp';
/** A file that is hardly longer than its header holds nothing of what was said; another format may. */
const LEAST_BYTES = 1_000;

/** A message that the PBX's own voicemail keeps. */
export interface OrdinaryMessage {
  /** As a secured mailbox would have recorded it: named after what it is, so that the same message always has the same name, and no other has it. */
  readonly recording: Recording;
  readonly folder: string;
  readonly heard: boolean;
}

interface Place {
  readonly folder: string;
  readonly stem: string;
}

/**
 * A mailbox of app_voicemail as it lies on the disk, `<spool>/voicemail/<context>/<mailbox>/<folder>/msgNNNN.{txt,wav,…}` (16.28 and 22.10). Messages
 * are renumbered whenever one goes, so each is looked for anew, by what it is, under the folder's lock.
 */
export class OrdinaryMailbox implements MovedRecordings {
  readonly #directory: string;
  readonly #box: Mailbox;
  /** Where the message that is being moved lies, while its folder is locked. */
  #at: (Place & { readonly name: RecordingName }) | null = null;

  constructor(directory: string, box: Mailbox) {
    this.#directory = directory;
    this.#box = box;
  }

  /**
   * Every finished message, oldest first. VOICEMAIL_ORDINARY_UNREADABLE when it is not there or not to be read, or is another user's: only root and
   * the user of the PBX can lock its folders so that it still gets in afterwards. VOICEMAIL_ORDINARY_BUSY when somebody else holds a folder.
   */
  async messages(): Promise<readonly OrdinaryMessage[] | Failure> {
    try {
      const { uid } = await lstat(this.#directory);
      if (![0, uid].includes(process.geteuid?.() ?? uid)) return new Failure('VOICEMAIL_ORDINARY_UNREADABLE');
      const found: OrdinaryMessage[] = [];
      for (const folder of await namesIn(this.#directory)) {
        if (folder === UNFINISHED || !(await this.#holds(folder))) continue;
        // While it is numbered anew, a text stands beside the sound of another message, or is not there.
        const lock = await FolderLock.of(join(this.#directory, folder));
        if (lock === null) return new Failure('VOICEMAIL_ORDINARY_BUSY', folder);
        try {
          for (const { recording } of await this.#in(folder))
            found.push({ recording, folder, heard: !UNHEARD.has(folder) });
        } finally {
          await lock.release();
        }
      }
      return found.sort((a, b) => a.recording.at - b.recording.at);
    } catch (cause) {
      return new Failure('VOICEMAIL_ORDINARY_UNREADABLE', undefined, { cause });
    }
  }

  /**
   * When each recording in `tmp` was last written to: of messages that are being spoken right now, or that a crash cut off, and that nobody was told of.
   * VOICEMAIL_ORDINARY_UNREADABLE as above.
   */
  async unfinished(): Promise<readonly number[] | Failure> {
    const path = join(this.#directory, UNFINISHED);
    try {
      const sounds = (await namesIn(path)).filter((name) => !name.endsWith('.txt'));
      const files = await Promise.all(sounds.map(async (name) => await lstat(join(path, name))));
      return files.flatMap((file) => (file.isFile() && file.size > 0 ? [file.mtimeMs] : []));
    } catch (cause) {
      return isErrno(cause, 'ENOENT') ? [] : new Failure('VOICEMAIL_ORDINARY_UNREADABLE', undefined, { cause });
    }
  }

  /** Does `work` while nobody else can touch the message's folder. VOICEMAIL_ORDINARY_BUSY when somebody else holds it; `null`: it is not there any more. */
  async alone<T>({ folder, recording }: OrdinaryMessage, work: () => Promise<T>): Promise<T | Failure | null> {
    const lock = await FolderLock.of(join(this.#directory, folder));
    if (lock === null) return new Failure('VOICEMAIL_ORDINARY_BUSY', folder);
    try {
      const now = (await this.#in(folder)).find((each) => each.recording.name === recording.name);
      if (now === undefined) return null;
      this.#at = { ...now.place, name: recording.name };
      return await work();
    } catch (cause) {
      return new Failure('VOICEMAIL_ORDINARY_UNREADABLE', undefined, { cause });
    } finally {
      this.#at = null;
      await lock.release();
    }
  }

  async read(name: RecordingName): Promise<PbxAnswer<Uint8Array>> {
    if (this.#at?.name !== name) return { outcome: 'refused', why: 'its folder is not locked' };
    try {
      const bytes = await readFile(join(this.#at.folder, `${this.#at.stem}.wav`));
      const others = (await namesIn(this.#at.folder)).filter((each) => this.#isSound(each));
      const isEmpty = bytes.length < LEAST_BYTES && others.length > 1;
      return isEmpty
        ? { outcome: 'refused', why: 'its .wav is empty, and there is another form of it' }
        : { outcome: 'ok', value: bytes };
    } catch (error) {
      return { outcome: 'refused', why: isErrno(error, 'ENOENT') ? 'there is no .wav of it' : 'not to be read' };
    }
  }

  async erase(name: RecordingName): Promise<PbxAnswer<null>> {
    if (this.#at?.name !== name) return { outcome: 'unknown', why: 'its folder is not locked' };
    const { folder, stem } = this.#at;
    try {
      const own = (await namesIn(folder)).filter((each) => each.startsWith(`${stem}.`));
      // The text last: without it the voicemail of the PBX would not know the rest any more, and nobody would find it.
      for (const each of own.sort((a, b) => Number(a.endsWith('.txt')) - Number(b.endsWith('.txt'))))
        await eraseFile(join(folder, each));
      await syncDirectory(folder);
      return { outcome: 'ok', value: null };
    } catch {
      return { outcome: 'unknown', why: 'not to be erased' };
    }
  }

  /** Whether it is a folder with a message in it. */
  async #holds(folder: string): Promise<boolean> {
    const path = join(this.#directory, folder);
    return (await lstat(path)).isDirectory() && (await namesIn(path)).some((name) => TEXT.test(name));
  }

  #isSound(name: string): boolean {
    return name.startsWith(`${this.#at?.stem}.`) && !name.endsWith('.txt');
  }

  async #in(folder: string): Promise<readonly { readonly recording: Recording; readonly place: Place }[]> {
    const path = join(this.#directory, folder);
    const stems = (await namesIn(path)).flatMap((name) => TEXT.exec(name)?.[1] ?? []);
    return await Promise.all(
      stems.map(async (stem) => {
        const place = { folder: path, stem };
        return { recording: await this.#recording(place), place };
      }),
    );
  }

  /** A message that is forwarded keeps its `msg_id`, and may be spoken to: what was said is part of what it is. */
  async #recording({ folder, stem }: Place): Promise<Recording> {
    const path = join(folder, `${stem}.txt`);
    const text = await readFile(path, 'latin1');
    const field = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
    const seconds = /^\d{9,10}$/.exec(field('origtime'))?.[0];
    const at = seconds === undefined ? Math.round((await lstat(path)).mtimeMs) : Number(seconds) * 1_000;
    const voice = await readFile(join(folder, `${stem}.wav`)).catch(() => Buffer.from(field('duration')));
    const own = createHash('sha256')
      .update(`${field('msg_id')} ${at} `)
      .update(voice)
      .digest('hex');
    const digits = BigInt(`0x${own.slice(0, 32)}`);
    const recording = recordingOf(`withheld-${this.#box}-${digits}-${String(at).padStart(13, '0')}`);
    if (recording === null) throw new Error('a message without a time');
    return recording;
  }
}
