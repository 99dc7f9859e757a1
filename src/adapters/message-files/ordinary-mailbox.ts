import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mailbox, type Recording, type RecordingName, recordingOf } from '../../call/mailbox.ts';
import { Failure } from '../../failure.ts';
import type { PbxAnswer } from '../../ports/pbx.ts';
import type { MovedRecordings } from '../../ports/recordings.ts';
import { eraseFile, isErrno, namesIn, syncDirectory } from './durable-files.ts';

/** The text beside the sound of a message. It is the last that app_voicemail writes, so that a message with it is whole. */
const TEXT = /^(msg\d{4})\.txt$/;
/** Folders of messages that nobody has heard. */
const UNHEARD = new Set(['INBOX', 'Urgent']);
/** Where messages lie that are not finished. */
const UNFINISHED = 'tmp';

/** A message that the PBX's own voicemail keeps. */
export interface OrdinaryMessage {
  /** As a secured mailbox would have recorded it: named after the message's own id, so that the same message always has the same name. */
  readonly recording: Recording;
  readonly heard: boolean;
}

interface Place {
  readonly folder: string;
  readonly stem: string;
}

/**
 * A mailbox of app_voicemail as it lies on the disk, `<spool>/voicemail/<context>/<mailbox>/<folder>/msgNNNN.{txt,wav,…}` (16.28 and 22.10). Messages
 * are renumbered whenever one goes, so that only their own `msg_id` names them.
 */
export class OrdinaryMailbox implements MovedRecordings {
  readonly #directory: string;
  readonly #box: Mailbox;
  readonly #places = new Map<RecordingName, Place>();

  constructor(directory: string, box: Mailbox) {
    this.#directory = directory;
    this.#box = box;
  }

  /** Every finished message. VOICEMAIL_ORDINARY_UNREADABLE when it is not there or not to be read, VOICEMAIL_ORDINARY_BUSY when a folder is locked. */
  async messages(): Promise<readonly OrdinaryMessage[] | Failure> {
    try {
      await lstat(this.#directory);
      const found: OrdinaryMessage[] = [];
      for (const folder of await namesIn(this.#directory)) {
        const path = join(this.#directory, folder);
        if (folder === UNFINISHED || !(await lstat(path)).isDirectory()) continue;
        const names = await namesIn(path);
        if (names.includes('.lock')) return new Failure('VOICEMAIL_ORDINARY_BUSY', folder);
        for (const name of names) {
          const [, stem] = TEXT.exec(name) ?? [];
          if (stem === undefined) continue;
          const recording = await this.#recording({ folder: path, stem });
          found.push({ recording, heard: !UNHEARD.has(folder) });
        }
      }
      return found.sort((a, b) => a.recording.at - b.recording.at);
    } catch (cause) {
      return new Failure('VOICEMAIL_ORDINARY_UNREADABLE', undefined, { cause });
    }
  }

  async read(name: RecordingName): Promise<PbxAnswer<Uint8Array>> {
    const place = this.#places.get(name);
    if (place === undefined) return { outcome: 'refused', why: 'no such message' };
    try {
      return { outcome: 'ok', value: await readFile(join(place.folder, `${place.stem}.wav`)) };
    } catch (error) {
      return { outcome: 'refused', why: isErrno(error, 'ENOENT') ? 'there is no .wav of it' : 'not to be read' };
    }
  }

  async erase(name: RecordingName): Promise<PbxAnswer<null>> {
    const place = this.#places.get(name);
    if (place === undefined) return { outcome: 'ok', value: null };
    try {
      const own = (await namesIn(place.folder)).filter((each) => each.startsWith(`${place.stem}.`));
      // The text last: without it the voicemail of the PBX would not know the rest any more, and nobody would find it.
      for (const each of own.sort((a, b) => Number(a.endsWith('.txt')) - Number(b.endsWith('.txt'))))
        await eraseFile(join(place.folder, each));
      await syncDirectory(place.folder);
      return { outcome: 'ok', value: null };
    } catch {
      return { outcome: 'unknown', why: 'not to be erased' };
    }
  }

  async #recording(place: Place): Promise<Recording> {
    const path = join(place.folder, `${place.stem}.txt`);
    const text = await readFile(path, 'latin1');
    const field = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
    const seconds = /^\d{9,10}$/.exec(field('origtime'))?.[0];
    const at = seconds === undefined ? Math.round((await lstat(path)).mtimeMs) : Number(seconds) * 1_000;
    // Messages from before there were ids are told apart by what does not change when they are renumbered.
    const own = field('msg_id') || `${at}${field('duration')}`;
    const digits = own.replace(/\D/g, '').slice(0, 40) || '0';
    const recording = recordingOf(`withheld-${this.#box}-${digits}-${String(at).padStart(13, '0')}`);
    if (recording === null) throw new Error('a message without a time');
    this.#places.set(recording.name, place);
    return recording;
  }
}
