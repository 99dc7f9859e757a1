import type { PlacedProbe, ProbeCaller } from '../../ports/probe-caller.ts';
import type { ProbeLeg, ProbeLine, SaidIdentity } from '../../ports/probe-line.ts';

/** What the probes of one trunk are made with. */
export interface Stage {
  readonly trunk: string;
  /** Stands for the carrier. */
  readonly line: ProbeLine;
  readonly phone: ProbeLine;
  readonly caller: ProbeCaller;
  /** Whom a probe says it is: made up for this test. */
  readonly worker: SaidIdentity;
  /** The next worker, to whom a call is handed. */
  readonly second: SaidIdentity;
  /** Who calls in: made up, too, but no secret, because answers repeat it. */
  readonly stranger: SaidIdentity;
  /** Whether the PBX has an account to answer a challenge of this carrier with. */
  readonly logsIn: boolean;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** A SIP URI at the line. */
  readonly target: string;
}

/** What became of a probe, before anything was judged. */
export type Ran =
  | { readonly kind: 'ran' }
  | { readonly kind: 'closed'; readonly why: string }
  | { readonly kind: 'not-run'; readonly why: string }
  /** It was tried and did not go the way it should: nothing can be said of the door. */
  | { readonly kind: 'failed'; readonly why: string };

export const RAN: Ran = { kind: 'ran' };

/** How long a call may take to arrive, to be answered, to end: all of it on one machine. */
export const PATIENCE_MS = 3_000;

export function failed(why: string): Ran {
  return { kind: 'failed', why };
}

/** A call of the PBX that arrived at our line. */
export interface Arrived {
  readonly probe: PlacedProbe;
  readonly leg: ProbeLeg;
}

/** Has a call placed to a name of the probes' dialplan, and waits until it is at the line; else what went wrong, in words. */
export async function arrival(stage: Stage, name: string): Promise<Arrived | Ran> {
  const before = stage.line.legs.length;
  const placed = await stage.caller.place(name, stage.worker);
  if (placed.outcome !== 'ok') return failed(`the PBX did not place the call (${placed.why})`);
  const leg = await stage.line.leg(before, PATIENCE_MS);
  if (leg !== null) return { probe: placed.value, leg };
  await stage.caller.hangUp(placed.value);
  return failed('no call arrived at our listener');
}

/** A call that the probe phone placed and our line answered. */
export interface Talking {
  readonly phone: ProbeLeg;
  readonly far: ProbeLeg;
}

export async function talking(stage: Stage, name: string): Promise<Talking | Ran> {
  stage.line.receive({ kind: 'answer' });
  const before = stage.line.legs.length;
  const phone = stage.phone.call(name, stage.worker);
  if (phone === null) return failed('the PBX does not know the probe phone');
  const far = await stage.line.leg(before, PATIENCE_MS);
  if (far !== null && (await phone.answered(PATIENCE_MS)) && (await far.answered(PATIENCE_MS))) return { phone, far };
  await Promise.all([phone.hangUp(), far?.hangUp()]);
  return failed('no call of the probe phone arrived at our listener');
}

/** Ends calls from our side and waits until the PBX has ended them too. */
export async function endCalls(...legs: readonly (ProbeLeg | null)[]): Promise<void> {
  await Promise.all(legs.map((leg) => leg?.hangUp()));
}
