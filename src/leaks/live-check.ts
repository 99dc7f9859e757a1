import type { CallEvent } from '../call/call-event.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeptFinding } from '../ports/history.ts';
import type { Log } from '../ports/log.ts';
import type { LegView, Pbx } from '../ports/pbx.ts';
import type { Check, OrdinaryDoorStatus, TrunkStatus } from '../ports/status.ts';
import type { Timer } from '../ports/timer.ts';
import type { WireTap } from '../ports/wire-tap.ts';
import { type DoorState, Quarantine } from './quarantine.ts';
import { MirrorWatch } from './wire/mirror-watch.ts';
import type { TrunkLines } from './wire/trunk-lines.ts';
import type { WireFinding } from './wire/wire-finding.ts';
import { WireWatch } from './wire/wire-watch.ts';

/** What the live check counts. No number and no name can become a label. */
export interface WireCounts {
  looked(verdict: 'clean' | 'violation' | 'unplaced' | 'unusable'): void;
  leaked(finding: WireFinding): void;
  doorClosed(): void;
  mirrorSilent(): void;
}

export interface LiveCheckParts {
  readonly pbx: Pbx;
  readonly tap: WireTap;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  readonly lines: TrunkLines;
  readonly counts: WireCounts;
  /** Evidence, masked. */
  readonly keep: (finding: KeptFinding) => void;
}

/** The same leak again is counted, and kept and said again in the log after this long only. */
const SAID_AGAIN_MS = 60_000;

/** The live wire check as one part of the daemon: mirror, judge, quarantine. */
export class LiveCheck {
  readonly quarantine: Quarantine;
  readonly #parts: LiveCheckParts;
  readonly #wire: WireWatch;
  readonly #mirror: MirrorWatch;
  readonly #said = new Map<string, number>();
  #listening = false;

  constructor(parts: LiveCheckParts) {
    const { clock, counts, lines, log, pbx, timer } = parts;
    const ordinary = lines.doors.filter(({ door }) => door === 'private' || door === 'parent');
    this.#parts = parts;
    this.quarantine = new Quarantine({
      pbx,
      clock,
      timer,
      log,
      doors: ordinary.map(({ endpoint }) => endpoint),
      closed: () => counts.doorClosed(),
    });
    const outward = lines.doors
      .filter(({ door }) => door !== 'in')
      .map(({ endpoint, trunk }) => [endpoint, trunk] as const);
    this.#mirror = new MirrorWatch({
      clock,
      timer,
      log,
      doors: new Map(outward),
      silent: () => counts.mirrorSilent(),
    });
    this.#wire = new WireWatch({
      pbx,
      clock,
      timer,
      log,
      lines,
      close: (endpoint, why) => this.quarantine.close(endpoint, why),
      found: (finding) => this.#found(finding),
      looked: (verdict) => counts.looked(verdict),
      seen: (trunk, callId) => this.#mirror.seen(trunk, callId),
    });
  }

  get checks(): readonly Check[] {
    const silent = [...this.#mirror.states.values()].includes('silent');
    const deaf = silent ? 'WIRE_SILENT' : null;
    const wire = this.#listening ? deaf : 'WIRE_NOT_LISTENING';
    const shut = [...this.quarantine.states.values()].some(({ state }) => state === 'closed' || state === 'overridden');
    return [
      { name: 'wire', ok: wire === null, why: wire },
      { name: 'leaks', ok: !shut, why: shut ? 'DOOR_CLOSED' : null },
    ];
  }

  trunk(id: string): Pick<TrunkStatus, 'wire' | 'doors'> {
    const doors = this.#parts.lines.doors.filter(({ trunk }) => trunk === id);
    return {
      wire: this.#mirror.states.get(id) ?? 'unverified',
      doors: doors.flatMap(({ endpoint }) => {
        const state = this.quarantine.states.get(endpoint);
        return state === undefined ? [] : [doorStatus(endpoint, state)];
      }),
    };
  }

  /** `listening`: the mirror is heard. */
  start(listening: boolean): void {
    this.#listening = listening;
    this.#parts.tap.onMessage((message) => this.#wire.message(message));
    this.#parts.tap.onUnusable(() => this.#parts.counts.looked('unusable'));
    this.quarantine.start();
  }

  stop(): void {
    this.quarantine.stop();
  }

  handle(event: CallEvent): void {
    this.#mirror.handle(event);
    this.#wire.handle(event);
  }

  /** The PBX can be asked again: what it keeps is read. */
  linked(): void {
    void this.quarantine.look();
  }

  /** A leg that was there before the daemon looked. */
  adopt(leg: LegView): void {
    this.#wire.adopt(leg);
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
