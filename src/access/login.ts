import type { Mailbox } from '../call/mailbox.ts';
import { Failure } from '../failure.ts';
import type { KeptOwner } from '../ports/owner-store.ts';
import { type AccessParts, ownerOf } from './access-parts.ts';
import type { Attempts } from './attempts.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Sessions } from './sessions.ts';

export interface LoginWords {
  readonly box: Mailbox;
  /** What the browser makes from the passphrase: it opens nothing, and the passphrase cannot be told from it without 64 MiB for every guess. */
  readonly proof: string;
  /** Of the second factor. */
  readonly code: string;
}

/** Somebody is let in: the token of their session, and who they are. */
export interface LetIn {
  readonly token: string;
  readonly owner: KeptOwner;
}

/** Lets owners in by passphrase and second factor. Nothing it answers tells whether a mailbox is there, has an owner, or which part was wrong. */
export class Login {
  readonly #parts: AccessParts;
  readonly #attempts: Attempts;
  readonly #factors: SecondFactors;
  readonly #sessions: Sessions;

  constructor(parts: AccessParts, attempts: Attempts, factors: SecondFactors, sessions: Sessions) {
    this.#parts = parts;
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

  async byPassphrase({ box, proof, code }: LoginWords): Promise<LetIn | Failure> {
    if (!this.#attempts.take(`login ${box}`)) return new Failure('ACCESS_TOO_OFTEN');
    const owner = await ownerOf(this.#parts.owners, box);
    if (owner instanceof Failure) return owner;
    const isRight = this.#isProof(box, owner, proof);
    if (owner === null || !isRight || !this.#factors.use(box, owner.secondFactor, code))
      return new Failure('ACCESS_REFUSED');
    return this.letIn(owner);
  }

  /** For whoever has shown in another way who they are. */
  letIn(owner: KeptOwner): LetIn {
    this.#attempts.forget(`login ${owner.box}`);
    return { token: this.#sessions.open(owner.box, owner.lockSeconds), owner };
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
