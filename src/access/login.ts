import type { Mailbox } from '../call/mailbox.ts';
import { Failure } from '../failure.ts';
import type { KeptDevice, KeptOwner } from '../ports/owner-store.ts';
import { type AccessParts, ownerOf } from './access-parts.ts';
import { Attempts, MOST_TRIES } from './attempts.ts';
import type { Devices, NewDevice } from './devices.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Sessions } from './sessions.ts';

export interface LoginWords {
  readonly box: Mailbox;
  /** What the browser makes from the passphrase: it opens nothing, and the passphrase cannot be told from it without 64 MiB for every guess. */
  readonly proof: string;
  /** Of the second factor. */
  readonly code: string;
  /** What the browser was given at an earlier login; `null`: nothing. */
  readonly device: string | null;
}

/** Somebody is let in: the token of their session, and who they are. `device`: what their browser is to be known by from now on. */
export interface LetIn {
  readonly token: string;
  readonly device: NewDevice | null;
  readonly owner: KeptOwner;
}

/** In a quarter of an hour, at all mailboxes together, from browsers that are not known. */
const MOST_OF_STRANGERS = 100;
const STRANGERS = 'strangers';

/**
 * Lets owners in by passphrase and second factor. Nothing it answers tells whether a mailbox is there, has an owner, or which part was wrong.
 * Tries are counted by the browser that is known, else by mailbox and by all of them: nobody outside can keep an owner out who comes from where they came
 * before.
 */
export class Login {
  readonly #parts: AccessParts;
  readonly #attempts: Attempts;
  readonly #factors: SecondFactors;
  readonly #sessions: Sessions;
  readonly #devices: Devices;
  readonly #ofStrangers: Attempts;
  readonly #ofDevices: Attempts;

  constructor(parts: AccessParts, attempts: Attempts, factors: SecondFactors, sessions: Sessions, devices: Devices) {
    this.#parts = parts;
    this.#devices = devices;
    this.#ofStrangers = new Attempts(parts.clock, MOST_OF_STRANGERS);
    // Apart from all others: nothing that a stranger does takes their place.
    this.#ofDevices = new Attempts(parts.clock, MOST_TRIES);
    this.#attempts = attempts;
    this.#factors = factors;
    this.#sessions = sessions;
  }

  /** The salt that the passphrase of this mailbox goes with; every mailbox has one, also those that are not there. */
  async saltOf(box: Mailbox): Promise<string | Failure> {
    const owner = await ownerOf(this.#parts.owners, box);
    if (owner instanceof Failure) return owner;
    return owner?.salt ?? this.#parts.vault.saltOfNobody(box);
  }

  async byPassphrase({ box, proof, code, device }: LoginWords): Promise<LetIn | Failure> {
    const known = await this.#devices.known(box, device);
    if (!this.#take(box, known)) return new Failure('ACCESS_TOO_OFTEN');
    const owner = await ownerOf(this.#parts.owners, box);
    if (owner instanceof Failure) return owner;
    const isRight = this.#isProof(box, owner, proof);
    if (owner === null || !isRight || !this.#factors.use(box, owner.secondFactor, code))
      return new Failure('ACCESS_REFUSED');
    this.#cameRight(box, known);
    return await this.#letIn(owner, known);
  }

  /** For whoever has shown in another way who they are; what others tried in vain by passphrase is no matter here, and stays. */
  async letIn(owner: KeptOwner, device: string | null): Promise<LetIn> {
    return await this.#letIn(owner, await this.#devices.known(owner.box, device));
  }

  async #letIn(owner: KeptOwner, known: KeptDevice | null): Promise<LetIn> {
    const device = await this.#devices.remember(owner.box, known);
    return { token: this.#sessions.open(owner.box, owner.lockSeconds), owner, device };
  }

  #take(box: Mailbox, known: KeptDevice | null): boolean {
    if (known !== null) return this.#ofDevices.take(known.device);
    return this.#attempts.take(`login ${box}`) && this.#ofStrangers.take(STRANGERS);
  }

  #cameRight(box: Mailbox, known: KeptDevice | null): void {
    if (known !== null) this.#ofDevices.forget(known.device);
    else {
      this.#attempts.forget(`login ${box}`);
      this.#ofStrangers.giveBack(STRANGERS);
    }
  }

  /** The owner of a session shows the passphrase again: to unlock, or before something that cannot be taken back. */
  async again(box: Mailbox, proof: string): Promise<KeptOwner | Failure> {
    if (!this.#attempts.take(`again ${box}`)) return new Failure('ACCESS_TOO_OFTEN');
    const owner = await ownerOf(this.#parts.owners, box);
    if (owner instanceof Failure) return owner;
    if (owner === null || !this.#isProof(box, owner, proof)) return new Failure('ACCESS_REFUSED');
    this.#attempts.forget(`again ${box}`);
    return owner;
  }

  #isProof(box: Mailbox, owner: KeptOwner | null, proof: string): boolean {
    const { vault } = this.#parts;
    const kept = owner?.proofHash ?? vault.proofHashOf(box, vault.newSecret());
    return vault.isSame(vault.proofHashOf(box, proof), kept);
  }
}
