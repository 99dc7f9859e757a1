import type { CallEvent } from '../call/call-event.ts';
import { Failure, type FailureCode } from '../failure.ts';
import type { Check } from '../ports/status.ts';
import { type IntakeParts, MessageIntake } from './intake.ts';
import { type LampParts, MessageLamps } from './lamps.ts';
import { MessageNotices, type NoticeParts } from './notices.ts';
import { reindex } from './reindex.ts';
import { Shredder, type ShredderParts } from './shredder.ts';

export type VoicemailParts = Omit<IntakeParts, 'sealed'> & ShredderParts & LampParts & NoticeParts;

const HOUSEKEEPING_MS = 3_600_000;
const LOOK_MS = 15_000;
/** Far longer than a message takes from its keys to its place. */
const UNTOUCHED_MS = 3_600_000;

/** Secured mailboxes: taking messages in, keeping them as long as they may be kept, and saying whether all is well with them. */
export class Voicemail {
  readonly #parts: VoicemailParts;
  readonly #intake: MessageIntake;
  readonly #shredder: Shredder;
  readonly #lamps: MessageLamps;
  readonly #notices: MessageNotices;
  /** Why no message would be taken now, apart from what the intake knows. */
  #unfit: FailureCode | null = null;
  #unkept: FailureCode | null = null;
  #stops: (() => void)[] = [];
  #begun = false;

  constructor(parts: VoicemailParts) {
    this.#parts = parts;
    this.#lamps = new MessageLamps(parts);
    this.#notices = new MessageNotices(parts);
    this.#intake = new MessageIntake({
      ...parts,
      sealed: (box) => {
        void this.#lamps.refresh();
        this.#notices.arrived(box);
      },
    });
    this.#shredder = new Shredder(parts);
  }

  get check(): Check {
    const why = this.#intake.trouble ?? this.#unfit ?? this.#unkept;
    return { name: 'voicemail', ok: this.#begun && why === null, why };
  }

  /** Returns at once. What an earlier life left undone is done first. */
  start(): void {
    const { timer } = this.#parts;
    void this.#begin();
    this.#stops = [
      timer.every(HOUSEKEEPING_MS, () => void this.#keepHouse()),
      timer.every(LOOK_MS, () => void this.#look()),
    ];
    this.#intake.start();
    this.#notices.start();
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    await this.#intake.stop();
    await this.#notices.stop();
  }

  /** Never throws. */
  handle(event: CallEvent): void {
    this.#intake.handle(event);
  }

  /** An owner has heard or erased something: the lamp follows. */
  changed(): void {
    void this.#lamps.refresh();
  }

  /** The PBX can be asked (again): whatever came to its end meanwhile is looked for. */
  linked(): void {
    if (!this.#begun) return;
    this.#lamps.forget();
    void this.#lamps.refresh();
    void this.#intake.sweep();
    void this.#look();
  }

  async #begin(): Promise<void> {
    await this.#keepHouse();
    this.#begun = true;
    this.linked();
  }

  async #keepHouse(): Promise<void> {
    const untidy = await this.#tidy();
    const failure = (await this.#shredder.run()) ?? untidy;
    const unshelved = await this.#reindex();
    void this.#lamps.refresh();
    this.#report(failure ?? unshelved);
  }

  async #tidy(): Promise<Failure | null> {
    const { shelf, store } = this.#parts;
    const known = await store.messages();
    if (known.outcome !== 'ok') return new Failure(known.why);
    return await shelf.tidy(new Set(known.value.map(({ id }) => id)), UNTOUCHED_MS);
  }

  async #reindex(): Promise<Failure | null> {
    const done = await reindex(this.#parts);
    if (done instanceof Failure) return done;
    if (done.found > 0) this.#parts.log.warn('messages-indexed-again', { messageCount: done.found });
    return done.missing > 0 ? new Failure('VOICEMAIL_MISSING', String(done.missing)) : null;
  }

  async #look(): Promise<void> {
    const { mailboxes, recordings } = this.#parts;
    const [unfit, without] = await Promise.all([recordings.unfit(), mailboxes.withoutKeys()]);
    const why = unfit ?? (without === null ? 'VOICEMAIL_STORAGE_DOWN' : without.length > 0 ? 'VOICEMAIL_NO_KEY' : null);
    // That the PBX is away is told by its links.
    if (why !== null && why !== 'PBX_NO_ANSWER' && why !== this.#unfit)
      this.#parts.log.error('messages-not-taken', {}, new Failure(why));
    this.#unfit = why;
  }

  #report(failure: Failure | null): void {
    if (failure !== null && failure.code !== this.#unkept) this.#parts.log.error('messages-not-kept', {}, failure);
    this.#unkept = failure?.code ?? null;
  }
}
