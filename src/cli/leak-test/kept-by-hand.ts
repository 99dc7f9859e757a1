import type { Write } from '../../adapters/sqlite/backlog.ts';
import { DatabaseGuest } from '../../adapters/sqlite/guest.ts';
import { HISTORY } from '../../adapters/sqlite/schema.ts';
import type { Config } from '../../config/config.ts';
import { printNote } from '../output.ts';

/** A test that somebody asked for is kept as well; that it could not be is said, and changes nothing about its verdict. */
export async function keepByHand({ storage }: Config, writes: readonly Write[]): Promise<void> {
  const failure = await new DatabaseGuest(storage.directory, HISTORY).write(writes);
  if (failure !== null) printNote(`not kept in the history: ${failure.message}; ${failure.hint}`);
}
