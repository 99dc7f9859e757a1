import type { CallEvent, LegEndpoint, LegId } from '../../call/call-event.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { LegView } from '../../ports/pbx.ts';
import type { Timer } from '../../ports/timer.ts';
import type { WireMessage } from '../../ports/wire-tap.ts';
import type { Passage } from '../judge/expected.ts';
import { judge } from '../judge/judge.ts';
import type { VectorId } from '../judge/vectors.ts';
import type { Violation } from '../judge/violation.ts';
import type { WirePbx } from './asked-pbx.ts';
import { candidates } from './candidates.ts';
import { Dialogs } from './dialogs.ts';
import { HeldMessages } from './held-messages.ts';
import type { MessageHead } from './message-head.ts';
import { messageHead } from './read-head.ts';
import { readMessages } from './read-messages.ts';
import type { SeenRegistration } from './registrations.ts';
import type { DoorLine, TrunkLines } from './trunk-lines.ts';
import type { WireFinding } from './wire-finding.ts';

/** Asterisk tells of a leg before it sends its INVITE; in some calls in a hundred the mirror is quicker by a millisecond or two. */
const WAIT_MS = 250;
const CANCEL_TRIES = 3;
const CANCEL_AGAIN_MS = 100;
const MOST_OWN = 100;
/** The dialplan's word about a leg comes a few milliseconds after the leg. */
const SPOKEN_FOR_MS = 40;

export interface WireWatchParts {
  readonly pbx: WirePbx;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  readonly lines: TrunkLines;
  /** Closes an ordinary door until it is shown clean. */
  readonly close: (endpoint: string, why: VectorId) => void;
  readonly found: (finding: WireFinding) => void;
  /** A REGISTER of ours went to a carrier. */
  readonly registered: (registration: SeenRegistration) => void;
  /** A message was looked at. `unplaced`: it is no trunk's and not of the house, and nobody knows what it is. */
  readonly looked: (verdict: 'clean' | 'violation' | 'unplaced') => void;
  /** A message of this call was seen on this trunk; `null`: in the house, as those of the leak tests are. */
  readonly seen: (trunk: string | null, callId: string | null) => void;
}

/** One message on a trunk. */
interface OnTrunk {
  readonly raw: Uint8Array;
  readonly head: MessageHead;
  readonly callId: string | null;
  /** The trunks to this carrier. */
  readonly trunks: readonly string[];
  readonly direction: Passage['direction'];
  /** The PBX's own address on this wire. */
  readonly local: string;
}

/**
 * The live wire check (L4): each message between the PBX and a carrier is judged as it passes.
 *
 * ```
 *  message ── dialog known ──> judged for its door ── clean ──> nothing
 *     │                              └── violation ──> cancel the call, close the door, tell
 *     └── not known ── clean at a door that asks for no proof ──> nothing
 *              └── else held until the PBX says whose it is ──> judged for its door
 *                        └── never said ──> tell; what is clean at no door closes the private one
 * ```
 *
 * Emergency calls and calls from the carrier are told of and never cut. Messages live in memory only, for {@link WAIT_MS} at most, the last one until the next.
 */
export class WireWatch {
  readonly #parts: WireWatchParts;
  readonly #dialogs: Dialogs;
  readonly #byEndpoint: ReadonlyMap<string, DoorLine>;
  readonly #held: HeldMessages<OnTrunk>;
  readonly #cancelled = new Set<LegId>();
  /** Addresses the PBX has spoken to carriers from. */
  readonly #own = new Set<string>();

  constructor(parts: WireWatchParts) {
    this.#parts = parts;
    this.#dialogs = new Dialogs(parts.clock);
    this.#byEndpoint = new Map(parts.lines.doors.map((line) => [line.endpoint, line]));
    this.#held = new HeldMessages(parts.timer, WAIT_MS, (callId, messages) => void this.#overdue(callId, messages));
  }

