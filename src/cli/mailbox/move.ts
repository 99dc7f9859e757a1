import { join } from 'node:path';
import { OrdinaryMailbox, type OrdinaryMessage } from '../../adapters/message-files/ordinary-mailbox.ts';
import { OwnedShelf } from '../../adapters/message-files/owned-shelf.ts';
import { ShredListFile } from '../../adapters/message-files/shred-list.ts';
import { AgeSealer } from '../../adapters/sealing/age-sealer.ts';
import { loadTokenKey } from '../../adapters/sealing/token-key.ts';
import { DatabaseGuest } from '../../adapters/sqlite/guest.ts';
import { mailboxesIn, sealedWrite } from '../../adapters/sqlite/mailbox-store.ts';
import { VOICEMAIL } from '../../adapters/sqlite/schema.ts';
import { UNKNOWN_ROUTES } from '../../call/mail-routes.ts';
import { type Mailbox, mailboxOf } from '../../call/mailbox.ts';
import type { Config } from '../../config/config.ts';
import { messageDirectory, shredListPath } from '../../config/message-places.ts';
import { Failure } from '../../failure.ts';
import { NOBODY_LISTENS } from '../../voicemail/listening.ts';
import { Mailboxes } from '../../voicemail/mailboxes.ts';
import { dayOf } from '../../voicemail/retention.ts';
import { type Finished, MessageSealing, type Sealing } from '../../voicemail/sealing.ts';
import { configFrom } from '../config-option.ts';
import { endFailed } from '../exit-code.ts';
import { oneLine, printJson, printLine, printNote } from '../output.ts';

interface Flags {
  readonly config: string;
  readonly spool: string;
  readonly json?: boolean;
}

/** What became of one message; `why`: it stays where it was. */
interface Moved {
  readonly at: number;
  readonly became: Sealing['kind'];
  readonly why: string | null;
}

const UNFINISHED = 'it lies in tmp: being spoken right now, or cut off by a crash; hear it and erase it';

export async function moveMessages(text: string, { config, spool, json }: Flags): Promise<void> {
  const loaded = configFrom(config);
  const moved = loaded instanceof Failure ? loaded : await movedTo(loaded, text, spool);
  if (moved instanceof Failure) return endFailed(moved);
  const left = moved.filter(({ why }) => why !== null);
  const count = (kind: Sealing['kind']) => moved.filter(({ became }) => became === kind).length;
  const [sealed, before, empty] = [count('sealed'), count('was-sealed'), count('empty') + count('lost')];
  if (json)
    printJson({ sealed, sealed_before: before, empty, left: left.map(({ at, why }) => ({ at: time(at), why })) });
  else {
    printLine(`sealed ${sealed}, sealed before ${before}, without a word ${empty}, left ${left.length}`);
    for (const { at, why } of left) printNote(oneLine(`left: the message of ${time(at)}: ${why ?? ''}`));
  }
  if (left.length > 0) endFailed(new Failure('VOICEMAIL_NOT_MOVED', String(left.length)));
}

const time = (at: number): string => new Date(at).toISOString().slice(0, 19);

async function movedTo(config: Config, text: string, spool: string): Promise<readonly Moved[] | Failure> {
  const box = mailboxOf(text);
  if (box === null || !config.voicemail.secured.includes(box)) return new Failure('VOICEMAIL_NOT_DECLARED');
  const ordinary = new OrdinaryMailbox(join(spool, 'voicemail', config.voicemail.ordinary_context, box), box);
  const messages = await ordinary.messages();
  if (messages instanceof Failure) return messages;
  const names = await loadTokenKey(config.storage.token_key_file);
  if (names instanceof Failure) return names;
  const shredded = await new ShredListFile(shredListPath(config)).all();
  if (shredded instanceof Failure) return shredded;
  const moved: Moved[] = [];
  for (const message of messages) {
    const { recording } = message;
    const id = names.messageIdOf(recording.name);
    const work = () => moving(config, box, ordinary, message, { ...recording, id, shredded: shredded.has(id) });
    const done = await ordinary.alone(message, work);
    if (done instanceof Failure && done.code !== 'VOICEMAIL_ORDINARY_BUSY') return done;
    // Whoever held the folder may have erased it, or moved it to another.
    if (done !== null)
      moved.push(done instanceof Failure ? { at: recording.at, became: 'stays', why: done.message } : done);
  }
  const unfinished = await ordinary.unfinished();
  if (unfinished instanceof Failure) return unfinished;
  return [...moved, ...unfinished.map((at) => ({ at, became: 'stays', why: UNFINISHED }) as const)];
}

/** One message, while its folder is locked. A Failure: what stands against this one, for want of keys or room, stands against all. */
async function moving(
  config: Config,
  box: Mailbox,
  ordinary: OrdinaryMailbox,
  message: OrdinaryMessage,
  finished: Finished,
): Promise<Moved | Failure> {
  const end = await sealingOf(config, box, ordinary, message).finish(finished);
  const moved = { at: finished.at, became: end.kind, why: null };
  if (end.kind !== 'stays') return moved;
  if (end.failure.code !== 'VOICEMAIL_RECORDING_UNREADABLE') return end.failure;
  const read = await ordinary.read(finished.name);
  return { ...moved, why: read.outcome === 'ok' ? end.failure.message : read.why };
}

/** How one message is sealed: it has the day of its move, so that its days begin to count now, and whether it was heard. */
function sealingOf(
  config: Config,
  box: Mailbox,
  ordinary: OrdinaryMailbox,
  { heard }: OrdinaryMessage,
): MessageSealing {
  const { directory } = config.storage;
  const guest = new DatabaseGuest(directory, VOICEMAIL);
  const today = dayOf(Date.now());
  return new MessageSealing({
    recordings: ordinary,
    sealer: new AgeSealer(),
    shelf: new OwnedShelf(messageDirectory(config), directory),
    store: {
      sealed: async ({ id }) => {
        const failure = await guest.write([
          sealedWrite({ box, id, day: today, heardDay: heard ? today : null, held: false }),
        ]);
        return failure === null ? { outcome: 'ok', value: 1 } : { outcome: 'unknown', why: failure.code };
      },
      settle: async () => ({ outcome: 'ok', value: 0 }),
    },
    mailboxes: new Mailboxes(
      config.voicemail.secured,
      { mailboxes: () => mailboxesIn((sql) => guest.read(sql, [])) },
      { of: async () => UNKNOWN_ROUTES },
    ),
    // They were heard before, by people; a transcript is made of messages as they come, or never.
    listening: NOBODY_LISTENS,
  });
}
