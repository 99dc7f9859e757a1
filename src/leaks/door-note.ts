import { CLOSED_BY_ROUND_TRIP } from '../call/round-trip.ts';
import type { DoorVerdict } from './door-verdicts.ts';

/** Who judged: our own listener on this machine, or a far end behind the public network. */
export type Judge = 'leak-test' | 'round-trip';

/**
 * What the PBX is to keep about a door after a test; `null`: nothing changes. `kept`: what it keeps now, `<epoch seconds> <why>`, empty for an open
 * door. Each test opens only what it can show clean: a leak on the wire is no news to a far end that was shown nothing, nor the other way round.
 * A leak test that finds a leak takes over a door that a round trip closed. Pure.
 */
export function doorNote(said: DoorVerdict, kept: string, judge: Judge, nowSeconds: number): string | null {
  const cause = kept === '' ? null : kept.replace(/^\d+ ?/, '') === CLOSED_BY_ROUND_TRIP ? 'round-trip' : 'leak-test';
  if (said.verdict === 'leaked' && (cause === null || (cause === 'round-trip' && judge === 'leak-test')))
    return `${nowSeconds} ${said.why}`;
  return said.verdict === 'clean' && cause === judge ? '' : null;
}