  /** What the PBX mirrored. Never throws. */
  message(message: WireMessage): void {
    const { source, target, correlation } = message;
    const { lines } = this.#parts;
    const out = lines.trunksAt(target.address);
    const trunks = out.length > 0 ? out : lines.trunksAt(source.address);
    if (trunks.length === 0) {
      const house = lines.isInside(source.address) && lines.isInside(target.address);
      if (house) this.#parts.seen(null, correlation);
      else this.#unplaced(message);
      return;
    }
    const direction = out.length > 0 ? 'to-carrier' : 'to-agency';
    const local = out.length > 0 ? source.address : target.address;
    for (const { raw, head } of readMessages(message)) {
      const callId = head.callId ?? correlation;
      for (const trunk of trunks) this.#parts.seen(trunk, callId);
      const onTrunk: OnTrunk = { raw, head, callId, direction, local, trunks };
      this.#registering(onTrunk, target.address);
      this.#look(onTrunk);
    }
  }

  /** Of no trunk and not of the house. A REGISTER of that kind may be a trunk's whose carrier has moved. */
  #unplaced({ payload, source, target }: WireMessage): void {
    const { clock, looked, registered } = this.#parts;
    looked('unplaced');
    const { kind, method } = messageHead(payload);
    if (kind === 'request' && method === 'REGISTER' && this.#own.has(source.address))
      registered({ at: clock.now(), trunk: null, carrier: target.address, vector: null, severity: null });
  }

  #registering(message: OnTrunk, carrier: string): void {
    const { clock, registered } = this.#parts;
    const { direction, head, local } = message;
    if (direction === 'to-carrier' && this.#own.size < MOST_OWN) this.#own.add(local);
    if (head.method !== 'REGISTER' || head.kind !== 'request' || direction !== 'to-carrier') return;
    const judged = this.#possible(message).map((line) => ({ line, found: this.#violations(message, line) ?? [] }));
    // Trunks of one carrier share its address: it is the one whose account it names, and of which least is wrong.
    const [likeliest] = [...judged].sort((one, other) => one.found.length - other.found.length);
    if (likeliest === undefined) return;
    const gravest = likeliest.found.find(({ severity }) => severity === 'leak') ?? likeliest.found[0];
    const said = { vector: gravest?.vector ?? null, severity: gravest?.severity ?? null };
    registered({ at: clock.now(), trunk: likeliest.line.trunk, carrier, ...said });
  }

  handle(event: CallEvent): void {
    if (event.kind === 'ended') {
      this.#dialogs.ended(event.leg);
      this.#cancelled.delete(event.leg);
    }
    if (event.kind === 'created') this.#leg(event.leg, event.through, event.dialog, SPOKEN_FOR_MS);
    // The dialplan speaks for a leg just before its INVITE is built.
    if (event.kind === 'passed') this.#leg(event.leg, event.through, event.dialog, 0);
  }

  /** Legs that were there before the daemon looked. */
  adopt({ leg, through, dialog }: LegView): void {
    this.#leg(leg, through, dialog, 0);
  }

  /** `patienceMs`: how long the Call-ID may still come by itself. */
  #leg(leg: LegId, { technology, endpoint }: LegEndpoint, callId: string | undefined, patienceMs: number): void {
    if (technology !== 'PJSIP' || !this.#byEndpoint.has(endpoint)) return;
    if (callId !== undefined) this.#join(callId, leg, endpoint);
    else if (patienceMs === 0) void this.#ask(leg, endpoint);
    else this.#parts.timer.after(patienceMs, () => void this.#ask(leg, endpoint));
  }

  #join(callId: string, leg: LegId, endpoint: string): void {
    this.#dialogs.opened(callId, { leg, endpoint });
    for (const message of this.#held.take(callId)) this.#look(message);
  }

  /** For legs that nobody spoke for, and below Asterisk 18.16, where events do not name the Call-ID. The PBX stops the leg's signalling to answer. */
  async #ask(leg: LegId, endpoint: string): Promise<void> {
    if (this.#dialogs.knows(leg)) return;
    const answer = await this.#parts.pbx.variable(leg, 'CHANNEL(pjsip,call-id)');
    if (answer.outcome === 'ok' && answer.value !== '') this.#join(answer.value, leg, endpoint);
  }

