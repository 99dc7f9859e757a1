import type { CallEvent, LegId } from '../../call/call-event.ts';
import type { DialogWord } from '../../call/dialog-word.ts';
import type { LogFields } from '../../ports/log.ts';
import type { LegView, PbxAnswer } from '../../ports/pbx.ts';
import type { VectorId } from '../judge/vectors.ts';
import type { MirrorState } from './mirror-watch.ts';
import type { SeenRegistration } from './registrations.ts';
import type { WireFinding } from './wire-finding.ts';

export const LOOKS = ['clean', 'violation', 'unplaced', 'unusable'] as const;
/** What was said of a mirrored message. */
export type Look = (typeof LOOKS)[number];

/** What the part that hears the mirror has to ask of the PBX. It has no way there itself. */
export type WireQuestion =
  | { readonly what: 'hangUp'; readonly leg: LegId }
  | { readonly what: 'variable'; readonly leg: LegId; readonly expression: string }
  | { readonly what: 'legs' };

/**
 * What the part that hears the mirror tells, in plain values: it is a thread of its own. No byte of a message is in it; Call-IDs, legs, endpoints
 * and masked excerpts are.
 */
export type WireFact =
  | { readonly kind: 'listening'; readonly heard: boolean }
  /** Told again and again: it is alive, and has looked at so many messages since the last time. */
  | { readonly kind: 'looked'; readonly counts: Readonly<Record<Look, number>> }
  | { readonly kind: 'close'; readonly endpoint: string; readonly why: VectorId }
  | { readonly kind: 'found'; readonly finding: WireFinding }
  | { readonly kind: 'registered'; readonly registration: SeenRegistration }
  /** For whoever watches how calls end. */
  | { readonly kind: 'dialog'; readonly word: DialogWord }
  | { readonly kind: 'mirror'; readonly trunk: string; readonly state: MirrorState }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly event: string;
      readonly fields: LogFields;
    };

/** A question on its way; its answer comes back as an order with the same number. */
export interface WireAsks {
  readonly kind: 'question';
  readonly id: number;
  readonly question: WireQuestion;
}

/** What it is told. */
export type WireOrder =
  | { readonly kind: 'event'; readonly event: CallEvent }
  | { readonly kind: 'leg'; readonly leg: LegView }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: PbxAnswer<unknown> };

/** The part that hears the mirror and judges, wherever it runs. No method throws. */
export interface WireSide {
  /** `tell` is called with every fact from then on, and with `listening: false` when it is lost. Settles when it is known whether it listens. */
  start(tell: (fact: WireFact) => void): Promise<void>;
  handle(event: CallEvent): void;
  /** A leg that was there before. */
  adopt(leg: LegView): void;
  /** Nothing is told any more. */
  stop(): Promise<void>;
}
