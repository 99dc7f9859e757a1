import type { TryEnd } from '../call/call-back-try.ts';
import type { CallEvent, LegId } from '../call/call-event.ts';
import type { EndedCall } from '../call/ended-call.ts';
import type { Token } from '../call/token.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Log } from '../ports/log.ts';
import type { Pbx, PbxLinkState } from '../ports/pbx.ts';
import type { Timer } from '../ports/timer.ts';
import { type EndedTry, endOfTry, endOfVerdict, needsAnotherWord } from './call-back-tries.ts';

export interface TryWatchParts {
  readonly pbx: Pbx;
  readonly store: ContactStore;
  readonly timer: Timer;
  readonly log: Log;
}

/** A try that begins: the leg `asking` is sent on to call the caller of `call`. */
export interface BegunTry {
  readonly call: LegId;
  readonly at: number;
  readonly asking: LegId;
  readonly contact: Token;
}

interface Watched extends BegunTry {
  /** The trunk's leg that is dialled now, or was last. */
  trunkLeg: LegId | null;
  answered: boolean | null;
  /** How that leg ended; `null` while it lasts. */
  ended: EndedTry | null;
  /** Ends the wait for what comes next. */
  forget: () => void;
}

/** How often a trunk's leg that rings is asked whether it was answered: the PBX tells ends by itself, not answers. */
const LOOK_MS = 500;
/** A carrier that failed is followed by the next one well within this; so is an end by what the detector says of it. */
const NEXT_WORD_MS = 3_000;
/** A trunk's leg is there at once; where none comes so long, nothing was dialled: every door was closed. */
const NO_LEG_MS = 20_000;

/** Learns from the events of its legs how each try to call back ended, and writes it down. */
export class TryWatch {
  readonly #parts: TryWatchParts;
  /** By the worker's leg. */
  readonly #tries = new Map<LegId, Watched>();
  #stopLooking: (() => void) | null = null;

  constructor(parts: TryWatchParts) {
    this.#parts = parts;
  }

  isCalling(contact: Token): boolean {
    return [...this.#tries.values()].some((each) => each.contact === contact);
  }

  begin(begun: BegunTry): void {
    const watched: Watched = { ...begun, trunkLeg: null, answered: null, ended: null, forget: () => undefined };
    this.#tries.set(begun.asking, watched);
    watched.forget = this.#parts.timer.after(NO_LEG_MS, () => this.#settle(watched, 'failed'));
    this.#stopLooking ??= this.#parts.timer.every(LOOK_MS, () => void this.#look());
  }

  /** Nothing was dialled for this leg. */
  notPlaced(asking: LegId): void {
    const watched = this.#tries.get(asking);
    if (watched !== undefined) this.#settle(watched, 'failed');
  }

  handle(event: CallEvent): void {
    if (event.kind === 'passed') this.#dialled(event.asking, event.leg);
    else if (event.kind === 'ended') this.#over(event.leg, event.cause);
  }

  /** What the detector says of a leg that may be the trunk's of a try. */
  told(call: EndedCall): void {
    const watched = [...this.#tries.values()].find(({ trunkLeg }) => trunkLeg === call.call);
    if (watched === undefined) return;
    const end = watched.answered === true ? 'answered' : endOfVerdict(call);
    if (end === 'failed') this.#settleLater(watched, end);
    else this.#settle(watched, end);
  }

  /** While the link is down ends are lost, and a try whose end nobody saw has no second. */
  linksChanged({ ari }: PbxLinkState): void {
    if (ari === 'up') return;
    for (const watched of [...this.#tries.values()]) this.#settle(watched, 'unclear');
  }

  stop(): void {
    for (const watched of [...this.#tries.values()]) this.#settle(watched, 'unclear');
  }

  #dialled(asking: LegId, leg: LegId): void {
    const watched = this.#tries.get(asking);
    if (watched === undefined) return;
    watched.forget();
    watched.forget = () => undefined;
    watched.trunkLeg = leg;
    watched.answered = null;
    watched.ended = null;
  }

  #over(leg: LegId, cause: number): void {
    const watched = [...this.#tries.values()].find(({ trunkLeg }) => trunkLeg === leg);
    if (watched === undefined || watched.ended !== null) return;
    watched.ended = { cause, answered: watched.answered };
    const end = endOfTry(watched.ended);
    if (end === 'failed' || needsAnotherWord(watched.ended)) this.#settleLater(watched, end);
    else this.#settle(watched, end);
  }

  #settleLater(watched: Watched, end: TryEnd): void {
    watched.forget();
    watched.forget = this.#parts.timer.after(NEXT_WORD_MS, () => this.#settle(watched, end));
  }

  async #look(): Promise<void> {
    for (const watched of [...this.#tries.values()]) {
      const { ended, trunkLeg } = watched;
      if (trunkLeg === null || ended !== null || watched.answered === true) continue;
      const state = await this.#parts.pbx.variable(trunkLeg, 'CHANNEL(state)');
      if (watched.trunkLeg !== trunkLeg || watched.ended !== null) continue;
      watched.answered = state.outcome === 'ok' ? state.value === 'Up' : null;
    }
  }

  #settle(watched: Watched, end: TryEnd): void {
    watched.forget();
    if (!this.#tries.delete(watched.asking)) return;
    if (this.#tries.size === 0) {
      this.#stopLooking?.();
      this.#stopLooking = null;
    }
    this.#parts.store.ended({ call: watched.call, at: watched.at, end });
    this.#parts.log.info('call-back-ended', { end });
  }
}
