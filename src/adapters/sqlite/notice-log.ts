import type { Log } from '../../ports/log.ts';
import type { StorageNotice } from './database.ts';

/** Says in the log what became of the storage. */
export function logNotice(log: Log, notice: StorageNotice): void {
  switch (notice.kind) {
    case 'degraded':
      log.error('storage-degraded', {}, notice.failure);
      break;
    case 'recovered':
      log.info('storage-recovered');
      break;
    case 'rebuilt':
      log.warn('storage-rebuilt', { savedCount: notice.report.saved, lostCount: notice.report.lost });
      break;
    case 'refused':
      log.error('record-refused', {}, notice.failure);
      break;
  }
}