  #look(message: OnTrunk): void {
    const { callId, head, direction } = message;
    const dialog = callId === null ? undefined : this.#dialogs.of(callId);
    const line = dialog === undefined ? undefined : this.#byEndpoint.get(dialog.endpoint);
    if (line !== undefined) {
      this.#judged(message, line, dialog?.leg ?? null);
      return;
    }
    const possible = this.#possible(message);
    const clean = possible.find((door) => this.#violations(message, door) === null);
    const begins = direction === 'to-carrier' && head.kind === 'request' && head.method === 'INVITE' && head.opens;
    if (clean !== undefined && (!begins || clean.door === 'private')) this.#parts.looked('clean');
    else if (callId !== null && direction === 'to-carrier' && head.method !== 'OPTIONS' && head.method !== 'REGISTER')
      this.#held.hold(callId, message);
    else this.#undecided(message, possible);
  }

  /** The PBX did not say in time whose this is: it is asked. */
  async #overdue(callId: string, messages: readonly OnTrunk[]): Promise<void> {
    const legs = await this.#parts.pbx.legs();
    for (const leg of legs.outcome === 'ok' ? legs.value : []) {
      if (leg.through.technology !== 'PJSIP' || !this.#byEndpoint.has(leg.through.endpoint)) continue;
      if (this.#dialogs.knows(leg.leg)) continue;
      if (leg.dialog === undefined) await this.#ask(leg.leg, leg.through.endpoint);
      else this.#dialogs.opened(leg.dialog, { leg: leg.leg, endpoint: leg.through.endpoint });
    }
    const known = this.#dialogs.of(callId) !== undefined;
    for (const message of messages) {
      if (known) this.#look(message);
      else this.#undecided(message, this.#possible(message));
    }
  }

  #possible({ head, direction, trunks }: OnTrunk): readonly DoorLine[] {
    const doors = this.#parts.lines.doors.filter(({ trunk }) => trunks.includes(trunk));
    return candidates(head, direction, doors);
  }

  /** Nobody can say through which door this went. What would be clean at one of them is let be, with a word in the log. */
  #undecided(message: OnTrunk, possible: readonly DoorLine[]): void {
    const [likeliest] = possible;
    if (likeliest === undefined) return;
    if (possible.some((door) => this.#violations(message, door) === null)) {
      this.#parts.looked('clean');
      this.#parts.log.warn('wire-door-unknown', { trunk: likeliest.trunk, method: methodOf(message) });
      return;
    }
    this.#judged(message, likeliest, null);
  }

  #violations(message: OnTrunk, line: DoorLine): readonly [Violation, ...Violation[]] | null {
    const { raw, direction, local } = message;
    const said = judge(raw, { direction, transport: line.transport }, this.#parts.lines.expected(line, local));
    return said.verdict === 'clean' ? null : said.violations;
  }

  #judged(message: OnTrunk, line: DoorLine, leg: LegId | null): void {
    const violations = this.#violations(message, line);
    this.#parts.looked(violations === null ? 'clean' : 'violation');
    if (violations === null) return;
    const { clock, close, found } = this.#parts;
    const { trunk, door, endpoint } = line;
    const grave = violations.find(({ severity }) => severity === 'leak' || severity === 'unreadable');
    const acts = grave !== undefined && message.direction === 'to-carrier' && (door === 'private' || door === 'parent');
    const cancels = acts && leg !== null && message.head.method !== 'BYE';
    // First what hurts: every millisecond the phone of the person called may ring.
    if (cancels && leg !== null) void this.#cancel(leg, 1);
    if (acts) close(endpoint, grave.vector);
    found({
      at: clock.now(),
      trunk,
      door,
      direction: message.direction,
      method: methodOf(message),
      violations,
      done: cancels ? 'cancelled' : acts ? 'closed' : 'told',
    });
  }

  async #cancel(leg: LegId, attempt: number): Promise<void> {
    if (attempt === 1 && this.#cancelled.has(leg)) return;
    this.#cancelled.add(leg);
    const { outcome } = await this.#parts.pbx.hangUp(leg);
    // Refused: it is gone already, and its end was perhaps told before.
    if (outcome === 'refused') this.#cancelled.delete(leg);
    if (outcome !== 'unknown') return;
    if (attempt < CANCEL_TRIES) {
      this.#parts.timer.after(CANCEL_AGAIN_MS * attempt, () => void this.#cancel(leg, attempt + 1));
      return;
    }
    // The next leak of this leg tries anew.
    this.#cancelled.delete(leg);
    this.#parts.log.error('wire-cancel-failed', { attempts: attempt });
  }
}

function methodOf({ head }: OnTrunk): string {
  return head.method ?? '(unknown)';
}
