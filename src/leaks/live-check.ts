import type { CallEvent } from '../call/call-event.ts';
import type { DialogWord } from '../call/dialog-word.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeptFinding } from '../ports/history.ts';
import type { Log } from '../ports/log.ts';
import type { LegView, Pbx } from '../ports/pbx.ts';
import type { Check, OrdinaryDoorStatus, TrunkStatus } from '../ports/status.ts';
import type { Timer } from '../ports/timer.ts';
import { type DoorState, Quarantine } from './quarantine.ts';
import type { MirrorState } from './wire/mirror-watch.ts';
import { Registrations } from './wire/registrations.ts';
import type { DoorLine } from './wire/trunk-lines.ts';
import type { WireFinding } from './wire/wire-finding.ts';
import { LOOKS, type Look, type WireFact, type WireSide } from './wire/wire-words.ts';

/** What the live check counts. No number and no name can become a label. */
export interface WireCounts {
  looked(verdict: Look, messages: number): void;
  leaked(finding: WireFinding): void;
  doorClosed(): void;
  mirrorSilent(): void;
}

export interface LiveCheckParts {
  readonly pbx: Pbx;
  /** Hears the mirror and judges. */
  readonly side: WireSide;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  readonly doors: readonly DoorLine[];
  readonly counts: WireCounts;
  /** Evidence, masked. */
  readonly keep: (finding: KeptFinding) => void;
  /** What the mirror shows of how dialogs begin and end. */
  readonly dialog?: (word: DialogWord) => void;
}

/** The same leak again is counted, and kept and said again in the log after this long only. */
const SAID_AGAIN_MS = 60_000;

/** The live wire check as one part of the daemon: what the side that hears the mirror tells, and what is done about it. */
export class LiveCheck {
  readonly quarantine: Quarantine;
  readonly #parts: LiveCheckParts;
  readonly #endpoints: ReadonlySet<string>;
  readonly #mirror = new Map<string, MirrorState>();
  readonly #registrations = new Registrations();
  readonly #said = new Map<string, number>();
  #listening = false;

  constructor(parts: LiveCheckParts) {
    const { clock, counts, doors, log, pbx, timer } = parts;
    const ordinary = doors.filter(({ door }) => door === 'private' || door === 'parent');
    this.#parts = parts;
    this.#endpoints = new Set(doors.map(({ endpoint }) => endpoint));
    this.quarantine = new Quarantine({
      pbx,
      clock,
      timer,
      log,
      doors: ordinary.map(({ endpoint }) => endpoint),
      closed: () => counts.doorClosed(),
    });
  }

  get checks(): readonly Check[] {
    const silent = [...this.#mirror.values()].includes('silent');
    const deaf = silent ? 'WIRE_SILENT' : null;
    const wire = this.#listening ? deaf : 'WIRE_NOT_LISTENING';
    const shut = [...this.quarantine.states.values()].some(({ state }) => state === 'closed' || state === 'overridden');
    return [
      { name: 'wire', ok: wire === null, why: wire },
      { name: 'leaks', ok: !shut, why: shut ? 'DOOR_CLOSED' : null },
    ];
  }

  /** Changes whenever a trunk registers at another address than before. */
  get moves(): number {
    return this.#registrations.moves;
  }

  trunk(id: string): Pick<TrunkStatus, 'wire' | 'registration' | 'doors'> {
    const doors = this.#parts.doors.filter(({ trunk }) => trunk === id);
    return {
      wire: this.#mirror.get(id) ?? 'unverified',
      registration: this.#registrations.of(id),
      doors: doors.flatMap(({ endpoint }) => {
        const state = this.quarantine.states.get(endpoint);
        return state === undefined ? [] : [doorStatus(endpoint, state)];
      }),
    };
  }

  /** Settles when it is known whether the mirror is heard. */
  async start(): Promise<void> {
    this.quarantine.start();
    await this.#parts.side.start((fact) => this.#take(fact));
    // Calls leave as before; the state says that nobody looks.
    if (!this.#listening) this.#parts.log.error('wire-not-listening');
  }

  async stop(): Promise<void> {
    this.quarantine.stop();
    await this.#parts.side.stop();
  }

  handle(event: CallEvent): void {
    if (event.kind === 'asked' || event.kind === 'left') return;
    const { technology, endpoint } = event.through;
    if (technology === 'PJSIP' && this.#endpoints.has(endpoint)) this.#parts.side.handle(event);
  }

  /** The PBX can be asked again: what it keeps is read. */
  linked(): void {
    void this.quarantine.look();
  }

  /** A leg that was there before the daemon looked. */
  adopt(leg: LegView): void {
    this.#parts.side.adopt(leg);
  }

  #take(fact: WireFact): void {
    switch (fact.kind) {
      case 'listening':
        this.#listens(fact.heard);
        break;
      case 'looked':
        for (const look of LOOKS) if (fact.counts[look] > 0) this.#parts.counts.looked(look, fact.counts[look]);
        break;
      case 'close':
        this.quarantine.close(fact.endpoint, fact.why);
        break;
      case 'found':
        this.#found(fact.finding);
        break;
      case 'registered':
        this.#registrations.seen(fact.registration);
        break;
      case 'dialog':
        this.#parts.dialog?.(fact.word);
        break;
      case 'mirror':
        this.#mirror.set(fact.trunk, fact.state);
        if (fact.state === 'silent') this.#parts.counts.mirrorSilent();
        break;
      case 'log':
        this.#parts.log[fact.level](fact.event, fact.fields);
        break;
    }
  }

  #listens(heard: boolean): void {
    if (heard === this.#listening) return;
    this.#listening = heard;
    // What was seen by one that is gone proves nothing of the one behind it.
    this.#mirror.clear();
    if (heard) this.#parts.log.info('wire-listening');
    else this.#parts.log.error('wire-not-listening');
  }

  #found(finding: WireFinding): void {
    const { counts, keep, log } = this.#parts;
    counts.leaked(finding);
    const { at, done, trunk, door, direction, method } = finding;
    for (const { vector, rows, place, excerpt, severity, setting } of finding.violations) {
      const same = `${trunk} ${door} ${direction} ${vector} ${place}`;
      if (at - (this.#said.get(same) ?? Number.NEGATIVE_INFINITY) < SAID_AGAIN_MS) continue;
      this.#said.set(same, at);
      const known = rows.join(' ');
      keep({ at, trunk, door, direction, method, vector, rows: known, place, excerpt, severity, done });
      if (severity === 'suspicious')
        log.warn('wire-suspicious', { trunk, door, direction, method, vector, rows: known, place, setting });
      else
        log.error('leak-on-the-wire', {
          trunk,
          door,
          direction,
          method,
          vector,
          rows: known,
          place,
          excerpt,
          severity,
          done,
          setting,
        });
    }
  }
}

function doorStatus(name: string, door: DoorState): OrdinaryDoorStatus {
  const told = { name, state: door.state, why: null, since: null, until: null };
  if (!('why' in door)) return told;
  const { since, why } = door;
  return { ...told, why, since, until: door.state === 'overridden' ? door.until : null };
}
