import type { LegId } from '../call/call-event.ts';
import type { DialogWord } from '../call/dialog-word.ts';
import type { EndedCall, LiveCall } from '../call/ended-call.ts';
import type { TrunkReach } from '../call/trunk-reach.ts';
import type { SuspectedCall } from '../ports/drop-listener.ts';

/** What the detector tells, in plain values: it is a thread of its own. */
export type DropFact =
  /** Told twice a second: it lives, and whether the PBX tells it of calls. */
  | { readonly kind: 'watching'; readonly heard: boolean }
  /** At first, and at each change. */
  | { readonly kind: 'trunk'; readonly reach: TrunkReach }
  | { readonly kind: 'live' | 'restored'; readonly call: LiveCall }
  | { readonly kind: 'suspected'; readonly call: SuspectedCall }
  | { readonly kind: 'ended' | 'raised'; readonly call: EndedCall };

/** What it is told: what the mirror shows. */
export type DropOrder = { readonly kind: 'word'; readonly word: DialogWord };

/** When the PBX gave a leg its id, where the id says so (Asterisk's own are `seconds.count`); epoch milliseconds. */
export function bornAt(leg: LegId): number | null {
  const seconds = /^(?:[A-Za-z0-9_-]+-)?(\d{9,11})\.\d+$/.exec(leg)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}
