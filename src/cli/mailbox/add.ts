import { readerOf } from '../../adapters/sealing/age-key.ts';
import { DatabaseGuest } from '../../adapters/sqlite/guest.ts';
import { mailboxesIn, mailboxWrites } from '../../adapters/sqlite/mailbox-store.ts';
import { VOICEMAIL } from '../../adapters/sqlite/schema.ts';
import { mailboxOf } from '../../call/mailbox.ts';
import { Failure } from '../../failure.ts';
import type { Reader } from '../../ports/message-sealer.ts';
import { configFrom } from '../config-option.ts';
import { endFailed } from '../exit-code.ts';
import { printLine } from '../output.ts';

interface Flags {
  readonly config: string;
  readonly recipient: readonly string[];
  readonly recovery: string;
}

export async function addMailbox(text: string, flags: Flags): Promise<void> {
  const done = await added(text, flags);
  if (done instanceof Failure) endFailed(done);
  else printLine(done);
}

async function added(text: string, { config, recipient, recovery }: Flags): Promise<string | Failure> {
  const loaded = configFrom(config);
  if (loaded instanceof Failure) return loaded;
  const box = mailboxOf(text);
  if (box === null || !loaded.voicemail.secured.includes(box)) return new Failure('VOICEMAIL_NOT_DECLARED');
  const readers: Reader[] = [];
  for (const [key, role] of [...recipient.map((each) => [each, 'reader'] as const), [recovery, 'recovery'] as const]) {
    const reader = readerOf(key, role);
    if (reader instanceof Failure) return reader;
    readers.push(reader);
  }
  // Whoever holds one of the two must not hold the other with it.
  if (recipient.includes(recovery))
    return new Failure('USAGE', 'the recovery key is also a recipient; make one of its own');
  const guest = new DatabaseGuest(loaded.storage.directory, VOICEMAIL);
  const kept = await mailboxesIn((sql) => guest.read(sql, []));
  if (kept.outcome !== 'ok') return new Failure(kept.why);
  if (kept.value.some((each) => each.box === box && each.ownerEnrolled)) return new Failure('ACCESS_OWNED');
  const failure = await guest.write(mailboxWrites(box, readers));
  if (failure !== null) return failure;
  return `messages for ${box} are sealed to ${recipient.length} reader${recipient.length === 1 ? '' : 's'} and its recovery key`;
}
