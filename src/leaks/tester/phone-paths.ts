import type { ProbeLeg } from '../../ports/probe-line.ts';
import { notHeld, SETTLE_MS } from './calling-paths.ts';
import { arrival, endCalls, failed, PATIENCE_MS, RAN, type Ran, type Stage, type Talking, talking } from './stage.ts';

type Door = 'private' | 'parent';

const BRIDGED_MS = 250;

/** A desk phone forwards a call to the outside (302), to this name of the probes. */
export async function forwarded(stage: Stage, to: string): Promise<Ran> {
  stage.line.receive({ kind: 'answer' });
  stage.phone.receive({ kind: 'redirect', to });
  const name = `phone-${stage.trunk}`;
  const once = await arrival(stage, name);
  // Asterisk loses a forward now and then, when it looks at the leg before the new target is stored (Dial, 22.10.1): the call stays in the house.
  const arrived = 'kind' in once ? await arrival(stage, name) : once;
  if ('kind' in arrived) return arrived;
  await arrived.leg.answered(PATIENCE_MS);
  await stage.wait(SETTLE_MS);
  await stage.caller.hangUp(arrived.probe);
  await arrived.leg.over(PATIENCE_MS);
  await endCalls(arrived.leg);
  return RAN;
}

function referTo(extension: string, replaces = ''): readonly (readonly [string, string])[] {
  const behind = replaces === '' ? '' : `?Replaces=${encodeURIComponent(replaces)}`;
  return [
    ['refer-to', `<sip:${extension}@pbx${behind}>`],
    ['referred-by', '<sip:withheld-probe-phone@pbx>'],
  ];
}

/** A desk phone calls this name of the probes, and sends the other side of its call on to it, too. */
export async function blindlyTransferred(stage: Stage, name: string): Promise<Ran> {
  const call = await talking(stage, name);
  if ('kind' in call) return call;
  // Until both sides stand in its bridge, the PBX takes a transfer for that of a conference. No hand is that quick.
  await stage.wait(BRIDGED_MS);
  const before = stage.line.legs.length;
  const status = await call.phone.request({ method: 'REFER', headers: referTo(name) });
  const second = status === 202 ? await stage.line.leg(before, PATIENCE_MS) : null;
  await second?.answered(PATIENCE_MS);
  await stage.wait(SETTLE_MS);
  await endCalls(second, call.far, call.phone);
  if (status !== 202) return failed('the PBX did not take the transfer');
  return second === null ? failed('the transferred call did not arrive at our listener') : RAN;
}

/** A call outside, and the worker it was handed to. */
interface Handed extends Talking {
  readonly worker: ProbeLeg;
}

/** A desk phone hands its call outside over to the next worker. */
async function handed(stage: Stage, door: Door): Promise<Handed | Ran> {
  const call = await talking(stage, `${stage.trunk}-${door}`);
  if ('kind' in call) return call;
  stage.phone.receive({ kind: 'answer' });
  const before = stage.phone.legs.length;
  const asked = stage.phone.call(`phone-${stage.trunk}`, stage.worker);
  const worker = await stage.phone.leg(before, PATIENCE_MS);
  const answered = asked !== null && worker !== null && (await asked.answered(PATIENCE_MS));
  await stage.wait(BRIDGED_MS);
  const headers = answered ? referTo('withheld-probe', asked.replaces) : [];
  const status = answered ? await call.phone.request({ method: 'REFER', headers }) : null;
  if (status === 202 && worker !== null && (await asked?.over(PATIENCE_MS))) {
    await stage.wait(SETTLE_MS);
    return { ...call, worker };
  }
  await endCalls(worker, asked, call.far, call.phone);
  return failed('the PBX did not take the transfer');
}

export async function transferred(stage: Stage, door: Door): Promise<Ran> {
  const call = await handed(stage, door);
  if ('kind' in call) return call;
  await endCalls(call.worker, call.phone, call.far);
  return RAN;
}

/** Either side holds the call after it was handed over: the PBX may say anew who is connected. */
export async function heldAfterTransfer(stage: Stage, door: Door): Promise<Ran> {
  const call = await handed(stage, door);
  if ('kind' in call) return call;
  const statuses = [
    await call.worker.offer('hold'),
    await call.worker.offer('resume'),
    await call.far.offer('hold'),
    await call.far.offer('resume'),
  ];
  await stage.wait(SETTLE_MS);
  await endCalls(call.worker, call.phone, call.far);
  return statuses.every((status) => status === 200) ? RAN : failed(notHeld(statuses));
}

/** A desk phone says in the middle of a call who is on it now. */
export async function updated(stage: Stage, door: Door): Promise<Ran> {
  const call = await talking(stage, `${stage.trunk}-${door}`);
  if ('kind' in call) return call;
  const { name, number } = stage.second;
  const said = [['p-asserted-identity', `"${name}" <sip:${number}@pbx>`] as const];
  const statuses = [await call.phone.request({ method: 'UPDATE', headers: said }), await call.phone.offer('resume')];
  await stage.wait(SETTLE_MS);
  await endCalls(call.phone, call.far);
  return statuses.every((status) => status === 200) ? RAN : failed('the PBX did not take the UPDATE of the phone');
}

/**
 * A desk phone sends a text message within its call, and one outside of any. A PBX without `res_pjsip_messaging` answers neither: what it answers
 * after each of them shows that it had them.
 */
export async function written(stage: Stage, door: Door): Promise<Ran> {
  const name = `${stage.trunk}-${door}`;
  const call = await talking(stage, name);
  if ('kind' in call) return call;
  const body = { type: 'text/plain', text: `from ${stage.worker.name}, ${stage.worker.number}` };
  const message = { method: 'MESSAGE', body, withinMs: SETTLE_MS * 2 };
  await call.phone.request(message);
  const offered = await call.phone.offer('resume');
  await stage.phone.ask(name, stage.worker, message);
  const asked = await stage.phone.ask(name, stage.worker, { method: 'OPTIONS' });
  await stage.wait(SETTLE_MS);
  await endCalls(call.phone, call.far);
  return offered === 200 && asked !== null ? RAN : failed('the PBX did not answer the phone that sent text messages');
}
