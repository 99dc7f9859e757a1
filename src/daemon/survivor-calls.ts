import type { Metrics } from '../adapters/metrics/prometheus.ts';
import type { TokenKey } from '../adapters/sealing/token-key.ts';
import type { KeptStorage } from '../adapters/sqlite/kept-storage.ts';
import type { DropsThread } from '../adapters/thread/drops-thread.ts';
import { systemClock as clock, systemTimer as timer } from '../adapters/time/system-time.ts';
import type { CallEvent, LegId } from '../call/call-event.ts';
import type { DialogWord } from '../call/dialog-word.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';
import type { PhoneNumber } from '../call/phone-number.ts';
import type { Config } from '../config/config.ts';
import { noticePlace } from '../contacts/notices.ts';
import type { DropRecorder } from '../drops/drop-recorder.ts';
import type { DropListener } from '../ports/drop-listener.ts';
import type { Log } from '../ports/log.ts';
import type { Pbx, PbxLinkState } from '../ports/pbx.ts';
import type { CallsStatus, Check } from '../ports/status.ts';
import type { ShownNotice } from '../ports/worker-notices.ts';
import { type Contacts, contacts } from './contacts.ts';
import { dropKeeping } from './drop-keeping.ts';
import { droppedCalls, dropsCheck } from './dropped-calls.ts';
import { InboundCalls } from './inbound-calls.ts';

export interface SurvivorCallsParts {
  /** As it is now: rules change while the daemon runs. */
  readonly config: () => Config;
  readonly pbx: Pbx;
  readonly storage: KeptStorage;
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * Survivors' calls from their arrival to what a worker is told of their end: the desk at the door, the detector of dropped calls, and what was
 * agreed with whom. Part of the composition root.
 */
export class SurvivorCalls {
  readonly #parts: SurvivorCallsParts;
  readonly #recorder: DropRecorder;
  #inbound: InboundCalls | null = null;
  #contacts: Contacts | null = null;
  #drops: DropsThread | null = null;
  #stopped = false;

  constructor(parts: SurvivorCallsParts) {
    this.#parts = parts;
    this.#recorder = dropKeeping(parts.storage, parts.metrics);
  }

  get status(): CallsStatus {
    return this.#recorder.status;
  }

  get check(): Check {
    return dropsCheck(this.#drops);
  }

  get notices(): readonly ShownNotice[] {
    return this.#inbound?.notices() ?? [];
  }

  /** Begins and returns: the detector waits for the calls that were up when the daemon before this one ended, and calls do not wait for it. */
  start(key: TokenKey): void {
    const { config, log, metrics, pbx, storage } = this.#parts;
    const inbound = new InboundCalls({
      config: config(),
      pbx,
      tokeniser: key,
      log,
      counts: metrics.inbound,
      returned: (call: LegId) => agreed.returned(call),
    });
    const agreed: Contacts = contacts({
      config,
      pbx,
      store: storage.contacts,
      key,
      clock,
      timer,
      log,
      callerOf: (leg) => inbound.callers.of(leg),
      placeOf: noticePlace,
    });
    agreed.onNotice((notice) => inbound.tell(notice));
    this.#inbound = inbound;
    this.#contacts = agreed;
    this.#recorder.start();
    inbound.start();
    agreed.start();
    const desk: DropListener = {
      live: (call: LiveCall) => inbound.live(call),
      suspected: () => undefined,
      restored: (call: LiveCall) => inbound.live(call),
      ended: (call: EndedCall) => inbound.ended(call),
      raised: (call: EndedCall) => inbound.ended(call),
    };
    void this.#watch([this.#recorder, agreed.calls, desk]);
  }

  /** Gives the number of entries that could not be written. */
  async stop(): Promise<number> {
    this.#stopped = true;
    this.#contacts?.stop();
    await this.#drops?.stop();
    this.#recorder.stop();
    return (await this.#inbound?.stop()) ?? 0;
  }

  handle(event: CallEvent): void {
    this.#inbound?.handle(event);
    this.#contacts?.handle(event);
  }

  /** A worker calls this number over this leg. */
  called(leg: LegId, number: PhoneNumber): void {
    this.#inbound?.called(leg, number);
  }

  linksChanged(state: PbxLinkState): void {
    this.#contacts?.linksChanged(state);
  }

  /** What the mirror showed of a dialog. */
  word(word: DialogWord): void {
    this.#drops?.word(word);
  }

  async #watch(listeners: readonly DropListener[]): Promise<void> {
    const { config, log, storage } = this.#parts;
    const known = await storage.knownCalls();
    if (known.outcome !== 'ok') log.error('known-calls-unread', { why: known.why });
    if (this.#stopped) return;
    this.#drops = droppedCalls({
      config: config(),
      log,
      listeners,
      trunk: (reach) => this.#contacts?.trunk(reach),
      known: known.outcome === 'ok' ? known.value : [],
    });
    this.#drops.start();
  }
}
