import type { StoreAnswer } from '../../ports/stores.ts';
import type { Write } from './backlog.ts';
import type { Connection } from './connection.ts';
import { faultOf } from './fault.ts';
import { inTransaction } from './migrations.ts';

/**
 * Writes `batch` in order in one transaction and gives the answer for each: rows changed, or `unknown` with `STORAGE_RECORD_REFUSED` for
 * one that breaks a rule of the schema, which leaves the others untouched. Rejects, with nothing written, on every other error.
 * After an erasure the log is emptied, so that no copy of an erased row stays in it, and `removeSetAside` is called.
 */
export async function writeBatch(
  writer: Connection,
  batch: readonly Write[],
  removeSetAside: (before: number) => Promise<void>,
): Promise<readonly StoreAnswer<number>[]> {
  const answers = await inTransaction(writer, async () => {
    const given: StoreAnswer<number>[] = [];
    for (const write of batch) given.push(await writeOne(writer, write));
    return given;
  });
  const erasures = batch.flatMap(({ erasesBefore }) => erasesBefore ?? []);
  if (erasures.length > 0) {
    const blocked = await writer.value('PRAGMA wal_checkpoint(TRUNCATE)');
    // A reader was in the way: the whole batch is tried again, which changes nothing but empties the log.
    if (blocked !== 0) throw Object.assign(new Error('the log could not be emptied'), { code: 'SQLITE_BUSY' });
    await removeSetAside(Math.max(...erasures));
  }
  return answers;
}

async function writeOne(writer: Connection, { sql, params }: Write): Promise<StoreAnswer<number>> {
  try {
    return { outcome: 'ok', value: await writer.run(sql, params) };
  } catch (error) {
    if (faultOf(error) === 'refused') return { outcome: 'unknown', why: 'STORAGE_RECORD_REFUSED' };
    throw error;
  }
}
