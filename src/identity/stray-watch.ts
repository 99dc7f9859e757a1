import type { CallEvent, LegId } from '../call/call-event.ts';
import type { Log } from '../ports/log.ts';
import type { Pbx } from '../ports/pbx.ts';
import type { Timer } from '../ports/timer.ts';

/** Set on a trunk's leg by `withheld-leg` before its INVITE is built: `<door endpoint>/<leg that asked>`. */
const PASSED = 'WITHHELD_PASSED';
/** The dialplan's word and the mark come before the INVITE is built, long before this. */
const GRACE_MS = 150;
/** A PBX whose processors are taken runs the pre-dial handler late: the mark has to be missing twice, so far apart. */
const SECOND_LOOK_MS = 250;
/** Asked so often without an answer, a leg is worth an alarm. */
const TRIES = 5;
/** From then on: a PBX that is taken for some seconds answers again, and the leg may still ring somebody. */
const STILL_ASKING_MS = 1_000;

/** A trunk's leg that came through the dialplan, and the leg it was dialled for. */
export interface Passage {
  readonly asking: LegId;
  readonly leg: LegId;
  readonly trunk: string;
}

export interface StrayWatchParts {
  readonly pbx: Pbx;
  readonly timer: Timer;
  readonly log: Log;
  /** The ordinary and inbound doors of every trunk: endpoint → trunk. */
  readonly doors: ReadonlyMap<string, string>;
  /** The emergency doors: endpoint → trunk. Only a leg that is known to dial something else is hung up there. */
  readonly emergencyDoors: ReadonlyMap<string, string>;
  /** What a carrier is sent for an emergency call: a leg that dials one of these is let be, whatever door it found. */
  readonly emergencyNumbers: ReadonlySet<string>;
  /** A leg came through the dialplan. */
  readonly passed: (passage: Passage) => void;
  readonly stray: () => void;
}

/** A leg on an ordinary door that nobody has spoken for. */
interface Suspect {
  readonly leg: LegId;
  readonly endpoint: string;
  readonly trunk: string;
  /** Of asking, from 1. */
  readonly attempt: number;
  /** The mark was not there when it was looked for last. */
  readonly missed: boolean;
}

/**
 * Finds legs on a trunk that did not come through L2 (an Originate, a call file, a foreign dialplan) and hangs them up. Their identity is
 * the door's constant even so; but nothing chose that door.
 *
 * ```
 *  created on a door ── the dialplan's word ──> passed
 *       └── none in 150 ms ──> ask for the mark ── there ──> passed
 *                                  │ │ └── leg gone ──> nothing
 *                                  │ └── no answer ──> ask again, after 5 times with an alarm, as long as the leg is there
 *                                  └── missing, and 250 ms later still ──> it called us, or dials an emergency number? ── yes ──> let be
 *                                                                               └── no ──> hang up ── no answer ──> ask again
 * ```
 */
export class StrayWatch {
  readonly #parts: StrayWatchParts;
  /** Legs on an ordinary door nobody has spoken for yet. */
  readonly #unknown = new Set<LegId>();

  constructor(parts: StrayWatchParts) {
    this.#parts = parts;
  }

  handle(event: CallEvent): void {
    if (event.kind === 'passed') this.#pass(event.leg, event.through.endpoint, event.asking);
    if (event.kind === 'ended') this.#unknown.delete(event.leg);
    if (event.kind !== 'created' || event.incoming || event.through.technology !== 'PJSIP') return;
    this.inspect(event.leg, event.through.endpoint);
  }

  /** Inspects a leg that was there before the daemon looked. Legs that are not on a watched door are none of its business. */
  inspect(leg: LegId, endpoint: string): void {
    const trunk = this.#parts.doors.get(endpoint);
    if (trunk !== undefined) {
      this.#unknown.add(leg);
      this.#later({ leg, endpoint, trunk, attempt: 1, missed: false }, GRACE_MS);
    }
    const open = this.#parts.emergencyDoors.get(endpoint);
    if (open !== undefined) this.#parts.timer.after(GRACE_MS, () => void this.#end(leg, open, 'unknown lets be'));
  }

  #later(suspect: Suspect, afterMs: number): void {
    this.#parts.timer.after(afterMs, () => void this.#look(suspect));
  }

  #pass(leg: LegId, endpoint: string, asking: LegId): void {
    const trunk = this.#parts.doors.get(endpoint);
    if (trunk === undefined || !this.#unknown.delete(leg)) return;
    this.#parts.passed({ asking, leg, trunk });
  }

  async #look(suspect: Suspect): Promise<void> {
    const { pbx } = this.#parts;
    const { leg, endpoint, trunk, missed } = suspect;
    if (!this.#unknown.has(leg)) return;
    const mark = await pbx.variable(leg, PASSED);
    if (mark.outcome === 'refused') {
      this.#unknown.delete(leg);
      return;
    }
    if (mark.outcome === 'unknown') {
      this.#again(suspect);
      return;
    }
    const [door, asking] = mark.value.split('/', 2);
    if (door === endpoint && asking !== undefined) this.#pass(leg, endpoint, asking as LegId);
    else if (!missed) this.#later({ ...suspect, missed: true }, SECOND_LOOK_MS);
    else if (await this.#callsUs(leg)) this.#unknown.delete(leg);
    else if (await this.#end(leg, trunk, 'unknown ends')) this.#unknown.delete(leg);
    else this.#again(suspect);
  }

  #again(suspect: Suspect): void {
    const { attempt, trunk } = suspect;
    if (attempt === TRIES) this.#parts.log.error('trunk-leg-unverified', { trunk });
    this.#later({ ...suspect, attempt: attempt + 1 }, attempt < TRIES ? GRACE_MS * (attempt + 1) : STILL_ASKING_MS);
  }

  /** A leg that was there before we looked may be one that called in: only such a leg has a Request-URI of its own (chan_pjsip, 16 and 22). */
  async #callsUs(leg: LegId): Promise<boolean> {
    const called = await this.#parts.pbx.variable(leg, 'CHANNEL(pjsip,request_uri)');
    return called.outcome === 'ok' && called.value !== '';
  }

  /** Hangs a leg up, unless it dials an emergency number. False: nobody said that it was done. */
  async #end(leg: LegId, trunk: string, doubt: 'unknown lets be' | 'unknown ends'): Promise<boolean> {
    const { emergencyNumbers, log, pbx, stray } = this.#parts;
    const target = await pbx.variable(leg, 'CHANNEL(pjsip,remote_uri)');
    if (target.outcome !== 'ok' && doubt === 'unknown lets be') return true;
    if (target.outcome === 'ok') {
      const user = /sips?:([^@;>]*)@/.exec(target.value)?.[1] ?? '';
      if (emergencyNumbers.has(user) || (user === '' && doubt === 'unknown lets be')) return true;
    }
    const { outcome } = await pbx.hangUp(leg);
    if (outcome !== 'unknown') stray();
    log.error('stray-leg-hung-up', { trunk, outcome });
    return outcome !== 'unknown';
  }
}
