import { housePlanOf } from '../adapters/asterisk/live/house-plan.ts';
import { amiTarget, ariTarget, besideApplication } from '../adapters/asterisk/targets.ts';
import { DropsThread } from '../adapters/thread/drops-thread.ts';
import { systemTimer as timer } from '../adapters/time/system-time.ts';
import type { LiveCall } from '../call/ended-call.ts';
import type { TrunkReach } from '../call/trunk-reach.ts';
import type { Config } from '../config/config.ts';
import type { DropListener } from '../ports/drop-listener.ts';
import type { Log } from '../ports/log.ts';
import type { Check } from '../ports/status.ts';

export interface DroppedCallsParts {
  readonly config: Config;
  readonly log: Log;
  /** Are told of every call, in this order. */
  readonly listeners: readonly DropListener[];
  /** Is told how a trunk is, at first and at each change. */
  readonly trunk: (reach: TrunkReach) => void;
  /** Calls that an earlier daemon kept as live. */
  readonly known: readonly LiveCall[];
}

/** The entry of the detector's thread, of the source or of what was built: whichever this file belongs to. */
const DROPS_THREAD = new URL(
  import.meta.url.endsWith('.ts') ? '../drops-thread.ts' : '../drops-thread.js',
  import.meta.url,
);

/** Every listener is told, whatever became of another. */
function each(listeners: readonly DropListener[], log: Log): DropListener {
  const telling =
    <K extends keyof DropListener>(kind: K) =>
    (call: Parameters<DropListener[K]>[0]): void => {
      for (const listener of listeners) {
        try {
          (listener[kind] as (call: unknown) => void)(call);
        } catch (cause) {
          log.error('drop-listener-failed', {}, cause);
        }
      }
    };
  return {
    live: telling('live'),
    suspected: telling('suspected'),
    restored: telling('restored'),
    ended: telling('ended'),
    raised: telling('raised'),
  };
}

/** The detector of dropped calls, in its thread, wired to whoever is to be told. Part of the composition root. */
export function droppedCalls({ config, known, listeners, log, trunk }: DroppedCallsParts): DropsThread {
  return new DropsThread({
    entry: DROPS_THREAD,
    sources: {
      ari: ariTarget(config, besideApplication(config, 'drops')),
      ami: amiTarget(config),
      house: housePlanOf(config),
    },
    known,
    timer,
    log,
    listener: each(listeners, log),
    trunk,
  });
}

/** `null`: it has not begun. */
export function dropsCheck(thread: DropsThread | null): Check {
  const watching = thread?.watching ?? false;
  return { name: 'drops', ok: watching, why: watching ? null : 'DROPS_NOT_WATCHED' };
}
