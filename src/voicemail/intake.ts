import type { CallEvent, LegId } from '../call/call-event.ts';
import type { MessageId, Recording } from '../call/mailbox.ts';
import { type Question, questionOf } from '../call/question.ts';
import { Failure, type FailureCode } from '../failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { MailboxStore } from '../ports/mailbox-store.ts';
import type { MessageOutcome } from '../ports/message-counts.ts';
import type { MessageNames } from '../ports/message-names.ts';
import type { MessageShelf } from '../ports/message-shelf.ts';
import type { Pbx } from '../ports/pbx.ts';
import type { Recordings } from '../ports/recordings.ts';
import type { ShredList } from '../ports/shred-list.ts';
import type { Timer } from '../ports/timer.ts';
import type { Listening } from './listening.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { MessageSealing, Sealing } from './sealing.ts';

export interface IntakeParts {
  readonly pbx: Pbx;
  readonly recordings: Recordings;
  readonly names: MessageNames;
  readonly mailboxes: Mailboxes;
  readonly store: MailboxStore;
  readonly shelf: MessageShelf;
  readonly list: ShredList;
  readonly sealing: MessageSealing;
  readonly listening: Listening;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** How long the disk may take to write down who is let through; the dialplan does not wait much longer for the answer. */
  readonly writeMs: number;
  /** Counted for `/metrics`; told once for each. */
  readonly outcome: (outcome: MessageOutcome) => void;
  /** A message of this mailbox has been sealed. */
  readonly sealed: (box: Recording['box']) => void;
}

/** How often is looked without any sign, so that nothing stays in memory in clear for long. */
const SWEEP_MS = 15_000;
/** A caller who was let through reaches the greeting well within this. */
const ON_THEIR_WAY_MS = 10_000;
/** The end of a leg may be told a moment before the PBX takes it out of its list. */
const LOOK_AGAIN_MS = 300;
/** And by then it is out of it. */
const AWAY_MS = 2_000;

type Asked = Extract<Question, { kind: 'message' | 'message-failed' }>;

/**
 * Lets callers through to secured mailboxes, and brings every recording that comes of it to its end: one sealed message or one alarm. What it
 * lets through is written down first, so that not even a power cut passes silently. Who is let through talks to the PBX alone; this process may end at
 * any time.
 */
export class MessageIntake {
  readonly #parts: IntakeParts;
  /** Callers let through by this life, by leg. */
  readonly #followed = new Map<LegId, MessageId>();
  /** Whose end was seen, and when. */
  readonly #ended = new Map<MessageId, number>();
  /** Whose end is known, however long the disk takes to write that down: nobody misses them. `true`: it is written down. */
  readonly #settled = new Map<MessageId, boolean>();
  #trouble: Failure | null = null;
  #sweeping: Promise<void> | null = null;
  #again = false;
  #stop: (() => void) | null = null;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Why finished messages stay in memory, in clear; `null` when none does. No further message is taken meanwhile. */
  get trouble(): FailureCode | null {
    return this.#trouble?.code ?? null;
  }

  start(): void {
    this.#parts.listening.onHeard(() => void this.sweep());
    this.#stop ??= this.#parts.timer.every(SWEEP_MS, () => void this.sweep());
  }

  /** Settles when nothing is under way. */
  async stop(): Promise<void> {
    this.#stop?.();
    this.#stop = null;
    this.#parts.listening.stop();
    await this.#sweeping;
  }

  /** Never throws. */
  handle(event: CallEvent): void {
    if (event.kind === 'asked') {
      const question = questionOf(event.words);
      if (question?.kind === 'message') void this.#answer(event.leg, question);
      if (question?.kind === 'message-failed') void this.#failed(event.leg, question);
    } else if (event.kind === 'ended') this.#hungUp(event.leg);
  }

