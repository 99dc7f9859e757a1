import type { MessageId, Recording } from '../call/mailbox.ts';
import { Failure } from '../failure.ts';
import type { MailboxStore } from '../ports/mailbox-store.ts';
import type { MessageSealer, Reader } from '../ports/message-sealer.ts';
import type { MessageShelf } from '../ports/message-shelf.ts';
import type { MovedRecordings } from '../ports/recordings.ts';
import { factsText } from './facts.ts';
import { type Listening, NOTHING_HEARD } from './listening.ts';
import type { Mailboxes } from './mailboxes.ts';
import { dayOf } from './retention.ts';
import { paddedWave, type Voice, voiceOf } from './voice.ts';

export interface SealingParts {
  readonly recordings: MovedRecordings;
  readonly sealer: MessageSealer;
  readonly shelf: MessageShelf;
  readonly store: Pick<MailboxStore, 'sealed' | 'settle'>;
  readonly mailboxes: Mailboxes;
  readonly listening: Pick<Listening, 'listen' | 'forget'>;
}

/** A recording that is finished. */
export interface Finished extends Recording {
  readonly id: MessageId;
  /** It was erased before: by its owner, say. */
  readonly shredded: boolean;
}

/**
 * What became of a finished recording. Each but `stays` and `listening` means that nothing of it is left in clear. `empty`: the caller hung up
 * before they spoke. `lost`: the PBX died before anything that was spoken reached memory. `listening`: it waits for its transcript, for a time that is
 * bounded, and is to be brought here again.
 */
export type Sealing =
  | { readonly kind: 'sealed' | 'was-sealed' | 'empty' | 'lost' | 'listening' }
  | { readonly kind: 'stays'; readonly failure: Failure };

/** Too short for a word. */
const LEAST_SECONDS = 1;

/**
 * Brings one finished recording to its end: read, sealed, on the disk, written down, erased. Every step may be repeated, by a later life too: the
 * name of a message follows from its recording, and clear sound is erased only when the sealed message is durable, or never to be.
 */
export class MessageSealing {
  readonly #parts: SealingParts;

  constructor(parts: SealingParts) {
    this.#parts = parts;
  }

  async finish(recording: Finished): Promise<Sealing> {
    const end = await this.#finish(recording);
    if (end.kind !== 'stays' && end.kind !== 'listening') this.#parts.listening.forget(recording.id);
    return end;
  }

  async #finish(recording: Finished): Promise<Sealing> {
    const { box, id, shredded } = recording;
    if (shredded) return await this.#erase(recording, 'was-sealed');
    const holds = await this.#parts.shelf.holds({ box, id });
    if (holds instanceof Failure) return { kind: 'stays', failure: holds };
    if (holds) {
      this.#writeDown(recording);
      return await this.#erase(recording, 'was-sealed');
    }
    const file = await this.#parts.recordings.read(recording.name);
    if (file.outcome !== 'ok') return { kind: 'stays', failure: new Failure('VOICEMAIL_RECORDING_UNREADABLE') };
    const voice = voiceOf(file.value);
    // A file that the PBX closed has all that was spoken.
    if (voice !== null && voice.seconds < LEAST_SECONDS)
      return await this.#erase(recording, voice.closed ? 'empty' : 'lost');
    return await this.#seal(recording, file.value, voice);
  }

  async #seal(recording: Finished, file: Uint8Array, voice: Voice | null): Promise<Sealing> {
    const { listening, sealer, shelf } = this.#parts;
    const { box, at, id } = recording;
    const before = await this.#routed(box);
    if (before instanceof Failure) return { kind: 'stays', failure: before };
    const listened = voice === null ? NOTHING_HEARD : await listening.listen(id, voice, before.transcript);
    if (listened === null) return { kind: 'listening' };
    // While somebody listened, its owner may have taken another key, or left, or changed their mind.
    const routed = await this.#routed(box);
    if (routed instanceof Failure) return { kind: 'stays', failure: routed };
    const heard = routed.transcript ? listened : { ...listened, transcript: null };
    const facts = factsText({ box, at, seconds: voice?.seconds ?? 0, cutOff: !(voice?.closed ?? false), ...heard });
    // A file that is not as Asterisk writes it is kept as it is, for somebody to look at.
    const sealed = await sealer.seal(voice === null ? file : paddedWave(voice), facts, routed.readers);
    if (sealed instanceof Failure) return { kind: 'stays', failure: sealed };
    const failure = await shelf.put({ box, id }, sealed);
    if (failure !== null) return { kind: 'stays', failure };
    listening.forget(id);
    this.#writeDown(recording);
    return await this.#erase(recording, 'sealed');
  }

  /** Whose keys a message is sealed to now, and whether it may have a transcript; or why it cannot be sealed. */
  async #routed(
    box: Finished['box'],
  ): Promise<{ readonly readers: readonly Reader[]; readonly transcript: boolean } | Failure> {
    const routed = await this.#parts.mailboxes.routed(box);
    if (routed === null) return new Failure('VOICEMAIL_STORAGE_DOWN');
    if (routed.route.kind !== 'sealed') return new Failure('VOICEMAIL_NO_KEY');
    return { readers: routed.readers, transcript: routed.route.transcript };
  }

  /** The shelf is the truth: what cannot be written down now is, at the latest, by the next start. */
  #writeDown({ box, id, at }: Finished): void {
    void this.#parts.store.sealed({ box, id, day: dayOf(at), heardDay: null, held: false });
  }

  async #erase({ id, name }: Finished, kind: Exclude<Sealing['kind'], 'stays' | 'listening'>): Promise<Sealing> {
    const erased = await this.#parts.recordings.erase(name);
    if (erased.outcome !== 'ok') return { kind: 'stays', failure: new Failure('VOICEMAIL_RECORDING_UNREADABLE') };
    await this.#parts.store.settle(id);
    return { kind };
  }
}
