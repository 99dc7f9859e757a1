import type { Mailbox } from '../call/mailbox.ts';
import { RECOVERY } from '../call/mailbox.ts';
import type { KeptMailbox, MailboxStore } from '../ports/mailbox-store.ts';
import type { Reader } from '../ports/message-sealer.ts';
import { type BoxFacts, type MessageRoute, routeOf } from './policy.ts';

/** What becomes of a message, and whose keys it is sealed to. */
export interface RoutedBox {
  readonly route: MessageRoute;
  readonly readers: readonly Reader[];
}

/** Mailboxes as they are declared and set up: the facts that the routing rule is asked with. */
export class Mailboxes {
  readonly #secured: ReadonlySet<string>;
  readonly #store: Pick<MailboxStore, 'mailboxes'>;

  /** `secured`: the mailboxes that the configuration declares secured. */
  constructor(secured: readonly string[], store: Pick<MailboxStore, 'mailboxes'>) {
    this.#secured = new Set(secured);
    this.#store = store;
  }

  /** `null`: the mailboxes cannot be read now, so nothing may be taken. */
  async routed(box: Mailbox): Promise<RoutedBox | null> {
    const kept = await this.#store.mailboxes();
    if (kept.outcome !== 'ok') return null;
    const found = kept.value.find((each) => each.box === box) ?? null;
    return { route: routeOf(this.#factsOf(box, found)), readers: found?.readers ?? [] };
  }

  /** The secured mailboxes that have no keys, or `null` when that cannot be read now. */
  async withoutKeys(): Promise<readonly string[] | null> {
    const kept = await this.#store.mailboxes();
    if (kept.outcome !== 'ok') return null;
    const of = (box: string) => kept.value.find((each) => each.box === box) ?? null;
    return [...this.#secured].filter((box) => routeOf(this.#factsOf(box, of(box))).kind === 'refused');
  }

  #factsOf(box: string, kept: KeptMailbox | null): BoxFacts {
    const readers = kept?.readers ?? [];
    return {
      declared: this.#secured.has(box) ? 'secured' : 'ordinary',
      readerKeys: readers.filter(({ id }) => id !== RECOVERY).length,
      recoveryKey: readers.some(({ id }) => id === RECOVERY),
      ownerEnrolled: kept?.ownerEnrolled ?? false,
      strongLogin: kept?.strongLogin ?? false,
      autoLock: kept?.autoLock ?? false,
      // Nobody asks the PBX yet; as long as that is so, no mailbox gets a transcript.
      mail: 'unknown',
      textMessage: 'unknown',
      attachment: 'unknown',
      transcriptWanted: kept?.transcriptWanted ?? false,
    };
  }
}