  /** Brings every finished recording to its end, and says of whom nothing was kept. Settles when it is done; never rejects. */
  sweep(): Promise<void> {
    if (this.#sweeping !== null) {
      this.#again = true;
      return this.#sweeping;
    }
    this.#sweeping = this.#sweepAll().finally(() => {
      this.#sweeping = null;
    });
    return this.#sweeping;
  }

  async #answer(leg: LegId, { recording }: Asked): Promise<void> {
    const { log, names, outcome, pbx, recordings } = this.#parts;
    const id = names.messageIdOf(recording.name);
    const why = await this.#refusal(recording, id);
    if (why !== null) {
      log.error('message-refused', { code: why });
      outcome('refused');
      await pbx.sendOn(leg, { context: 'withheld-no-message', extension: 'refused' });
      return;
    }
    this.#followed.set(leg, id);
    await recordings.follow(leg);
    const answer = await pbx.sendOn(leg, { context: 'withheld-message', extension: recording.name });
    // Too late: the dialplan has told the caller that no message can be taken.
    if (answer.outcome === 'refused') {
      log.warn('answer-came-too-late', { outcome: answer.outcome });
      this.#followed.delete(leg);
      outcome('refused');
      await this.#settle(id);
    }
  }

  /** Why a message may not be taken now, or `null`: it may, and that it is taken is on the disk. */
  async #refusal(recording: Recording, id: MessageId): Promise<FailureCode | null> {
    const { mailboxes, recordings, store } = this.#parts;
    // A message that waits for the keys of its own mailbox stands in the way of no other.
    if (this.#trouble !== null && this.#trouble.code !== 'VOICEMAIL_NO_KEY') return this.#trouble.code;
    const [unfit, routed] = await Promise.all([recordings.unfit(), mailboxes.routed(recording.box)]);
    if (unfit !== null) return unfit;
    if (routed === null || !store.writable) return 'VOICEMAIL_STORAGE_DOWN';
    if (routed.route.kind !== 'sealed') return 'VOICEMAIL_NO_KEY';
    const { box, at: askedAt } = recording;
    if (await this.#within(store.expect({ box, id, askedAt }))) return null;
    // It may be written later all the same, and then nobody is to be missed.
    void this.#settle(id);
    return 'VOICEMAIL_STORAGE_DOWN';
  }

  async #within(writing: Promise<{ readonly outcome: string }>): Promise<boolean> {
    return await new Promise((resolve) => {
      const late = this.#parts.timer.after(this.#parts.writeMs, () => resolve(false));
      void writing.then(({ outcome }) => {
        late();
        resolve(outcome === 'ok');
      });
    });
  }

  async #failed(leg: LegId, { recording }: Asked): Promise<void> {
    const { log, names, outcome, pbx } = this.#parts;
    this.#followed.delete(leg);
    log.error('message-not-recorded', {}, new Failure('VOICEMAIL_NOT_RECORDED'));
    outcome('failed');
    void this.#settle(names.messageIdOf(recording.name));
    await pbx.sendOn(leg, { context: 'withheld-no-message', extension: 'refused' });
  }

  #hungUp(leg: LegId): void {
    const id = this.#followed.get(leg);
    if (id === undefined) return;
    this.#followed.delete(leg);
    this.#ended.set(id, this.#parts.clock.now());
    void this.sweep();
  }

  async #sweepAll(): Promise<void> {
    do {
      this.#again = false;
      await this.#sweepOnce();
    } while (this.#again);
  }

  async #sweepOnce(): Promise<void> {
    const { list, names, recordings, store } = this.#parts;
    const settled = new Map(this.#settled);
    // First what is expected, then what is there: whoever is let through in between is in neither or in both.
    const expected = await store.expected();
    const now = await recordings.look();
    if (now.outcome !== 'ok') return;
    const shredded = await list.all();
    if (shredded instanceof Failure) return this.#report(shredded);
    const live = [...now.value.live].map((name) => names.messageIdOf(name));
    if (this.#endLate(live)) this.#parts.timer.after(LOOK_AGAIN_MS, () => void this.sweep());
    const there = new Set<MessageId>(live);
    let trouble: Failure | null = null;
    for (const recording of now.value.stored) {
      const id = names.messageIdOf(recording.name);
      there.add(id);
      if (now.value.live.has(recording.name)) continue;
      const end = await this.#parts.sealing.finish({ ...recording, id, shredded: shredded.has(id) });
      this.#tell(end, id, recording.box);
      if (end.kind === 'stays' && (trouble === null || trouble.code === 'VOICEMAIL_NO_KEY')) trouble = end.failure;
    }
    this.#report(trouble);
    if (expected.outcome !== 'ok') return;
    const gone = expected.value.filter(({ id }) => !there.has(id) && !settled.has(id));
    for (const each of gone) await this.#missing(each);
    // What was written down before was not among what is expected.
    for (const [id, written] of settled) if (written) this.#settled.delete(id);
  }

  /** Whether the end of some leg was told whose recording goes on: the PBX is about to take it away, or a transfer has put another in its place. */
  #endLate(live: readonly MessageId[]): boolean {
    const now = this.#parts.clock.now();
    const late = live.filter((id) => this.#ended.has(id));
    // Whoever is still on the line has not hung up yet.
    for (const id of late) if (now - (this.#ended.get(id) ?? now) > AWAY_MS) this.#ended.set(id, now);
    return late.length > 0;
  }

  async #settle(id: MessageId): Promise<void> {
    this.#settled.set(id, false);
    const { outcome } = await this.#parts.store.settle(id);
    if (outcome === 'ok') this.#settled.set(id, true);
  }

  #tell(end: Sealing, id: MessageId, box: Recording['box']): void {
    const { clock, log, outcome, sealed } = this.#parts;
    if (end.kind === 'stays' || end.kind === 'listening') return;
    const endedAt = this.#ended.get(id);
    this.#forget(id);
    if (end.kind === 'sealed' || end.kind === 'was-sealed') {
      // From the hang-up, where this life saw it.
      log.info('message-sealed', { milliseconds: endedAt === undefined ? null : clock.now() - endedAt });
      outcome('sealed');
      sealed(box);
      return;
    }
    void this.#settle(id);
    if (end.kind === 'empty') outcome('empty');
    else this.#cutOff();
  }

  /** Somebody was let through, is not on the line any more, and nothing of them is in memory. */
  async #missing({ askedAt, box, id }: { askedAt: number; box: Recording['box']; id: MessageId }): Promise<void> {
    const { clock, list, outcome, sealed, shelf } = this.#parts;
    const seenToEnd = this.#ended.has(id);
    if (!seenToEnd && Math.abs(clock.now() - askedAt) < ON_THEIR_WAY_MS) return;
    const [isSealed, shredded] = await Promise.all([shelf.holds({ box, id }), list.all()]);
    if (isSealed instanceof Failure || shredded instanceof Failure) return;
    this.#forget(id);
    await this.#settle(id);
    if (shredded.has(id)) return;
    // It was sealed, and the PBX erased it without being able to say so: its owner has not been told yet.
    if (isSealed) return sealed(box);
    // Whoever hangs up during the greeting leaves nothing, and nobody needs to hear of it.
    if (seenToEnd) outcome('empty');
    else this.#cutOff();
  }

  /** No leg of it is left. */
  #forget(id: MessageId): void {
    this.#ended.delete(id);
    for (const [leg, each] of this.#followed) if (each === id) this.#followed.delete(leg);
  }

  #cutOff(): void {
    this.#parts.log.error('message-cut-off', {}, new Failure('VOICEMAIL_CUT_OFF'));
    this.#parts.outcome('lost');
  }

  #report(trouble: Failure | null): void {
    const before = this.#trouble;
    this.#trouble = trouble;
    if (trouble !== null && trouble.code !== before?.code) this.#parts.log.error('messages-stay', {}, trouble);
    if (trouble === null && before !== null) this.#parts.log.info('messages-move-again');
  }
}
