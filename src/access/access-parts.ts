import type { Mailbox } from '../call/mailbox.ts';
import { Failure } from '../failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { LoginVault } from '../ports/login-vault.ts';
import type { MailboxStore } from '../ports/mailbox-store.ts';
import type { Reader } from '../ports/message-sealer.ts';
import type { MessageShelf, ShelvedMessage } from '../ports/message-shelf.ts';
import type { KeptOwner, OwnerStore } from '../ports/owner-store.ts';
import type { PasskeyCheck } from '../ports/passkey-check.ts';
import type { StoreAnswer } from '../ports/stores.ts';

/** What letting owners to their mailboxes needs of the house. */
export interface AccessParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: LoginVault;
  readonly passkeys: PasskeyCheck;
  readonly owners: OwnerStore;
  readonly mailboxes: MailboxStore;
  readonly shelf: MessageShelf;
  /** Erases a message for good and proves it. */
  readonly shred: (message: ShelvedMessage) => Promise<Failure | null>;
  /** What is in a mailbox has changed: its lamp is to follow. */
  readonly changed: () => void;
  /** The mailboxes that the configuration declares secured. */
  readonly secured: readonly string[];
  /** The mailboxes that messages may be forwarded to; `null`: all that have an owner. */
  readonly forwardTo: readonly string[] | null;
  /** The agency's own key, to which every message of a mailbox with an owner is sealed besides; `null`: there is none. */
  readonly escrow: Reader | null;
}

const DAY_MS = 86_400_000;

/** The midnight (UTC) before `at`. */
export function dayBefore(at: number): number {
  return at - (at % DAY_MS);
}

/** What a store answered, or that it cannot be asked now. */
export function answered<T>(answer: StoreAnswer<T>): T | Failure {
  return answer.outcome === 'ok' ? answer.value : new Failure('ACCESS_NOT_NOW', answer.why);
}

/** `null` when it is on the disk. */
export function failureOf(answer: StoreAnswer<number>): Failure | null {
  return answer.outcome === 'ok' ? null : new Failure('ACCESS_NOT_NOW', answer.why);
}

/** The owner of a mailbox, `null` where it has none. */
export async function ownerOf(owners: OwnerStore, box: Mailbox): Promise<KeptOwner | null | Failure> {
  const kept = answered(await owners.owners());
  return kept instanceof Failure ? kept : (kept.find((each) => each.box === box) ?? null);
}
