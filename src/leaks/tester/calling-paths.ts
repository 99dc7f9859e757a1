import type { PbxAnswer } from '../../ports/pbx.ts';
import type { PlacedProbe } from '../../ports/probe-caller.ts';
import { arrival, endCalls, failed, PATIENCE_MS, RAN, type Ran, type Stage } from './stage.ts';

/** Long enough for the PBX to say more after an answer (a connected line, a re-INVITE), which it does at once or not at all. */
export const SETTLE_MS = 150;

type Door = 'private' | 'parent';

/** What the PBX said when a call was held, in words. */
export function notHeld(statuses: readonly (number | null)[]): string {
  return `the PBX did not take it that the call was held (${statuses.map((status) => status ?? 'no answer').join(', ')})`;
}

/** A call placed to a name of the probes' dialplan, answered, held and taken back by the far side, and ended by the near one. */
async function answeredCall(stage: Stage, name: string): Promise<Ran> {
  stage.line.receive({ kind: 'answer' });
  const arrived = await arrival(stage, name);
  if ('kind' in arrived) return arrived;
  const { leg, probe } = arrived;
  const answered = await leg.answered(PATIENCE_MS);
  const statuses = answered ? [await leg.offer('hold'), await leg.offer('resume')] : [null];
  await stage.caller.hangUp(probe);
  const over = await leg.over(PATIENCE_MS);
  await endCalls(leg);
  if (statuses.some((status) => status !== 200)) return failed(notHeld(statuses));
  return over ? RAN : failed('the call did not end');
}

/** As the daemon sends a call on. */
export function decided(stage: Stage, door: Door): Promise<Ran> {
  return answeredCall(stage, `${stage.trunk}-${door}`);
}

/** As a foreign dialplan would dial the door. */
export function policyForgotten(stage: Stage, door: Door): Promise<Ran> {
  return answeredCall(stage, `straight-${stage.trunk}-${door}`);
}

/** The carrier asks who we are: the PBX says it all again, with the account where it has one. */
export async function challenged(stage: Stage, door: Door): Promise<Ran> {
  stage.line.receive({ kind: 'challenge' });
  const arrived = await arrival(stage, `${stage.trunk}-${door}`);
  if ('kind' in arrived) return arrived;
  const again = await arrived.leg.answered(stage.logsIn ? PATIENCE_MS : SETTLE_MS);
  await stage.caller.hangUp(arrived.probe);
  await arrived.leg.over(SETTLE_MS);
  await endCalls(arrived.leg);
  return again || !stage.logsIn ? RAN : failed('the PBX did not answer the challenge');
}

/** The caller gives up while it rings. */
export async function cancelled(stage: Stage, door: Door): Promise<Ran> {
  stage.line.receive({ kind: 'ring' });
  const arrived = await arrival(stage, `${stage.trunk}-${door}`);
  if ('kind' in arrived) return arrived;
  await stage.wait(SETTLE_MS);
  await stage.caller.hangUp(arrived.probe);
  const over = await arrived.leg.over(PATIENCE_MS);
  await endCalls(arrived.leg);
  return over ? RAN : failed('no CANCEL came');
}

/** What an originate straight at the door came to. `before`: calls at the line until then. `closed` is the PBX's own refusal. */
async function arrivedStraight(stage: Stage, before: number, placed: PbxAnswer<PlacedProbe | null>): Promise<Ran> {
  if (placed.outcome === 'refused') return { kind: 'closed', why: `the PBX refuses it (${placed.why})` };
  if (placed.outcome === 'unknown') return failed(`the PBX did not answer (${placed.why})`);
  const leg = await stage.line.leg(before, PATIENCE_MS);
  await leg?.answered(SETTLE_MS);
  if (placed.value !== null) await stage.caller.hangUp(placed.value);
  await endCalls(leg);
  return leg === null ? failed('no call arrived at our listener') : RAN;
}

export async function originatedByAri(stage: Stage, door: Door): Promise<Ran> {
  stage.line.receive({ kind: 'answer' });
  const before = stage.line.legs.length;
  const placed = await stage.caller.originate(`${stage.trunk}-${door}`, stage.target, stage.worker);
  const ran = await arrivedStraight(stage, before, placed);
  return ran.kind === 'closed' ? failed(ran.why) : ran;
}

export async function originatedByAmi(stage: Stage, door: Door): Promise<Ran> {
  stage.line.receive({ kind: 'answer' });
  const before = stage.line.legs.length;
  const placed = await stage.caller.originateByAmi(`${stage.trunk}-${door}`, stage.target, stage.worker);
  return await arrivedStraight(stage, before, placed);
}

export async function originatedByCallFile(stage: Stage, door: Door): Promise<Ran> {
  stage.line.receive({ kind: 'answer' });
  const before = stage.line.legs.length;
  const placed = await stage.caller.originateByCallFile(`${stage.trunk}-${door}`, stage.target, stage.worker);
  if (placed === null) return { kind: 'not-run', why: 'leak_tests.spool is not set' };
  return await arrivedStraight(stage, before, placed);
}

/** A carrier that wants fax: the PBX says no, or says yes without a word about who sends. */
export async function fax(stage: Stage, door: Door): Promise<Ran> {
  stage.line.receive({ kind: 'answer' });
  const arrived = await arrival(stage, `${stage.trunk}-${door}`);
  if ('kind' in arrived) return arrived;
  const status = (await arrived.leg.answered(PATIENCE_MS)) ? await arrived.leg.offer('fax') : null;
  await stage.caller.hangUp(arrived.probe);
  await arrived.leg.over(PATIENCE_MS);
  await endCalls(arrived.leg);
  return status === null ? failed('the PBX did not answer the offer of fax') : RAN;
}
