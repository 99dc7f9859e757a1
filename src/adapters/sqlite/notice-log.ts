import type { Log } from '../../ports/log.ts';
import type { StorageNotice } from './database.ts';

/** Says in the log what became of the storage. `database`: name of its file. */
export function logNotice(log: Log, database: string, notice: StorageNotice): void {
  switch (notice.kind) {
    case 'degraded':
      log.error('storage-degraded', { database }, notice.failure);
      break;
    case 'recovered':
      log.info('storage-recovered', { database });
      break;
    case 'rebuilt':
      log.warn('storage-rebuilt', { database, savedCount: notice.report.saved, lostCount: notice.report.lost });
      break;
    case 'refused':
      log.error('record-refused', { database }, notice.failure);
      break;
  }
}
