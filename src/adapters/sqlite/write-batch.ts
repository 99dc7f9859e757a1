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

async function writeOne(writer: Connection, write: Write): Promise<StoreAnswer<number>> {
  try {
    const { also, params, sql } = write;
    return { outcome: 'ok', value: also === undefined ? await writer.run(sql, params) : await writeAll(writer, write) };
  } catch (error) {
    if (faultOf(error) === 'refused') return { outcome: 'unknown', why: 'STORAGE_RECORD_REFUSED' };
    throw error;
  }
}

/** A statement with those that belong to it: when one is refused, none of them is written. Gives the rows that the first one changed. */
async function writeAll(writer: Connection, { also = [], params, sql }: Write): Promise<number> {
  await writer.run('SAVEPOINT entry');
  try {
    const changed = await writer.run(sql, params);
    for (const each of also) await writer.run(each.sql, each.params);
    await writer.run('RELEASE entry');
    return changed;
  } catch (error) {
    if (faultOf(error) === 'refused')
      await writer.run('ROLLBACK TO entry').catch((cause: unknown) => {
        // The whole batch is not written then: no half of an entry may be.
        throw new Error('an entry could not be undone', { cause });
      });
    throw error;
  }
}
