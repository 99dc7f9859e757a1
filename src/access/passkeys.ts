import type { Mailbox } from '../call/mailbox.ts';
import { Failure } from '../failure.ts';
import type { KeptOwner, KeptPasskey } from '../ports/owner-store.ts';
import type { PasskeyAsk, PasskeyPlace } from '../ports/passkey-check.ts';
import { type AccessParts, answered, failureOf, ownerOf } from './access-parts.ts';
import type { LetIn, Login } from './login.ts';

/** A question that a browser has been asked, and the ticket with which it answers. */
export interface AskedPasskey {
  readonly ticket: string;
  readonly options: object;
}

/** Somebody has shown a passkey. `slot`: their secret keys, sealed with its PRF output; `null`: only the passphrase opens them. */
export interface LetInByPasskey extends LetIn {
  readonly slot: string | null;
}

/** What a browser made to be kept. `slot`: the keys whose public part is `present`, sealed. */
interface KeptAnswer {
  readonly ticket: string;
  readonly response: unknown;
  readonly slot: string | null;
  readonly present: string;
}

interface Question {
  readonly challenge: string;
  /** Whose new passkey it is; `null`: it is to be shown. */
  readonly box: Mailbox | null;
  readonly until: number;
}

const QUESTION_MS = 120_000;
const MOST_QUESTIONS = 256;
const MOST_PASSKEYS = 5;

/** Passkeys as another way in, beside passphrase and second factor and never instead of them: people delete passkeys. */
export class Passkeys {
  readonly #parts: AccessParts;
  readonly #login: Login;
  readonly #questions = new Map<string, Question>();

  constructor(parts: AccessParts, login: Login) {
    this.#parts = parts;
    this.#login = login;
  }

  async of(box: Mailbox): Promise<readonly KeptPasskey[] | Failure> {
    const kept = answered(await this.#parts.owners.passkeys());
    return kept instanceof Failure ? kept : kept.filter((each) => each.box === box);
  }

  /** The answer is the same for everybody: which mailboxes have passkeys is not told. */
  async askToShow(place: PasskeyPlace): Promise<AskedPasskey> {
    return this.#question(await this.#parts.passkeys.askToShow(place), null);
  }

  /** `deviceOf`: what this browser was given at an earlier login to `box`. */
  async show(
    ticket: string,
    response: unknown,
    place: PasskeyPlace,
    deviceOf: (box: Mailbox) => string | null,
  ): Promise<LetInByPasskey | Failure> {
    const { owners, passkeys } = this.#parts;
    const question = this.#take(ticket);
    const kept = answered(await owners.passkeys());
    if (kept instanceof Failure) return kept;
    const passkey = kept.find(({ credential }) => credential === passkeys.credentialOf(response));
    if (question === null || question.box !== null || passkey === undefined) return new Failure('ACCESS_REFUSED');
    const counter = await passkeys.shown(response, passkey, question.challenge, place);
    const owner = await ownerOf(owners, passkey.box);
    if (owner instanceof Failure) return owner;
    if (counter === null || owner === null) return new Failure('ACCESS_REFUSED');
    const counted = answered(await owners.countPasskey(passkey.credential, counter));
    if (counted instanceof Failure) return counted;
    // It was removed while it was shown, by its owner or with the keys before.
    if (counted !== 1) return new Failure('ACCESS_REFUSED');
    return { ...(await this.#login.letIn(owner, deviceOf(owner.box))), slot: passkey.slot };
  }

  async askToMake({ box }: KeptOwner, place: PasskeyPlace): Promise<AskedPasskey | Failure> {
    const own = await this.of(box);
    if (own instanceof Failure) return own;
    if (own.length >= MOST_PASSKEYS) return new Failure('ACCESS_BAD');
    const known = own.map(({ credential }) => credential);
    return this.#question(await this.#parts.passkeys.askToMake(box, place, known), box);
  }

  /** ACCESS_KEY_CHANGED when the slot holds keys that are not the owner's any more; ACCESS_BAD when it is no new passkey, or not an answer to what was asked. */
  async keep(
    { box }: KeptOwner,
    { present, response, slot, ticket }: KeptAnswer,
    place: PasskeyPlace,
  ): Promise<Failure | null> {
    const question = this.#take(ticket);
    if (question === null || question.box !== box) return new Failure('ACCESS_BAD');
    const made = await this.#parts.passkeys.made(response, question.challenge, place);
    if (made === null) return new Failure('ACCESS_BAD');
    const added = await this.#parts.owners.addPasskey({ box, ...made, slot }, present);
    if (added.outcome === 'unknown' && added.why === 'STORAGE_RECORD_REFUSED') return new Failure('ACCESS_BAD');
    return failureOf(added) ?? (answered(added) === 1 ? null : new Failure('ACCESS_KEY_CHANGED'));
  }

  async remove({ box }: KeptOwner): Promise<Failure | null> {
    return failureOf(await this.#parts.owners.removePasskeys(box));
  }

  #question({ challenge, options }: PasskeyAsk, box: Mailbox | null): AskedPasskey {
    const ticket = this.#parts.vault.newSecret();
    for (const [each] of this.#questions) {
      if (this.#questions.size < MOST_QUESTIONS) break;
      this.#questions.delete(each);
    }
    this.#questions.set(ticket, { challenge, box, until: this.#parts.clock.now() + QUESTION_MS });
    return { ticket, options };
  }

  /** A question is answered once. */
  #take(ticket: string): Question | null {
    const question = this.#questions.get(ticket);
    this.#questions.delete(ticket);
    return question !== undefined && question.until > this.#parts.clock.now() ? question : null;
  }
}
