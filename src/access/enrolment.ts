import type { KeyChange } from '../call/key-change.ts';
import type { Mailbox } from '../call/mailbox.ts';
import { Failure } from '../failure.ts';
import type { Reader } from '../ports/message-sealer.ts';
import type { KeptOwner } from '../ports/owner-store.ts';
import { type AccessParts, answered, failureOf, ownerOf } from './access-parts.ts';
import type { Attempts } from './attempts.ts';
import type { KeyLog } from './key-log.ts';
import type { OneByOne } from './one-by-one.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Sessions } from './sessions.ts';

/** What a browser needs to begin. Nothing of it is written down before the end but the invite itself. */
export interface BegunEnrolment {
  readonly ticket: string;
  readonly box: Mailbox;
  /** Base32, for the owner's authenticator. */
  readonly secondFactor: string;
  /** The last link of the log of keys. */
  readonly before: string;
  /** The mailbox has an owner already, who has lost a passphrase or a telephone: only the printed recovery key opens this again. */
  readonly recovering: Pick<KeptOwner, 'recipient' | 'signing' | 'paperSlot' | 'recovery'> | null;
  /** Who else messages of this mailbox are sealed to: keys that an administrator gave it. */
  readonly others: readonly Reader[];
  readonly escrow: Reader | null;
}

/** What a browser made: public keys, and secret ones sealed. */
export interface EnrolmentEnd {
  readonly ticket: string;
  readonly recipient: string;
  readonly signing: string;
  readonly salt: string;
  readonly proof: string;
  readonly passphraseSlot: string;
  readonly paperSlot: string;
  /** The public part of the printed recovery key. */
  readonly recovery: string;
  readonly code: string;
  readonly day: number;
  readonly before: string;
  readonly signature: string;
}

interface Ticket {
  readonly box: Mailbox;
  readonly codeHash: string;
  readonly secondFactor: string;
  readonly until: number;
}

const TICKET_MS = 1_800_000;
const MOST_TICKETS = 64;
const LOCK_SECONDS = 600;
/** What somebody needs who has the printed recovery key, and nobody else can use: no slot of the passphrase, which could be guessed at. */
function recoveryOf({ paperSlot, recipient, recovery, signing }: KeptOwner): NonNullable<BegunEnrolment['recovering']> {
  return { paperSlot, recipient, recovery, signing };
}

/** Letters that are easily taken for one another are not in a code; how it is written does not matter. */
const plainCode = (code: string): string => code.toUpperCase().replace(/[^0-9A-Z]/g, '');

/** Somebody becomes the owner of a mailbox with a code that an administrator gave them in person. */
export class Enrolment {
  readonly #parts: AccessParts;
  readonly #attempts: Attempts;
  readonly #factors: SecondFactors;
  readonly #log: KeyLog;
  readonly #changes: OneByOne;
  readonly #sessions: Sessions;
  readonly #tickets = new Map<string, Ticket>();

  constructor(
    parts: AccessParts,
    attempts: Attempts,
    factors: SecondFactors,
    sessions: Sessions,
    log: KeyLog,
    changes: OneByOne,
  ) {
    this.#parts = parts;
    this.#attempts = attempts;
    this.#factors = factors;
    this.#log = log;
    this.#changes = changes;
    this.#sessions = sessions;
  }

