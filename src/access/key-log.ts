import { type KeyChange, linkText, NO_LINK, signedText } from '../call/key-change.ts';
import { Failure } from '../failure.ts';
import type { KeptOwner } from '../ports/owner-store.ts';
import { type AccessParts, answered, dayBefore, failureOf } from './access-parts.ts';

const DAY_MS = 86_400_000;

/** The log of keys: every change is signed by its owner, names the one before, and is never taken out. */
export class KeyLog {
  readonly #parts: Pick<AccessParts, 'clock' | 'owners' | 'vault'>;

  constructor(parts: Pick<AccessParts, 'clock' | 'owners' | 'vault'>) {
    this.#parts = parts;
  }

  async all(): Promise<readonly KeyChange[] | Failure> {
    return answered(await this.#parts.owners.keyLog());
  }

  /** What the next change has to name as the one before it. */
  async head(): Promise<string | Failure> {
    const all = await this.all();
    if (all instanceof Failure) return all;
    const last = all.at(-1);
    return last === undefined ? NO_LINK : this.#parts.vault.digestOf(linkText(last));
  }

  /**
   * What stands against a change: it is not signed by `signer`, not of today, or another one came before it (`ACCESS_CHANGED`: it has to be signed again).
   */
  async objection(change: KeyChange, signer: string): Promise<Failure | null> {
    const { clock, vault } = this.#parts;
    const today = dayBefore(clock.now());
    if (change.day % DAY_MS !== 0 || Math.abs(change.day - today) > DAY_MS) return new Failure('ACCESS_BAD');
    if (!vault.isSignedBy(signer, signedText(change), change.signature)) return new Failure('ACCESS_SIGNATURE');
    const head = await this.head();
    if (head instanceof Failure) return head;
    return head === change.before ? null : new Failure('ACCESS_CHANGED');
  }

  /** Adds a change together with what it makes of the owner; `null`: they have left. */
  async append(change: KeyChange, owner: KeptOwner | null): Promise<Failure | null> {
    return failureOf(await this.#parts.owners.changeKey(change, owner));
  }
}
