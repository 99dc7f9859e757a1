import { allowsCallback } from '../call/callback-offer.ts';
import type { EndedCall } from '../call/ended-call.ts';
import type { DropProtocol, Happened, NextStep, Notice } from '../call/notice.ts';
import { isOpen, type SafeWindow } from '../call/safe-window.ts';

/** What is agreed with the caller of one call, as far as a policy must know it. */
export interface Agreement {
  readonly protocol: DropProtocol;
  /** When the protocol was asked. */
  readonly agreedAt: number;
  readonly consent: boolean;
  /** Whether a number was given for being called back on. */
  readonly number: boolean;
  /** `while-it-lasts`: agreed for this contact alone, and nothing else was ever said about times. */
  readonly windows: readonly SafeWindow[] | 'while-it-lasts';
  readonly expiresAt: number;
}

/** The moment at which it is asked. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The agency's time zone (IANA). */
  readonly zone: string;
  /** The worker says, by a deliberate act, that hanging up was a slip. */
  readonly slip: boolean;
  /** Since when the trunk of the call has been reachable, epoch milliseconds; `null`: it is not, or nobody knows. */
  readonly trunkSince: number | null;
}

/** Why no call-back is offered, the first reason in this order. */
export type NoOffer =
  | 'class'
  | 'not-sure'
  | 'no-worker'
  | 'protocol'
  | 'not-asked-now'
  | 'no-consent'
  | 'no-number'
  | 'trunk-away'
  | 'expired'
  | 'outside-window';

/** Whether the worker may call back, by a deliberate act, and from when; before that the caller has the time to call first. */
export type Offer =
  | { readonly kind: 'offered'; readonly worker: string; readonly from: number }
  | { readonly kind: 'none'; readonly why: NoOffer };

export interface Decided {
  readonly notice: Notice;
  readonly offer: Offer;
}

/** So long the survivor can call first. */
const FIRST_MS = 60_000;
/** A trunk on which many calls were lost together must have held for so long (study, section 10). */
export const TRUNK_HOLDS_MS = 60_000;
/** Below this a loss may have been a person's act: it is not told as a loss. */
const SURE = 0.9;

function happenedTo({ verdict }: EndedCall): Happened {
  const { class: name, confidence } = verdict;
  switch (name) {
    case 'survivor-ended':
    case 'survivor-ended-abruptly':
      return 'caller-ended';
    case 'worker-ended':
      return 'worker-ended';
    case 'abandoned':
      return 'caller-left';
    case 'network-drop':
      return confidence < SURE ? 'not-clear' : 'line-lost';
    case 'mass-drop':
      return confidence < SURE ? 'not-clear' : 'lines-lost';
    case 'pbx-failed':
    case 'pbx-ended':
      return confidence < SURE ? 'not-clear' : 'house-ended';
    case 'setup-failed':
    case 'continued':
    case 'unknown':
      return 'not-clear';
  }
}

/**
 * Asked in this contact: after the call was answered and before its end, or before the last sign of life where that is earlier. Only while there is
 * somebody on the line can a protocol be asked; what is written down later is somebody's memory or wish.
 */
function askedInThisContact({ answeredAt, endedAt, verdict }: EndedCall, agreedAt: number): boolean {
  return answeredAt !== null && agreedAt >= answeredAt && agreedAt <= Math.min(endedAt, verdict.since);
}

function windowOpen({ windows }: Agreement, zone: string, at: number): boolean {
  return windows === 'while-it-lasts' || isOpen(windows, zone, at);
}

/** From when on somebody may call back; `null`: not before the trunk is there again. */
function callbackFrom({ endedAt, verdict }: EndedCall, trunkSince: number | null): number | null {
  const first = endedAt + FIRST_MS;
  if (verdict.class !== 'mass-drop') return first;
  return trunkSince === null ? null : Math.max(first, trunkSince + TRUNK_HOLDS_MS);
}

function offerOf(call: EndedCall, agreement: Agreement | null, { trunkSince, now, slip, zone }: Moment): Offer {
  const none = (why: NoOffer): Offer => ({ kind: 'none', why });
  const { verdict, worker } = call;
  const isSure = { ...verdict, confidence: 1 };
  if (!allowsCallback(isSure, true, slip)) return none('class');
  // A mailbox that said goodbye, or cut a long message off, ended nothing that somebody must take up: the message says what is wanted.
  if (call.atMailbox && verdict.class === 'pbx-ended') return none('class');
  if (!allowsCallback(verdict, true, slip)) return none('not-sure');
  if (worker === null) return none('no-worker');
  if (agreement?.protocol !== 'agency-calls-back') return none('protocol');
  if (!askedInThisContact(call, agreement.agreedAt)) return none('not-asked-now');
  if (!agreement.consent) return none('no-consent');
  if (!agreement.number) return none('no-number');
  const from = callbackFrom(call, trunkSince);
  if (from === null) return none('trunk-away');
  const earliest = Math.max(now, from);
  if (agreement.expiresAt <= earliest) return none('expired');
  if (!windowOpen(agreement, zone, earliest)) return none('outside-window');
  return { kind: 'offered', worker, from };
}

function nextStep(protocol: DropProtocol, offer: Offer): NextStep {
  if (offer.kind === 'offered') return 'may-call-back';
  const isWaited = protocol === 'survivor-calls-back' || offer.why === 'trunk-away';
  return isWaited ? 'wait' : 'do-not-call';
}

/**
 * What the worker is told about a call that ended, and whether calling back is offered. Pure and total. Nothing is offered unless *all* of this
 * holds: the line was lost or our own side ended the call (a worker's own hang-up only when that worker says that it was a slip), and that is
 * sure; a named worker spoke; in this very contact it was agreed that the agency calls back; the contact consented; a number was given for it;
 * the plan has not expired; the trunk on which many calls were lost together has come back; and the safe window is open at the earliest moment the
 * call could be made. Any doubt is "do not call".
 */
export function decideNotice(call: EndedCall, agreement: Agreement | null, moment: Moment): Decided {
  const agreed = agreement?.protocol ?? 'not-agreed';
  const offer = offerOf(call, agreement, moment);
  const notice: Notice = {
    call: call.call,
    worker: call.worker,
    happened: happenedTo(call),
    agreed,
    next: nextStep(agreed, offer),
    callbackFrom: offer.kind === 'offered' ? offer.from : null,
    endedAt: call.endedAt,
  };
  return { notice, offer };
}
