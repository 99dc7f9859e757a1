import { type CheckedLog, checkedLog } from './key-pins.ts';
import { keepPins, pinsOf } from './pin-store.ts';
import { messageKeyFor, messageKeyOf, type SecretKeys } from './secret-keys.ts';
import { type BoxContents, get, getBytes, KEY_CHANGED, type OwnBox, post, Refused } from './server.ts';
import type { Opened } from './sounds.ts';

/** A mailbox that is open in this page: its owner's secret keys are in memory until it locks. */
export interface OpenBox {
  readonly own: OwnBox;
  readonly keys: SecretKeys;
  /** Shows that it is locked. */
  readonly locked: () => void;
  /** Shows that nobody is logged in any more, and why. */
  readonly left: (note: string) => void;
}

/** What the views of an open mailbox share. */
export interface BoxPage extends OpenBox {
  readonly opened: Opened;
  /** Shows the list again, from the server. */
  readonly list: () => Promise<void>;
  /** Nothing of the mailbox stays in the page; `shown` is what comes instead. */
  readonly close: (shown: () => void) => void;
  /** Does something with the keys of this page. When they were changed elsewhere meanwhile, or the server has locked, nothing of the mailbox stays in it, and it says why. */
  readonly keyed: (work: () => Promise<void>) => Promise<void>;
}

export interface Contents {
  readonly box: BoxContents;
  readonly log: CheckedLog;
}

/** What is in the mailbox now; the log of keys is checked against what this browser has seen, and that is remembered when it holds. ACCESS_KEY_CHANGED. */
export async function contentsOf({ keys, own }: OpenBox): Promise<Contents> {
  const box = await get<BoxContents>('box');
  const pins = pinsOf(own.mailbox);
  const log = await checkedLog(box.keyLog, pins.head);
  if (log.problems.length === 0) keepPins(own.mailbox, { ...pins, head: log.head });
  if (wasChanged(box, log, keys)) throw new Refused(KEY_CHANGED, 'your key was changed elsewhere', 'log in again');
  await rekey(box, keys);
  return { box, log };
}

/** Another page of this owner has changed the key: the log says so, signed with the key that this page has. */
function wasChanged({ mailbox, recipient }: BoxContents, { present, problems }: CheckedLog, keys: SecretKeys): boolean {
  return recipient !== keys.recipient && problems.length === 0 && present.get(mailbox)?.recipient === recipient;
}

/** What came while the key was rotated is sealed to the one before alone: it gets the present one, and the recovery key that goes with it. */
async function rekey({ messages }: BoxContents, keys: SecretKeys): Promise<void> {
  for (const { from, id } of messages.filter(({ key }) => key === 'previous')) {
    const key = await messageKeyOf(await getBytes(`messages/${id}/key`), keys);
    const { agreed, recipient: present } = keys;
    if (key === null) continue;
    const paper = from === null ? await messageKeyFor(agreed.recovery, key) : null;
    await post(`messages/${id}/rekey`, { present, paper, key: await messageKeyFor(present, key) });
  }
}

/** The key of a message that this owner can open. */
export async function keyOf(id: string, keys: SecretKeys): Promise<string> {
  const key = await messageKeyOf(await getBytes(`messages/${id}/key`), keys);
  if (key === null) throw new Error('This message is not sealed to your key.');
  return key;
}
