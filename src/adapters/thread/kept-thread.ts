import { Worker } from 'node:worker_threads';
import type { Timer } from '../../ports/timer.ts';
import { threadEntry } from './source-entry.ts';

/** A thread tells something twice a second. One that was silent for so many looks hangs. */
const LOOK_EVERY_MS = 1_000;
const SILENT_LOOKS = 5;
/** It has this much longer to begin. */
const BEGIN_LOOKS = 25;
const AGAIN_MS = 1_000;
const LONGEST_AGAIN_MS = 30_000;
/** It holds some thousand messages at most; one that holds more than this is lost before the machine is. */
const MOST_MEGABYTES = 512;
/** Nearly everything is gone with the message: what is young is looked through often, instead of growing with the flood. */
const YOUNG_MEGABYTES = 12;

export interface KeptThreadParts<Said> {
  /** What the thread runs. */
  readonly entry: URL;
  /** What is handed to it each time it begins: plain values only. */
  readonly plan: () => unknown;
  readonly timer: Timer;
  /** What the thread that runs now says. */
  readonly said: (said: Said) => void;
  /** It is gone, for this reason, and will be begun again. */
  readonly lost: (why: string) => void;
}

/** A thread of our own that is begun again when it ends, breaks or hangs, later each time until it is `well`. It takes orders and says things. */
export class KeptThread<Said, Order> {
  readonly #parts: KeptThreadParts<Said>;
  #worker: Worker | null = null;
  #orders: Order[] = [];
  /** Looks since it last said something. */
  #silent = 0;
  #again = AGAIN_MS;
  #begun = 0;
  #stopped = true;
  readonly #stops = new Set<() => void>();

  constructor(parts: KeptThreadParts<Said>) {
    this.#parts = parts;
  }

  /** How often it was begun. */
  get begun(): number {
    return this.#begun;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#begin();
    this.#stops.add(this.#parts.timer.every(LOOK_EVERY_MS, () => this.#look()));
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#stopped = true;
    this.#worker = null;
    for (const stop of this.#stops) stop();
    this.#stops.clear();
    await worker?.terminate();
  }

  /** It does what it is for: should it be lost, it is begun again soon. */
  well(): void {
    this.#again = AGAIN_MS;
  }

  /** What is ordered in one turn crosses as one. Nothing is kept for a thread that is not there. */
  order(order: Order): void {
    if (this.#worker === null || this.#orders.push(order) > 1) return;
    queueMicrotask(() => {
      const orders = this.#orders;
      this.#orders = [];
      this.#worker?.postMessage(orders);
    });
  }

  #begin(): void {
    if (this.#stopped) return;
    const { entry, plan, said } = this.#parts;
    const worker = new Worker(threadEntry(entry), {
      workerData: plan(),
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
      // Whatever this process was told about reading sources, about inspection or profiles, is no business of the thread's.
      execArgv: [],
    });
    this.#worker = worker;
    this.#orders = [];
    this.#silent = -BEGIN_LOOKS;
    this.#begun += 1;
    worker.on('message', (words: readonly Said[]) => {
      if (worker !== this.#worker) return;
      this.#silent = 0;
      for (const each of words) said(each);
    });
    // Its message is not told: it may hold what stood on the wire.
    worker.on('error', (error) => this.#lost(worker, error instanceof Error ? error.name : 'error'));
    worker.on('exit', () => this.#lost(worker, 'ended'));
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
    const { lost, timer } = this.#parts;
    this.#worker = null;
    lost(why);
    const stop = timer.after(this.#again, () => {
      this.#stops.delete(stop);
      this.#begin();
    });
    this.#stops.add(stop);
    this.#again = Math.min(LONGEST_AGAIN_MS, this.#again * 2);
  }
}
