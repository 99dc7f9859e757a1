const SIGNS = ['pointerdown', 'keydown', 'input', 'wheel', 'touchstart'] as const;
const LOOK_MS = 1_000;

/** Locks when nobody does anything for the owner's time, and at once when the tab is hidden. */
export class AutoLock {
  readonly #lock: () => void;
  readonly #idleMs: number;
  #lastAt = Date.now();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(idleSeconds: number, lock: () => void) {
    this.#idleMs = idleSeconds * 1_000;
    this.#lock = lock;
  }

  start(): void {
    this.#lastAt = Date.now();
    for (const sign of SIGNS) window.addEventListener(sign, this.#used, { passive: true });
    document.addEventListener('visibilitychange', this.#hidden);
    window.addEventListener('pagehide', this.#gone);
    this.#timer = setInterval(this.#look, LOOK_MS);
  }

  stop(): void {
    for (const sign of SIGNS) window.removeEventListener(sign, this.#used);
    document.removeEventListener('visibilitychange', this.#hidden);
    window.removeEventListener('pagehide', this.#gone);
    clearInterval(this.#timer);
  }

  readonly #used = (): void => {
    // A machine that slept has to be seen before it counts as used again.
    this.#look();
    this.#lastAt = Date.now();
  };
  readonly #look = (): void => {
    const idle = Date.now() - this.#lastAt;
    if (idle >= this.#idleMs || idle < 0) this.#lock();
  };
  readonly #hidden = (): void => {
    if (document.visibilityState === 'hidden') this.#lock();
  };
  readonly #gone = (): void => this.#lock();
}