  /**
   * ACCESS_INVITE for every code that begins nothing, whatever the reason, and ACCESS_TOO_OFTEN for more of them. A right code never waits: nobody guesses
   * eighty random bits, and strangers could keep everybody from enrolling and from coming back.
   */
  async begin(code: string): Promise<BegunEnrolment | Failure> {
    const { clock, escrow, mailboxes, owners, secured, vault } = this.#parts;
    const codeHash = vault.digestOf(plainCode(code));
    const [invites, kept, before] = [
      answered(await owners.invites()),
      answered(await mailboxes.mailboxes()),
      await this.#log.head(),
    ];
    if (invites instanceof Failure) return invites;
    if (kept instanceof Failure) return kept;
    if (before instanceof Failure) return before;
    const invite = invites.find((each) => vault.isSame(each.codeHash, codeHash));
    if (invite === undefined || invite.expiresAt <= clock.now() || !secured.includes(invite.box))
      return new Failure(this.#attempts.take('invite') ? 'ACCESS_INVITE' : 'ACCESS_TOO_OFTEN');
    const { box } = invite;
    const owner = await ownerOf(owners, box);
    if (owner instanceof Failure) return owner;
    const secondFactor = vault.newSecondFactor();
    const ticket = this.#newTicket({ box, codeHash, secondFactor, until: clock.now() + TICKET_MS });
    const own = new Set<string>(['recovery', owner?.reader ?? '', escrow?.id ?? '']);
    const others = kept.find((each) => each.box === box)?.readers.filter(({ id }) => !own.has(id)) ?? [];
    return { ticket, box, secondFactor, before, recovering: owner === null ? null : recoveryOf(owner), others, escrow };
  }

  /** Gives the mailbox when it has its owner, and everything of that is on the disk. A recovery ends every session, and takes every passkey. */
  end(end: EnrolmentEnd): Promise<Mailbox | Failure> {
    return this.#changes.run(() => this.#end(end));
  }

  /** What a crash or a full disk in the midst of a change left undone: an owner whose mailbox does not know of them. */
  settle(): Promise<void> {
    return this.#changes.run(() => this.#settle());
  }

  async #settle(): Promise<void> {
    const { mailboxes, owners } = this.#parts;
    const [kept, boxes] = [await owners.owners(), await mailboxes.mailboxes()];
    if (kept.outcome !== 'ok' || boxes.outcome !== 'ok') return;
    for (const owner of kept.value) {
      const known = boxes.value.find(({ box }) => box === owner.box);
      const isSettled = known?.ownerEnrolled && known.readers.some(({ id }) => id === owner.reader);
      if (isSettled || !(await this.#isStillOwner(owner))) continue;
      await this.#open(owner, known?.ownerEnrolled ?? false);
    }
  }

  /** Whether it is so with everything that waits to be written: to leave may wait, and nobody is to come back by this. */
  async #isStillOwner({ box, lockSeconds, reader }: KeptOwner): Promise<boolean> {
    const { owners } = this.#parts;
    // Written after all that waits, and not before it: `unknown` while something does.
    const written = await owners.setLock(box, lockSeconds);
    if (written.outcome !== 'ok') return false;
    const owner = await ownerOf(owners, box);
    return owner !== null && !(owner instanceof Failure) && owner.reader === reader;
  }

  async #end(end: EnrolmentEnd): Promise<Mailbox | Failure> {
    const ticket = this.#ticketOf(end.ticket);
    if (ticket === null) return new Failure('ACCESS_INVITE');
    const { box } = ticket;
    const before = await ownerOf(this.#parts.owners, box);
    if (before instanceof Failure) return before;
    const reader = this.#parts.vault.readerOf(end.recipient, 'reader');
    if (reader === null || !this.#areKeys(end)) return new Failure('ACCESS_BAD');
    // Recovery opens the same keys again; other keys would be another owner, by the word of the administrator alone.
    if (before !== null && !areSame(before, end)) return new Failure('ACCESS_SIGNATURE');
    const change = changeOf(end, box, before === null ? 'enrolled' : 'recovered');
    const objection = (await this.#log.objection(change, end.signing)) ?? (await this.#useCodes(end, ticket));
    if (objection !== null) return objection;
    const owner = this.#ownerOf(end, ticket, reader, before);
    const written = (await this.#log.append(change, owner)) ?? (await this.#open(owner, before !== null));
    // Whoever has the lost telephone, or knows the passphrase before, may be in one; also when the disk takes the change only later.
    this.#sessions.closeAll(box);
    return written ?? box;
  }

  #areKeys({ recipient, recovery }: EnrolmentEnd): boolean {
    return this.#parts.vault.readerOf(recovery, 'recovery') !== null && recipient !== recovery;
  }

  /** Both codes are used up by this: the authenticator's and, only when that was right, the invite's. */
  async #useCodes(end: EnrolmentEnd, { box, codeHash, secondFactor }: Ticket): Promise<Failure | null> {
    const tries = `enrol ${box}`;
    if (!this.#attempts.take(tries)) return new Failure('ACCESS_TOO_OFTEN');
    if (!this.#factors.useSecret(box, secondFactor, end.code)) return new Failure('ACCESS_CODE');
    const used = answered(await this.#parts.owners.useInvite(codeHash));
    if (used instanceof Failure) return used;
    if (used !== 1) return new Failure('ACCESS_INVITE');
    this.#tickets.delete(end.ticket);
    this.#attempts.forget(tries);
    return null;
  }

  #ownerOf(end: EnrolmentEnd, { box, secondFactor }: Ticket, { id }: Reader, before: KeptOwner | null): KeptOwner {
    const { vault } = this.#parts;
    const { recipient, recovery, signing, salt, passphraseSlot, paperSlot, proof } = end;
    return {
      ...{ box, reader: id, recipient, recovery, signing, salt, passphraseSlot, paperSlot },
      previous: before?.previous ?? null,
      proofHash: vault.proofHashOf(box, proof),
      secondFactor: vault.sealSecondFactor(secondFactor, box),
      lockSeconds: before?.lockSeconds ?? LOCK_SECONDS,
    };
  }

  /** `isKnown`: it was theirs before, and they have agreed to the readers that there are, and to no other. A new owner was shown today's escrow. */
  async #open(owner: KeptOwner, isKnown: boolean): Promise<Failure | null> {
    const { log, mailboxes, vault } = this.#parts;
    const kept = answered(await mailboxes.mailboxes());
    if (kept instanceof Failure) return kept;
    const had = kept.find(({ box }) => box === owner.box)?.readers.some(({ id }) => id === this.#parts.escrow?.id);
    const escrow = isKnown && !had ? null : this.#parts.escrow;
    const recovery = vault.readerOf(owner.recovery, 'recovery');
    if (recovery === null) return new Failure('ACCESS_BAD');
    const own = { id: owner.reader, recipient: owner.recipient };
    const readers = [own, recovery, ...(escrow === null ? [] : [escrow])];
    log.info('mailbox-has-owner', {});
    return failureOf(await mailboxes.owned(owner.box, readers, owner.previous));
  }

  #newTicket(ticket: Ticket): string {
    const name = this.#parts.vault.newSecret();
    for (const [each] of this.#tickets) {
      if (this.#tickets.size < MOST_TICKETS) break;
      this.#tickets.delete(each);
    }
    this.#tickets.set(name, ticket);
    return name;
  }

  #ticketOf(name: string): Ticket | null {
    const ticket = this.#tickets.get(name);
    return ticket !== undefined && ticket.until > this.#parts.clock.now() ? ticket : null;
  }
}

function areSame(before: KeptOwner, { recipient, recovery, signing }: EnrolmentEnd): boolean {
  return before.recipient === recipient && before.signing === signing && before.recovery === recovery;
}

function changeOf(end: EnrolmentEnd, box: Mailbox, kind: KeyChange['kind']): KeyChange {
  const { recipient, signing, day, before, signature } = end;
  // What was printed stays in force with a recovery.
  const recovery = kind === 'enrolled' ? end.recovery : null;
  return { box, kind, recipient, signing, recovery, day, before, signature };
}
