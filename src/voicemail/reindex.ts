import { Failure } from '../failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { MailboxStore } from '../ports/mailbox-store.ts';
import type { MessageShelf } from '../ports/message-shelf.ts';
import { dayOf } from './retention.ts';

/**
 * Fills the index again from what lies on the shelf: a crash between the two, or a database that was damaged, hides no message. Its day is then today,
 * so that it is kept rather too long than too short. Gives how many were missing.
 */
export async function reindex(shelf: MessageShelf, store: MailboxStore, clock: Clock): Promise<number | Failure> {
  const [there, known] = await Promise.all([shelf.all(), store.messages()]);
  if (there instanceof Failure) return there;
  if (known.outcome !== 'ok') return new Failure(known.why);
  const indexed = new Set(known.value.map(({ id }) => id));
  const missing = there.filter(({ id }) => !indexed.has(id));
  for (const { box, id } of missing)
    await store.sealed({ box, id, day: dayOf(clock.now()), heardDay: null, held: false });
  return missing.length;
}
