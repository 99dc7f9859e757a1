import type { Mailbox } from '../call/mailbox.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoginVault } from '../ports/login-vault.ts';

/** Whoever does nothing for so long has to log in again. */
const LONGEST_IDLE_MS = 600_000;
/** And whoever is logged in for so long. */
const LONGEST_MS = 12 * 3_600_000;
const MOST_SESSIONS = 256;

/** An owner who is logged in. `locked`: nothing of the mailbox is given out until the passphrase has been shown again. */
export interface Session {
  readonly box: Mailbox;
  readonly locked: boolean;
}

interface Kept extends Session {
  readonly since: number;
  readonly lastAt: number;
  readonly lockMs: number;
}

/**
 * Sessions in memory: they end with the daemon. A session is known by a random token, of which only the digest is kept.
 *
 *     open ──idle for the owner's time, or told so──> locked ──passphrase──> open
 *       └──────────ten minutes idle, twelve hours, logout────┴──> gone
 */
export class Sessions {
  readonly #clock: Clock;
  readonly #vault: LoginVault;
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock, vault: LoginVault) {
    this.#clock = clock;
    this.#vault = vault;
  }

  /** Gives the token. The oldest sessions make room. */
  open(box: Mailbox, lockSeconds: number): string {
    const token = this.#vault.newSecret();
    const now = this.#clock.now();
    for (const [digest] of this.#kept) {
      if (this.#kept.size < MOST_SESSIONS) break;
      this.#kept.delete(digest);
    }
    const lockMs = lockSeconds * 1_000;
    this.#kept.set(this.#vault.digestOf(token), { box, locked: false, since: now, lastAt: now, lockMs });
    return token;
  }

  /** The session of a token, used at this moment; `null`: there is none (any more). */
  use(token: string): Session | null {
    const digest = this.#vault.digestOf(token);
    const kept = this.#kept.get(digest);
    if (kept === undefined) return null;
    const now = this.#clock.now();
    const idle = now - kept.lastAt;
    // A clock that went back must not make a session live longer.
    if (idle < 0 || idle >= LONGEST_IDLE_MS || now - kept.since >= LONGEST_MS) {
      this.#kept.delete(digest);
      return null;
    }
    const used = { ...kept, lastAt: now, locked: kept.locked || idle >= kept.lockMs };
    this.#kept.set(digest, used);
    return used;
  }

  lock(token: string): void {
    this.#change(token, { locked: true });
  }

  unlock(token: string): void {
    this.#change(token, { locked: false, lastAt: this.#clock.now() });
  }

  close(token: string): void {
    this.#kept.delete(this.#vault.digestOf(token));
  }

  /** Ends every session of a mailbox, but for that of `token`. */
  closeOthers(box: Mailbox, token: string): void {
    const own = this.#vault.digestOf(token);
    for (const [digest, kept] of this.#kept) if (kept.box === box && digest !== own) this.#kept.delete(digest);
  }

  /** Ends every session of a mailbox. */
  closeAll(box: Mailbox): void {
    for (const [digest, kept] of this.#kept) if (kept.box === box) this.#kept.delete(digest);
  }

  /** The owner locks sooner or later from now on. */
  lockAfter(box: Mailbox, lockSeconds: number): void {
    for (const [digest, kept] of this.#kept)
      if (kept.box === box) this.#kept.set(digest, { ...kept, lockMs: lockSeconds * 1_000 });
  }

  #change(token: string, to: Partial<Kept>): void {
    const digest = this.#vault.digestOf(token);
    const kept = this.#kept.get(digest);
    if (kept !== undefined) this.#kept.set(digest, { ...kept, ...to });
  }
}
