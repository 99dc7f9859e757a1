import { CLOSED_BY_ROUND_TRIP } from '../call/round-trip.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Pbx } from '../ports/pbx.ts';
import type { Timer } from '../ports/timer.ts';

/** What another program changed (`withheld quarantine`, a test from the command line) is known after this long. */
const LOOK_EVERY_MS = 20_000;

/**
 * One ordinary door. `unknown`: the PBX has not said yet. `overridden`: closed, and let open by a named person until `until`.
 * Times in epoch milliseconds.
 */
export type DoorState =
  | { readonly state: 'unknown' | 'open' }
  | { readonly state: 'closed'; readonly since: number; readonly why: string }
  | {
      readonly state: 'overridden';
      readonly since: number;
      readonly why: string;
      readonly until: number;
      readonly by: string;
    };

export interface QuarantineParts {
  readonly pbx: Pbx;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** Names of the ordinary doors' endpoints. */
  readonly doors: readonly string[];
  /** A door was closed that was open. */
  readonly closed: (endpoint: string) => void;
}

/**
 * The doors that leaked and are closed for ordinary calls. The PBX itself keeps it (`withheld/closed-<door>`, read by `withheld-leave`), so that
 * it holds with the daemon dead and after a restart of either; here it is only written, read again, and told.
 *
 * ```
 *  open ── leak ──> closed ── a clean test ──> open
 *                     │ ^
 *          an override v │ its time is over (the PBX's own clock)
 *                  overridden
 * ```
 */
export class Quarantine {
  readonly #parts: QuarantineParts;
  readonly #states = new Map<string, DoorState>();
  /** Closings the PBX has not confirmed yet. */
  readonly #unwritten = new Map<string, string>();
  readonly #confirming = new Set<string>();
  #stopLooking: (() => void) | null = null;

  constructor(parts: QuarantineParts) {
    this.#parts = parts;
    for (const door of parts.doors) this.#states.set(door, { state: 'unknown' });
  }

  get states(): ReadonlyMap<string, DoorState> {
    return this.#states;
  }

  start(): void {
    this.#stopLooking = this.#parts.timer.every(LOOK_EVERY_MS, () => void this.look());
  }

  stop(): void {
    this.#stopLooking?.();
  }

  /** Closes a door at once. A door that is closed already stays so, also when somebody has opened it at the PBX meanwhile; an overridden one is let be: a person decided so. */
  close(endpoint: string, why: string): void {
    const { clock, closed, doors, log } = this.#parts;
    const known = this.#states.get(endpoint);
    const state = known?.state;
    if (!doors.includes(endpoint)) return;
    // What leaks on the wire is not to be opened by a far end that was shown nothing: the reason is the wire's from now on, an override stays.
    if (known !== undefined && 'why' in known && known.why === CLOSED_BY_ROUND_TRIP && why !== CLOSED_BY_ROUND_TRIP) {
      this.#states.set(endpoint, { ...known, why });
      this.#unwritten.set(endpoint, `${Math.floor(clock.now() / 1000)} ${why}`);
      log.error('door-closed', { door: endpoint, why });
      void this.#write(endpoint);
      return;
    }
    if (state === 'overridden') return;
    if (state === 'closed') {
      void this.#confirm(endpoint, why);
      return;
    }
    const since = clock.now();
    this.#states.set(endpoint, { state: 'closed', since, why });
    this.#unwritten.set(endpoint, `${Math.floor(since / 1000)} ${why}`);
    log.error('door-closed', { door: endpoint, why });
    closed(endpoint);
    void this.#write(endpoint);
  }

  /** A closed door leaks again: somebody else may have opened it since we looked. */
  async #confirm(endpoint: string, why: string): Promise<void> {
    if (this.#unwritten.has(endpoint) || this.#confirming.has(endpoint)) return;
    this.#confirming.add(endpoint);
    const kept = await this.#parts.pbx.kept();
    this.#confirming.delete(endpoint);
    if (kept.outcome !== 'ok' || (kept.value.get(`closed-${endpoint}`) ?? '') !== '') return;
    this.#states.set(endpoint, { state: 'open' });
    this.close(endpoint, why);
  }

  /** A test has shown the door clean. Gives whether the PBX took it; until then the door stays closed. */
  async reopen(endpoint: string): Promise<boolean> {
    const answer = await this.#parts.pbx.keep(`closed-${endpoint}`, '');
    if (answer.outcome !== 'ok') return false;
    await this.#parts.pbx.keep(`open-${endpoint}`, '');
    this.#unwritten.delete(endpoint);
    if (this.#states.get(endpoint)?.state !== 'open') this.#parts.log.info('door-reopened', { door: endpoint });
    this.#states.set(endpoint, { state: 'open' });
    return true;
  }

  /** Learns what the PBX keeps, and writes what it has not taken yet. */
  async look(): Promise<void> {
    for (const endpoint of this.#unwritten.keys()) await this.#write(endpoint);
    const kept = await this.#parts.pbx.kept();
    if (kept.outcome !== 'ok') return;
    for (const endpoint of this.#parts.doors) {
      if (!this.#unwritten.has(endpoint))
        this.#read(endpoint, kept.value.get(`closed-${endpoint}`) ?? '', kept.value.get(`open-${endpoint}`) ?? '');
    }
  }

  async #write(endpoint: string): Promise<void> {
    const value = this.#unwritten.get(endpoint);
    if (value === undefined) return;
    const answer = await this.#parts.pbx.keep(`closed-${endpoint}`, value);
    if (answer.outcome === 'ok' && this.#unwritten.get(endpoint) === value) this.#unwritten.delete(endpoint);
    else if (answer.outcome !== 'ok') this.#parts.log.error('door-close-unconfirmed', { door: endpoint });
  }

  #read(endpoint: string, closed: string, open: string): void {
    const { clock, log } = this.#parts;
    const next = doorState(closed, open, clock.now());
    const before = this.#states.get(endpoint);
    this.#states.set(endpoint, next);
    if (before?.state === next.state) return;
    if (next.state === 'closed') {
      log.warn('door-is-closed', { door: endpoint, why: next.why });
      this.#parts.closed(endpoint);
    }
    if (next.state === 'overridden') log.warn('door-overridden', { door: endpoint, until: next.until, by: next.by });
    if (next.state === 'open' && before?.state !== 'unknown') log.info('door-is-open', { door: endpoint });
  }
}

/** What the PBX's two notes about a door mean. `closed`: `<epoch seconds> <why>`; `open`: `<epoch seconds, until> <by>`. Pure. */
export function doorState(closed: string, open: string, now: number): DoorState {
  if (closed === '') return { state: 'open' };
  const since = seconds(closed) * 1000;
  const why = closed.replace(/^\d+ ?/, '');
  const until = seconds(open) * 1000;
  if (until <= now) return { state: 'closed', since, why };
  return { state: 'overridden', since, why, until, by: open.replace(/^\d+ ?/, '') };
}

function seconds(text: string): number {
  return Number(/^\d{1,10}/.exec(text)?.[0] ?? 0);
}
