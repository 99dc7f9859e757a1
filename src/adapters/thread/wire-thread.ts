import type { CallEvent } from '../../call/call-event.ts';
import { answerOf, type WirePbx } from '../../leaks/wire/asked-pbx.ts';
import type { WireAsks, WireFact, WireOrder, WireSide } from '../../leaks/wire/wire-words.ts';
import type { Log } from '../../ports/log.ts';
import type { LegView } from '../../ports/pbx.ts';
import type { Timer } from '../../ports/timer.ts';
import { KeptThread } from './kept-thread.ts';

/** How long the daemon waits for it to begin before calls are watched without it. */
const PATIENCE_MS = 5_000;

export interface WireThreadParts {
  /** What the thread runs. */
  readonly entry: URL;
  /** Handed to it: plain values only. */
  readonly plan: unknown;
  /** Asked on its behalf. */
  readonly pbx: WirePbx;
  readonly timer: Timer;
  readonly log: Log;
}

/**
 * The wire check in a thread of its own. A thread that ends, breaks or hangs is told as `listening: false` and begun again, with the legs that
 * are there; the daemon and its decisions go on.
 */
export class WireThread implements WireSide {
  readonly #parts: WireThreadParts;
  readonly #thread: KeptThread<WireFact | WireAsks, WireOrder>;
  #tell: (fact: WireFact) => void = () => undefined;
  #stopWaiting: () => void = () => undefined;

  constructor(parts: WireThreadParts) {
    const { entry, log, plan, timer } = parts;
    this.#parts = parts;
    this.#thread = new KeptThread({
      entry,
      plan: () => plan,
      timer,
      said: (said) => this.#said(said),
      lost: (why) => {
        log.error('wire-thread-lost', { why });
        this.#tell({ kind: 'listening', heard: false });
      },
    });
  }

  async start(tell: (fact: WireFact) => void): Promise<void> {
    await new Promise<void>((known) => {
      const stopWaiting = this.#parts.timer.after(PATIENCE_MS, known);
      this.#stopWaiting = () => {
        stopWaiting();
        known();
      };
      this.#tell = (fact) => {
        tell(fact);
        if (fact.kind === 'listening') this.#stopWaiting();
      };
      this.#thread.start();
    });
  }

  handle(event: CallEvent): void {
    this.#thread.order({ kind: 'event', event });
  }

  adopt(leg: LegView): void {
    this.#thread.order({ kind: 'leg', leg });
  }

  async stop(): Promise<void> {
    this.#stopWaiting();
    await this.#thread.stop();
  }

  #said(said: WireFact | WireAsks): void {
    if (said.kind === 'question') {
      void this.#answer(said);
      return;
    }
    if (said.kind === 'listening' && said.heard && this.#thread.begun > 1) void this.#adoptAll();
    if (said.kind === 'looked') this.#thread.well();
    this.#tell(said);
  }

  async #answer({ id, question }: WireAsks): Promise<void> {
    const { begun } = this.#thread;
    const answer = await answerOf(this.#parts.pbx, question);
    if (begun === this.#thread.begun) this.#thread.order({ kind: 'answer', id, answer });
  }

  /** One that begins later knows nothing of the calls there are. */
  async #adoptAll(): Promise<void> {
    const { begun } = this.#thread;
    const legs = await this.#parts.pbx.legs();
    if (legs.outcome === 'ok' && begun === this.#thread.begun) for (const leg of legs.value) this.adopt(leg);
  }
}
