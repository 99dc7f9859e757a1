import type { Mailbox } from '../call/mailbox.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoginVault } from '../ports/login-vault.ts';

/**
 * Codes of second factors, each of which works once (RFC 6238 §5.2). No code and no time of a login is written down: what was used is known as long as
 * the daemon runs, and one that has started anew takes no code that could have been used before: of the moment of its start or earlier, or of the next
 * one, which a fast clock shows already.
 */
export class SecondFactors {
  readonly #clock: Clock;
  readonly #vault: LoginVault;
  readonly #mayBeUsedUpTo: number;
  readonly #usedUpTo = new Map<Mailbox, number>();

  constructor(clock: Clock, vault: LoginVault) {
    this.#clock = clock;
    this.#vault = vault;
    this.#mayBeUsedUpTo = vault.stepAt(clock.now()) + 1;
  }

  /** Whether `code` is right and new; it is then used. */
  use(box: Mailbox, sealed: string, code: string): boolean {
    const secret = this.#vault.openSecondFactor(sealed, box);
    return secret !== null && this.useSecret(box, secret, code);
  }

  /** The same for a secret that is not kept yet. */
  useSecret(box: Mailbox, secret: string, code: string): boolean {
    const step = this.#vault.stepOfCode(secret, code, this.#clock.now());
    if (step === null || step <= (this.#usedUpTo.get(box) ?? this.#mayBeUsedUpTo)) return false;
    this.#usedUpTo.set(box, step);
    return true;
  }
}
