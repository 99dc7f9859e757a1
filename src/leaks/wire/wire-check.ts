import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Timer } from '../../ports/timer.ts';
import type { WireTap } from '../../ports/wire-tap.ts';
import { AskedPbx, type OwnWay } from './asked-pbx.ts';
import { MirrorWatch } from './mirror-watch.ts';
import type { TrunkLines } from './trunk-lines.ts';
import { WireWatch } from './wire-watch.ts';
import type { Look, WireAsks, WireFact, WireOrder } from './wire-words.ts';

/** How often it is told how many messages were looked at: twice a second says that somebody looks. */
const COUNT_EVERY_MS = 500;

export interface WireCheckParts {
  readonly tap: WireTap;
  readonly lines: TrunkLines;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly tell: (fact: WireFact | WireAsks) => void;
  /** A shorter way to end a leg than to ask for it; `null`: there is none. */
  readonly ownWay: OwnWay | null;
}

/** Everything of the live wire check that must see each message: the watch over what is said, and that over whether all is seen. */
export class WireCheck {
  readonly #parts: WireCheckParts;
  readonly #pbx: AskedPbx;
  readonly #watch: WireWatch;
  readonly #mirror: MirrorWatch;
  #counts = none();

  constructor(parts: WireCheckParts) {
    const { clock, lines, tell, timer } = parts;
    const outward = lines.doors
      .filter(({ door }) => door !== 'in')
      .map(({ endpoint, trunk }) => [endpoint, trunk] as const);
    const log = toldLog(tell);
    this.#parts = parts;
    this.#pbx = new AskedPbx((id, question) => tell({ kind: 'question', id, question }), parts.ownWay);
    this.#mirror = new MirrorWatch({
      clock,
      timer,
      log,
      doors: new Map(outward),
      changed: (trunk, state) => tell({ kind: 'mirror', trunk, state }),
    });
    this.#watch = new WireWatch({
      pbx: this.#pbx,
      clock,
      timer,
      log,
      lines,
      close: (endpoint, why) => tell({ kind: 'close', endpoint, why }),
      found: (finding) => tell({ kind: 'found', finding }),
      registered: (registration) => tell({ kind: 'registered', registration }),
      looked: (verdict) => this.#count(verdict),
      seen: (trunk, callId) => this.#mirror.seen(trunk, callId),
    });
  }

  start(): void {
    const { tap, timer } = this.#parts;
    tap.onMessage((message) => this.#watch.message(message));
    tap.onUnusable(() => this.#count('unusable'));
    timer.every(COUNT_EVERY_MS, () => this.#tellCounts());
  }

  take(order: WireOrder): void {
    if (order.kind === 'answer') this.#pbx.answered(order.id, order.answer);
    else if (order.kind === 'leg') this.#watch.adopt(order.leg);
    else {
      this.#mirror.handle(order.event);
      this.#watch.handle(order.event);
    }
  }

  #count(look: Look): void {
    this.#counts[look] += 1;
  }

  #tellCounts(): void {
    const counts = this.#counts;
    this.#counts = none();
    this.#parts.tell({ kind: 'looked', counts });
  }
}

function none(): Record<Look, number> {
  return { clean: 0, violation: 0, unplaced: 0, unusable: 0 };
}

function toldLog(tell: (fact: WireFact) => void): Log {
  const at =
    (level: 'info' | 'warn' | 'error'): Log['info'] =>
    (event, fields = {}) =>
      tell({ kind: 'log', level, event, fields });
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
