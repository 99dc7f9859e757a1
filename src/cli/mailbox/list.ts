import { DatabaseGuest } from '../../adapters/sqlite/guest.ts';
import { mailboxesIn, messagesIn, shreddedIn } from '../../adapters/sqlite/mailbox-store.ts';
import { VOICEMAIL } from '../../adapters/sqlite/schema.ts';
import { RECOVERY } from '../../call/mailbox.ts';
import type { Config } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { columns } from '../columns.ts';
import { configFrom } from '../config-option.ts';
import { endFailed } from '../exit-code.ts';
import { printJson, printLine } from '../output.ts';

interface Flags {
  readonly config: string;
  readonly erased?: boolean;
  readonly json?: boolean;
}

interface Listed {
  readonly json: unknown;
  readonly rows: readonly (readonly string[])[];
}

export async function listMailboxes({ config, erased, json }: Flags): Promise<void> {
  const loaded = configFrom(config);
  const listed = loaded instanceof Failure ? loaded : await (erased ? proofs(loaded) : mailboxes(loaded));
  if (listed instanceof Failure) endFailed(listed);
  else if (json) printJson(listed.json);
  else for (const line of columns(listed.rows)) printLine(line);
}

const date = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A mailbox that is declared and has no keys is listed too: it takes no message. */
async function mailboxes({ storage, voicemail }: Config): Promise<Listed | Failure> {
  const guest = new DatabaseGuest(storage.directory, VOICEMAIL);
  const kept = await mailboxesIn((sql) => guest.read(sql, []));
  const messages = await messagesIn((sql) => guest.read(sql, []));
  if (kept.outcome !== 'ok') return new Failure(kept.why);
  if (messages.outcome !== 'ok') return new Failure(messages.why);
  const names = [...new Set([...voicemail.secured, ...kept.value.map(({ box }) => box)])].sort();
  const listed = names.map((mailbox) => {
    const readers = kept.value.find(({ box }) => box === mailbox)?.readers.map(({ id }) => id) ?? [];
    const own = messages.value.filter(({ box }) => box === mailbox);
    return {
      mailbox,
      secured: voicemail.secured.includes(mailbox),
      readers: readers.filter((id) => id !== RECOVERY),
      recovery: readers.includes(RECOVERY),
      messages: own.map(({ id, day, heardDay, held }) => ({
        message: id,
        day: date(day),
        heard: heardDay === null ? null : date(heardDay),
        held,
      })),
    };
  });
  const rows = listed.flatMap(({ mailbox, messages: own, readers, recovery }) => [
    [mailbox, `${readers.length} readers`, recovery ? 'recovery key' : 'no recovery key', `${own.length} messages`],
    ...own.map(({ message, day, heard, held }) => [
      '',
      message,
      day,
      `${heard === null ? 'new' : 'heard'}${held ? ', held' : ''}`,
    ]),
  ]);
  return { json: { mailboxes: listed }, rows };
}

async function proofs({ storage }: Config): Promise<Listed | Failure> {
  const guest = new DatabaseGuest(storage.directory, VOICEMAIL);
  const shredded = await shreddedIn((sql) => guest.read(sql, []));
  if (shredded.outcome !== 'ok') return new Failure(shredded.why);
  const erased = shredded.value.map(({ box, id, at, reason }) => ({
    mailbox: box,
    message: id,
    erasedAt: new Date(at).toISOString(),
    reason,
  }));
  return { json: { erased }, rows: erased.map((each) => Object.values(each)) };
}
