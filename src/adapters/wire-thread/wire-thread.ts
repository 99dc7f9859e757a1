import { Worker } from 'node:worker_threads';
import type { CallEvent } from '../../call/call-event.ts';
import { answerOf, type WirePbx } from '../../leaks/wire/asked-pbx.ts';
import type { WireAsks, WireFact, WireOrder, WireSide } from '../../leaks/wire/wire-words.ts';
import type { Log } from '../../ports/log.ts';
import type { LegView } from '../../ports/pbx.ts';
import type { Timer } from '../../ports/timer.ts';
import { threadEntry } from './source-entry.ts';

/** A thread tells something twice a second. One that was silent for so many looks hangs. */
const LOOK_EVERY_MS = 1_000;
const SILENT_LOOKS = 5;
/** It has this much longer to begin. */
const BEGIN_LOOKS = 25;
/** How long the daemon waits for it to begin before calls are watched without it. */
const PATIENCE_MS = 5_000;
const AGAIN_MS = 1_000;
const LONGEST_AGAIN_MS = 30_000;
/** It holds some thousand messages at most; one that holds more than this is lost before the machine is. */
const MOST_MEGABYTES = 512;
/** Nearly everything is gone with the message: what is young is looked through often, instead of growing with the flood. */
const YOUNG_MEGABYTES = 12;

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
  #tell: (fact: WireFact) => void = () => undefined;
  #worker: Worker | null = null;
  #orders: WireOrder[] = [];
  /** Looks since it last said something. */
  #silent = 0;
  #again = AGAIN_MS;
  #begun = 0;
  #stopped = true;
  readonly #stops = new Set<() => void>();

  constructor(parts: WireThreadParts) {
    this.#parts = parts;
  }

  async start(tell: (fact: WireFact) => void): Promise<void> {
    const { timer } = this.#parts;
    this.#stopped = false;
    await new Promise<void>((known) => {
      this.#stops.add(timer.after(PATIENCE_MS, known));
      this.#tell = (fact) => {
        tell(fact);
        if (fact.kind === 'listening') known();
      };
      this.#begin();
    });
    if (!this.#stopped) this.#stops.add(timer.every(LOOK_EVERY_MS, () => this.#look()));
  }

  handle(event: CallEvent): void {
    this.#order({ kind: 'event', event });
  }

  adopt(leg: LegView): void {
    this.#order({ kind: 'leg', leg });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#stopped = true;
    this.#worker = null;
    for (const stop of this.#stops) stop();
    this.#stops.clear();
    await worker?.terminate();
  }

  #begin(): void {
    if (this.#stopped) return;
    const { entry, plan } = this.#parts;
    const worker = new Worker(threadEntry(entry), {
      workerData: plan,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
      // Whatever this process was told about reading sources, about inspection or profiles, is no business of the thread's.
      execArgv: [],
    });
    this.#worker = worker;
    this.#orders = [];
    this.#silent = -BEGIN_LOOKS;
    this.#begun += 1;
    worker.on('message', (said: readonly (WireFact | WireAsks)[]) => {
      if (worker === this.#worker) for (const each of said) this.#said(worker, each);
    });
    // Its message is not told: it may hold what stood on the wire.
    worker.on('error', (error) => this.#lost(worker, error instanceof Error ? error.name : 'error'));
    worker.on('exit', () => this.#lost(worker, 'ended'));
  }

  #said(worker: Worker, said: WireFact | WireAsks): void {
    this.#silent = 0;
    if (said.kind === 'question') void this.#answer(worker, said);
    else {
      if (said.kind === 'listening' && said.heard && this.#begun > 1) void this.#adoptAll(worker);
      if (said.kind === 'looked') this.#again = AGAIN_MS;
      this.#tell(said);
    }
  }

  async #answer(worker: Worker, { id, question }: WireAsks): Promise<void> {
    const answer = await answerOf(this.#parts.pbx, question);
    if (worker === this.#worker) this.#order({ kind: 'answer', id, answer });
  }

  /** One that begins later knows nothing of the calls there are. */
  async #adoptAll(worker: Worker): Promise<void> {
    const legs = await this.#parts.pbx.legs();
    if (legs.outcome === 'ok' && worker === this.#worker) for (const leg of legs.value) this.adopt(leg);
  }

  /** What is ordered in one turn crosses as one. */
  #order(order: WireOrder): void {
    if (this.#worker === null || this.#orders.push(order) > 1) return;
    queueMicrotask(() => {
      const orders = this.#orders;
      this.#orders = [];
      this.#worker?.postMessage(orders);
    });
  }

  #look(): void {
    const worker = this.#worker;
    this.#silent += 1;
    if (worker === null || this.#silent <= SILENT_LOOKS) return;
    this.#lost(worker, 'silent');
    void worker.terminate();
  }

  #lost(worker: Worker, why: string): void {
    if (worker !== this.#worker) return;
    const { log, timer } = this.#parts;
    this.#worker = null;
    log.error('wire-thread-lost', { why });
    this.#tell({ kind: 'listening', heard: false });
    const stop = timer.after(this.#again, () => {
      this.#stops.delete(stop);
      this.#begin();
    });
    this.#stops.add(stop);
    this.#again = Math.min(LONGEST_AGAIN_MS, this.#again * 2);
  }
}
