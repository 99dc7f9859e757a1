import { randomUUID } from 'node:crypto';
import { TokenKey } from '../../../src/adapters/sealing/token-key.ts';
import type { CallEvent, LegId } from '../../../src/call/call-event.ts';
import type { PlanRef } from '../../../src/call/contact-plan.ts';
import type { EndedCall } from '../../../src/call/ended-call.ts';
import type { PhoneNumber } from '../../../src/call/phone-number.ts';
import { AfterCall } from '../../../src/contacts/after-call.ts';
import { CallBack } from '../../../src/contacts/call-back.ts';
import { Codes } from '../../../src/contacts/codes.ts';
import { PhoneCalls } from '../../../src/contacts/phone-calls.ts';
import { Trunks } from '../../../src/contacts/trunks.ts';
import { TryWatch } from '../../../src/contacts/try-watch.ts';
import { FakePbx } from '../../fakes/fake-pbx.ts';
import { FakeTimer, settle } from '../../fakes/fake-timer.ts';
import { KeptContacts } from '../../fakes/kept-contacts.ts';
import { KeptLog } from '../../fakes/kept-log.ts';
import { CALL, endedCall, SURVIVOR } from './contact-samples.ts';

export const DESK = '1800000001.20' as LegId;
export const TRUNK = '1800000001.21' as LegId;
const MINUTE = 60_000;

/** The contacts of a house with a PBX that is told what to say: phone 101 talks to a survivor. */
export function contactHouse() {
  const pbx = new FakePbx();
  const timer = new FakeTimer();
  const store = new KeptContacts();
  const log = new KeptLog();
  const tokeniser = new TokenKey(Uint8Array.from({ length: 32 }, (_, at) => at * 3));
  const sealer = tokeniser.sealer();
  const calls = new PhoneCalls(30 * MINUTE);
  const callers = new Map<LegId, PhoneNumber>([[CALL, SURVIVOR]]);
  const forbidden = new Set<string>();
  const callerOf = (leg: LegId) => callers.get(leg) ?? null;
  const trunks = new Trunks(timer);
  trunks.told({ trunk: 't1', reachable: true });
  const shared = { pbx, store, trunks, timer, sealer, tokeniser, clock: timer, log, calls, callerOf, zone: 'UTC' };
  const watch = new TryWatch(shared);
  const mayCall = (number: PhoneNumber) => !forbidden.has(number.reveal());
  const callBack = new CallBack({ ...shared, watch, mayCall });
  const notices = new AfterCall(shared);
  const codes = new Codes({
    ...shared,
    callBack,
    phones: new Set(['101', '102']),
    newRef: () => randomUUID() as PlanRef,
    noticeOf: (phone) => notices.again(phone),
    placeOf: ({ happened }) => ({ context: 'withheld-notice', extension: happened }),
  });
  const contact = tokeniser.tokenOf(SURVIVOR, 'contact');
  const view = (leg: LegId) => ({ leg, through: { technology: 'PJSIP', endpoint: 't1-in' }, waiting: false });
  const present = (...legs: readonly LegId[]) => {
    pbx.present = { outcome: 'ok', value: legs.map(view) };
  };
  return {
    ...shared,
    callBack,
    callers,
    codes,
    contact,
    forbidden,
    notices,
    present,
    watch,
    /** The survivor's call is up at phone 101. */
    talk(answeredAt = timer.now()) {
      const { incoming, trunk, worker } = endedCall('unknown', 0);
      calls.live({ call: CALL, incoming, trunk, worker, answeredAt }, contact);
      present(CALL);
      return answeredAt;
    },
    /** It ends. */
    end(name: Parameters<typeof endedCall>[0], other: Partial<EndedCall> = {}) {
      const call = endedCall(name, timer.now(), other);
      calls.ended(call, contact);
      present();
      return call;
    },
    /** A phone dials a code; gives where its leg was sent, as context and extension. */
    async dial(digits: string, phone = '101', leg = DESK, technology = 'PJSIP') {
      const before = pbx.sentOn.length;
      codes.handle({
        kind: 'asked',
        at: timer.now(),
        leg,
        from: { technology, endpoint: phone },
        words: ['code', digits],
      });
      for (let turn = 0; turn < 5; turn += 1) await settle();
      return pbx.sentOn.slice(before).map(({ place }) => `${place.context} ${place.extension}`);
    },
    /** The PBX tells of the trunk's leg of a call-back. */
    passed(leg = TRUNK, asking = DESK): void {
      const through = { technology: 'PJSIP', endpoint: 't1-private' };
      watch.handle({ kind: 'passed', at: timer.now(), leg, through, asking });
    },
    over(cause: number, leg = TRUNK): void {
      const through = { technology: 'PJSIP', endpoint: 't1-private' };
      const event: CallEvent = { kind: 'ended', at: timer.now(), leg, through, cause };
      watch.handle(event);
    },
  };
}

export const say = (prompt: string) => `withheld-codes-say ${prompt}`;
export const CALLED_BACK = `withheld-call-back ${SURVIVOR.reveal()}`;
