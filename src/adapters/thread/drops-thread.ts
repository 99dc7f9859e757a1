import type { LegId } from '../../call/call-event.ts';
import type { DialogWord } from '../../call/dialog-word.ts';
import type { LiveCall } from '../../call/ended-call.ts';
import type { TrunkReach } from '../../call/trunk-reach.ts';
import type { DropFact, DropOrder } from '../../drops/drop-words.ts';
import type { DropListener } from '../../ports/drop-listener.ts';
import type { Log } from '../../ports/log.ts';
import type { Timer } from '../../ports/timer.ts';
import { KeptThread } from './kept-thread.ts';

export interface DropsThreadParts {
  /** What the thread runs. */
  readonly entry: URL;
  /** Handed to it: plain values only. It holds the ARI and AMI passwords. */
  readonly sources: unknown;
  /** Calls that were told as live and not as ended by the daemon before this one. */
  readonly known: readonly LiveCall[];
  readonly timer: Timer;
  readonly log: Log;
  readonly listener: DropListener;
  /** How a trunk is, at first and at each change. */
  readonly trunk: (reach: TrunkReach) => void;
}

/**
 * The detector of dropped calls in a thread of its own. One that ends, breaks or hangs is begun again with the calls that were live: none is told twice,
 * and none is lost.
 */
export class DropsThread {
  readonly #parts: DropsThreadParts;
  readonly #live: Map<LegId, LiveCall>;
  readonly #thread: KeptThread<DropFact, DropOrder>;
  #heard = false;

  constructor(parts: DropsThreadParts) {
    const { entry, known, log, sources, timer } = parts;
    this.#parts = parts;
    this.#live = new Map(known.map((call) => [call.call, call]));
    this.#thread = new KeptThread({
      entry,
      plan: () => ({ sources, known: [...this.#live.values()] }),
      timer,
      said: (fact) => this.#said(fact),
      lost: (why) => {
        log.error('drops-thread-lost', { why });
        this.#watches(false);
      },
    });
  }

  /** Whether calls are watched right now. */
  get watching(): boolean {
    return this.#heard;
  }

  /** Begins and returns. */
  start(): void {
    this.#thread.start();
  }

  async stop(): Promise<void> {
    await this.#thread.stop();
  }

  /** What the mirror shows of a dialog. */
  word(word: DialogWord): void {
    this.#thread.order({ kind: 'word', word });
  }

  #said(fact: DropFact): void {
    const { listener } = this.#parts;
    switch (fact.kind) {
      case 'watching':
        this.#watches(fact.heard);
        return;
      case 'trunk':
        this.#parts.trunk(fact.reach);
        return;
      case 'live':
        this.#live.set(fact.call.call, fact.call);
        listener.live(fact.call);
        return;
      case 'suspected':
        listener.suspected(fact.call);
        return;
      case 'restored':
        this.#live.set(fact.call.call, fact.call);
        listener.restored(fact.call);
        return;
      case 'ended':
        this.#live.delete(fact.call.call);
        listener.ended(fact.call);
        return;
      case 'raised':
        listener.raised(fact.call);
    }
  }

  #watches(heard: boolean): void {
    if (heard) this.#thread.well();
    if (heard === this.#heard) return;
    this.#heard = heard;
    if (heard) this.#parts.log.info('drops-watching');
    else this.#parts.log.warn('drops-not-watching');
  }
}
