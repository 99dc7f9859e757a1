import { Failure } from '../failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { MailboxStore } from '../ports/mailbox-store.ts';
import type { MessageShelf } from '../ports/message-shelf.ts';
import type { ShredList } from '../ports/shred-list.ts';
import { dayOf } from './retention.ts';

export interface ReindexParts {
  readonly shelf: MessageShelf;
  readonly store: MailboxStore;
  readonly list: ShredList;
  readonly clock: Clock;
}

export interface Reindexed {
  /** How many lay on the shelf and were not in the index. */
  readonly found: number;
  /** How many are in the index, were never erased, and are not on the shelf. */
  readonly missing: number;
}

/**
 * Fills the index again from what lies on the shelf: a crash between the two, or a database that was damaged, hides no message. Its day is then today,
 * so that it is kept rather too long than too short. What the index has and the shelf has not stays in it, and is counted: it may only be away.
 */
export async function reindex({ clock, list, shelf, store }: ReindexParts): Promise<Reindexed | Failure> {
  // The index first: a message that is sealed in between is on the shelf, and is not missed.
  const known = await store.messages();
  if (known.outcome !== 'ok') return new Failure(known.why);
  const [there, shredded] = await Promise.all([shelf.all(), list.all()]);
  if (there instanceof Failure) return there;
  if (shredded instanceof Failure) return shredded;
  const indexed = new Set(known.value.map(({ id }) => id));
  const shelved = new Set(there.map(({ id }) => id));
  const found = there.filter(({ id }) => !indexed.has(id));
  for (const { box, id } of found)
    await store.sealed({ box, id, day: dayOf(clock.now()), heardDay: null, held: false });
  const missing = known.value.filter(({ id }) => !shelved.has(id) && !shredded.has(id));
  return { found: found.length, missing: missing.length };
}
