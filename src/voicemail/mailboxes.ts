import { type MailRoutes, UNKNOWN_ROUTES } from '../call/mail-routes.ts';
import type { Mailbox } from '../call/mailbox.ts';
import { RECOVERY } from '../call/mailbox.ts';
import type { MailRouteReader } from '../ports/mail-routes.ts';
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
  readonly #routes: MailRouteReader;

  /** `secured`: the mailboxes that the configuration declares secured. */
  constructor(secured: readonly string[], store: Pick<MailboxStore, 'mailboxes'>, routes: MailRouteReader) {
    this.#secured = new Set(secured);
    this.#store = store;
    this.#routes = routes;
  }

  /** `null`: the mailboxes cannot be read now, so nothing may be taken. */
  async routed(box: Mailbox): Promise<RoutedBox | null> {
    const kept = await this.#store.mailboxes();
    if (kept.outcome !== 'ok') return null;
    const found = kept.value.find((each) => each.box === box) ?? null;
    // The PBX's ways out decide about transcripts alone; nobody looks where none is wanted.
    const routes = found?.transcriptWanted ? await this.#routes.of(box) : UNKNOWN_ROUTES;
    return { route: routeOf(this.#factsOf(box, found, routes)), readers: found?.readers ?? [] };
  }

  /** The secured mailboxes that have no keys, or `null` when that cannot be read now. */
  async withoutKeys(): Promise<readonly string[] | null> {
    const kept = await this.#store.mailboxes();
    if (kept.outcome !== 'ok') return null;
    const of = (box: string) => kept.value.find((each) => each.box === box) ?? null;
    return [...this.#secured].filter((box) => routeOf(this.#factsOf(box, of(box), UNKNOWN_ROUTES)).kind === 'refused');
  }

  #factsOf(box: string, kept: KeptMailbox | null, routes: MailRoutes): BoxFacts {
    const readers = kept?.readers ?? [];
    return {
      declared: this.#secured.has(box) ? 'secured' : 'ordinary',
      readerKeys: readers.filter(({ id }) => id !== RECOVERY).length,
      recoveryKey: readers.some(({ id }) => id === RECOVERY),
      ownerEnrolled: kept?.ownerEnrolled ?? false,
      strongLogin: kept?.strongLogin ?? false,
      autoLock: kept?.autoLock ?? false,
      ...routes,
      transcriptWanted: kept?.transcriptWanted ?? false,
    };
  }
}
