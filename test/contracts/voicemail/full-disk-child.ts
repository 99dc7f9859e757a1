import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageFolders } from '../../../src/adapters/message-files/message-folders.ts';
import type { Mailbox, MessageId, ReaderId } from '../../../src/call/mailbox.ts';

/** Runs on a disk of 2 MB, whose mount point is the first argument. Prints `held` when everything was as it must be. */
const [, , disk = ''] = process.argv;
const DISK = 2 * 1024 * 1024;
const PAGE = 4_096;
const filler = join(disk, 'filler');
const shelf = new MessageFolders(disk);
const message = { box: '101' as Mailbox, id: 'ab'.repeat(16) as MessageId };
const sealed = {
  voice: Buffer.alloc(600_000, 7),
  facts: Buffer.alloc(4_300, 7),
  keys: new Map([['recovery' as ReaderId, Buffer.alloc(274, 7)]]),
};

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const files = (): readonly string[] =>
  readdirSync(disk, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'filler')
    .map(({ name }) => name);

/** Takes up the disk but for so many bytes. */
function fill(left: number): void {
  writeFileSync(filler, '');
  try {
    for (let taken = 0; taken < DISK - left; taken += PAGE) writeFileSync(filler, Buffer.alloc(PAGE), { flag: 'a' });
  } catch {
    // Full.
  }
}

let refused = 0;
// Full at every size, so that each of the files is the one for which there is no room.
for (const left of [0, 1, 2, 3, 10, 75, 140, 145, 146, 147, 148, 150, 160].map((pages) => pages * PAGE)) {
  fill(left);
  const failure = await shelf.put(message, sealed);
  expectThat(failure === null || failure.code === 'VOICEMAIL_UNWRITABLE', `with ${left} left: ${failure?.code}`);
  expectThat((await shelf.holds(message)) === (failure === null), `with ${left} left it holds what it refused, or not`);
  if (failure !== null) expectThat(files().length === 0, `with ${left} left: ${files().join()}`);
  if (failure !== null) refused += 1;
  rmSync(filler, { force: true });
  await shelf.shred(message);
}
expectThat(refused > 5 && refused < 13, `it was full ${refused} times`);
expectThat((await shelf.put(message, sealed)) === null, 'not kept although there is room');
const kept = await shelf.read(message);
expectThat('voice' in kept && Buffer.from(kept.voice).equals(sealed.voice), 'not kept whole');
process.stdout.write('held\n');
