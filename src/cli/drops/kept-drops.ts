import {
  classesIn,
  dropIn,
  dropsIn,
  evidenceIn,
  type ReadDrops,
  sessionsIn,
} from '../../adapters/sqlite/drop-queries.ts';
import { DatabaseGuest } from '../../adapters/sqlite/guest.ts';
import { DROPS } from '../../adapters/sqlite/schema.ts';
import type { LegId } from '../../call/call-event.ts';
import type { Note } from '../../call/drop-verdict.ts';
import type { Config } from '../../config/config.ts';
import { trunkHealth } from '../../drops/trunk-health.ts';
import { Failure } from '../../failure.ts';
import type { ClassCount, DropSpan, KeptDrop } from '../../ports/drop-store.ts';
import type { TrunkHealth } from '../../ports/status.ts';
import type { StoreAnswer } from '../../ports/stores.ts';

/** What is kept of the calls of a span. `drops` are the newest, the rest is of all. */
export interface KeptDrops {
  readonly drops: readonly KeptDrop[];
  readonly classes: readonly ClassCount[];
  readonly health: readonly TrunkHealth[];
}

/** One call with what its verdict rests on. */
export interface ShownDrop {
  readonly drop: KeptDrop;
  readonly evidence: readonly Note[];
}

/** The database of the daemon, read beside it or without it. */
function reader({ storage }: Config): ReadDrops {
  const guest = new DatabaseGuest(storage.directory, DROPS);
  return (sql, params) => guest.read(sql, params);
}

function value<T>(answer: StoreAnswer<T>): T {
  if (answer.outcome === 'unknown') throw new Failure(answer.why);
  return answer.value;
}

/** Throws the failure of the store where it cannot be read. */
export async function keptDrops(config: Config, span: DropSpan, limit: number): Promise<KeptDrops> {
  const read = reader(config);
  return {
    drops: value(await dropsIn(read, span, limit)),
    classes: value(await classesIn(read, span)),
    health: trunkHealth(value(await sessionsIn(read, span))),
  };
}

/** `null` when no such call is kept. Throws the failure of the store where it cannot be read. */
export async function shownDrop(config: Config, call: string): Promise<ShownDrop | null> {
  const read = reader(config);
  const drop = value(await dropIn(read, call as LegId));
  return drop === null ? null : { drop, evidence: value(await evidenceIn(read, drop.call)) };
}
