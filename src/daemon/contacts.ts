import { randomUUID } from 'node:crypto';
import type { TokenKey } from '../adapters/sealing/token-key.ts';
import type { CallEvent, LegId } from '../call/call-event.ts';
import type { PlanRef } from '../call/contact-plan.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';
import type { Notice } from '../call/notice.ts';
import type { PhoneNumber } from '../call/phone-number.ts';
import type { TrunkReach } from '../call/trunk-reach.ts';
import { clirRules } from '../config/clir-rules.ts';
import type { Config } from '../config/config.ts';
import { sitesByExtension } from '../config/sites-by-extension.ts';
import { AfterCall } from '../contacts/after-call.ts';
import { CallBack } from '../contacts/call-back.ts';
import { Codes } from '../contacts/codes.ts';
import { PhoneCalls } from '../contacts/phone-calls.ts';
import { PlanExpiry } from '../contacts/plan-expiry.ts';
import { Trunks } from '../contacts/trunks.ts';
import { TryWatch } from '../contacts/try-watch.ts';
import { decideDoor } from '../identity/policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Log } from '../ports/log.ts';
import type { DialplanPlace, Pbx, PbxLinkState } from '../ports/pbx.ts';
import type { Timer } from '../ports/timer.ts';

export interface ContactParts {
  /** As it is now: rules change while the daemon runs. */
  readonly config: () => Config;
  readonly pbx: Pbx;
  readonly store: ContactStore;
  readonly key: TokenKey;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** The number behind a leg that came in, as long as it is known. */
  readonly callerOf: (leg: LegId) => PhoneNumber | null;
  /** Where a notice is spoken to the phone that asks for it again. */
  readonly placeOf: (notice: Notice) => DialplanPlace;
}

/** Contact plans at work: codes, notices, call-backs. */
export interface Contacts {
  /** What the detector of dropped calls tells. */
  readonly calls: {
    live(call: LiveCall): void;
    suspected(call: LiveCall): void;
    restored(call: LiveCall): void;
    ended(call: EndedCall): void;
    raised(call: EndedCall): void;
  };
  /** Called with each notice, again when a later verdict changes it. */
  onNotice(listener: (notice: Notice) => void): void;
  /** How a trunk is, at first and at each change. */
  trunk(reach: TrunkReach): void;
  /** The caller of this call has called again. */
  returned(call: LegId): void;
  handle(event: CallEvent): void;
  linksChanged(state: PbxLinkState): void;
  start(): void;
  stop(): void;
}

const MINUTE_MS = 60_000;

/** Whether the rules let a phone call a number at all. A rule can forbid a call-back; its door is the private one whatever a rule says. */
function mayCall(config: Config, to: PhoneNumber, from: string): boolean {
  return decideDoor({ from, to }, clirRules(config.rules), { recordable: true, linked: true }).kind !== 'refuse';
}

/** Contact plans, wired to the PBX, the disk and the detector. Part of the composition root. */
export function contacts(parts: ContactParts): Contacts {
  const { callerOf, clock, key: tokeniser, log, pbx, placeOf, store, timer } = parts;
  const config = parts.config();
  const zone = config.contacts.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const sealer = tokeniser.sealer();
  const calls = new PhoneCalls(config.contacts.after_call_minutes * MINUTE_MS);
  const watch = new TryWatch({ pbx, store, timer, log });
  const trunks = new Trunks(clock);
  const notices = new AfterCall({ store, clock, timer, log, calls, trunks, zone });
  const callBack = new CallBack({
    pbx,
    store,
    sealer,
    tokeniser,
    clock,
    log,
    watch,
    trunks,
    zone,
    callerOf,
    mayCall: (number, phone) => mayCall(parts.config(), number, phone),
  });
  const codes = new Codes({
    pbx,
    store,
    sealer,
    tokeniser,
    clock,
    log,
    calls,
    callBack,
    phones: new Set(sitesByExtension(config).keys()),
    newRef: () => randomUUID() as PlanRef,
    callerOf,
    noticeOf: (phone) => notices.again(phone),
    placeOf,
  });
  const expiry = new PlanExpiry({ store, clock, timer, log });
  const contactOf = (call: LegId) => {
    const number = callerOf(call);
    return number === null ? null : tokeniser.tokenOf(number, 'contact');
  };
  const live = (call: LiveCall): void => calls.live(call, contactOf(call.call));
  const ended = (call: EndedCall): void => {
    watch.told(call);
    calls.ended(call, contactOf(call.call));
    store.ending(call.call, calls.keptUntil(call));
    void notices.tell(call);
  };
  return {
    calls: { live, suspected: () => undefined, restored: live, ended, raised: ended },
    onNotice: (listener) => void notices.onNotice(listener),
    trunk: (reach) => notices.trunk(reach),
    returned: (call) => {
      callBack.returned(call);
      notices.returned(call);
    },
    handle: (event) => {
      codes.handle(event);
      watch.handle(event);
    },
    linksChanged: (state) => watch.linksChanged(state),
    start: () => expiry.start(),
    stop: () => {
      expiry.stop();
      watch.stop();
    },
  };
}
