import type { KeyChange } from '../call/key-change.ts';
import type { Mailbox } from '../call/mailbox.ts';
import { Failure } from '../failure.ts';
import type { KeptMailbox } from '../ports/mailbox-store.ts';
import type { Reader } from '../ports/message-sealer.ts';
import type { KeptOwner } from '../ports/owner-store.ts';
import { type AccessParts, answered, failureOf, ownerOf } from './access-parts.ts';
import { Attempts, MOST_TRIES } from './attempts.ts';
import { Devices } from './devices.ts';
import { Enrolment } from './enrolment.ts';
import { KeyLog } from './key-log.ts';
import { Login } from './login.ts';
import { type ListedMessage, OwnMessages } from './messages.ts';
import { OneByOne } from './one-by-one.ts';
import { OwnKeys } from './own-keys.ts';
import { Passkeys } from './passkeys.ts';
import { SecondFactors } from './second-factors.ts';
import { Sessions } from './sessions.ts';

/** Everything an owner sees of their mailbox before anything is opened. */
export interface BoxView {
  readonly messages: readonly ListedMessage[];
  readonly colleagues: readonly KeptOwner[];
  readonly keyLog: readonly KeyChange[];
  /** Whose keys later messages are sealed to, the owner's and the recovery key among them. */
  readonly readers: readonly Reader[];
  readonly escrow: Reader | null;
  readonly transcriptWanted: boolean;
  /** How many there are. */
  readonly passkeys: number;
}

/** What an owner may set. */
export interface BoxSettings {
  readonly lockSeconds: number;
  readonly transcriptWanted: boolean;
}

/** Secured mailboxes as their owners reach them. This program lets them in; it can open nothing of what it hands out. */
export class Access {
  readonly sessions: Sessions;
  readonly enrolment: Enrolment;
  readonly login: Login;
  readonly devices: Devices;
  readonly passkeys: Passkeys;
  readonly messages: OwnMessages;
  readonly keys: OwnKeys;
  readonly #parts: AccessParts;
  readonly #log: KeyLog;
  readonly #changes = new OneByOne();

  constructor(parts: AccessParts) {
    const attempts = new Attempts(parts.clock, MOST_TRIES);
    const factors = new SecondFactors(parts.clock, parts.vault);
    this.#parts = parts;
    this.#log = new KeyLog(parts);
    this.sessions = new Sessions(parts.clock, parts.vault);
    this.enrolment = new Enrolment(parts, attempts, factors, this.sessions, this.#log, this.#changes);
    this.devices = new Devices(parts);
    this.login = new Login(parts, attempts, factors, this.sessions, this.devices);
    this.passkeys = new Passkeys(parts, this.login);
    this.messages = new OwnMessages(parts);
    this.keys = new OwnKeys(parts, this.#log, this.messages, this.#changes);
  }

  /** Every store has been opened, or is tried again later. */
  async start(): Promise<void> {
    await this.enrolment.settle();
    await this.keys.settle();
  }

  /** Every hour: what lies about is put away, and what could not be written then is written now. */
  async tidy(): Promise<void> {
    await this.enrolment.settle();
    await this.keys.settle();
    await this.messages.tidy();
    await this.devices.tidy();
  }

  /** The owner of a mailbox with a session; ACCESS_NO_SESSION where they have left meanwhile. */
  async ownerOf(box: Mailbox): Promise<KeptOwner | Failure> {
    const owner = await ownerOf(this.#parts.owners, box);
    return owner ?? new Failure('ACCESS_NO_SESSION');
  }

  async view(owner: KeptOwner): Promise<BoxView | Failure> {
    const messages = await this.messages.list(owner);
    if (messages instanceof Failure) return messages;
    const colleagues = await this.messages.colleagues(owner.box);
    if (colleagues instanceof Failure) return colleagues;
    const keyLog = await this.#log.all();
    if (keyLog instanceof Failure) return keyLog;
    const kept = await this.#kept(owner.box);
    if (kept instanceof Failure) return kept;
    const passkeys = await this.passkeys.of(owner.box);
    if (passkeys instanceof Failure) return passkeys;
    const { readers = [], transcriptWanted = false } = kept ?? {};
    return {
      passkeys: passkeys.length,
      messages,
      colleagues,
      keyLog,
      readers,
      escrow: this.#parts.escrow,
      transcriptWanted,
    };
  }

  /** ACCESS_NO_SESSION where they have left meanwhile. */
  settings({ box }: KeptOwner, settings: BoxSettings): Promise<Failure | null> {
    return this.#changes.run(() => this.#settings(box, settings));
  }

  async #settings(box: Mailbox, { lockSeconds, transcriptWanted }: BoxSettings): Promise<Failure | null> {
    const { mailboxes, owners } = this.#parts;
    const set = answered(await owners.setLock(box, lockSeconds));
    if (set instanceof Failure) return set;
    if (set === 0) return new Failure('ACCESS_NO_SESSION');
    this.sessions.lockAfter(box, lockSeconds);
    return failureOf(await mailboxes.wantTranscript(box, transcriptWanted));
  }

  async #kept(box: Mailbox): Promise<KeptMailbox | undefined | Failure> {
    const kept = answered(await this.#parts.mailboxes.mailboxes());
    return kept instanceof Failure ? kept : kept.find((each) => each.box === box);
  }
}
