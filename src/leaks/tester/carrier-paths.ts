import { probeInboundExtension } from '../../call/probe.ts';
import { SETTLE_MS } from './calling-paths.ts';
import { endCalls, failed, PATIENCE_MS, RAN, type Ran, type Stage } from './stage.ts';

/** The carrier calls, a worker answers, holds, and ends the call. */
export async function answeredInbound(stage: Stage): Promise<Ran> {
  stage.phone.receive({ kind: 'answer' });
  const before = stage.phone.legs.length;
  const calling = stage.line.call(probeInboundExtension(stage.trunk), stage.stranger);
  if (calling === null) return failed('the PBX has not spoken to our listener');
  const answered = await calling.answered(PATIENCE_MS);
  const worker = await stage.phone.leg(before, answered ? PATIENCE_MS : 0);
  await worker?.offer('hold');
  await worker?.offer('resume');
  await stage.wait(SETTLE_MS);
  await endCalls(worker, calling);
  return answered && worker !== null
    ? RAN
    : failed('the PBX did not take a call from our listener as from this carrier');
}

/** The carrier calls, and the phone it rings forwards the call to the outside. */
export async function hairpinned(stage: Stage, door: 'private' | 'parent'): Promise<Ran> {
  stage.phone.receive({ kind: 'redirect', to: `${stage.trunk}-${door}` });
  stage.line.receive({ kind: 'answer' });
  for (const last of [false, true]) {
    const before = stage.line.legs.length;
    const calling = stage.line.call(probeInboundExtension(stage.trunk), stage.stranger);
    if (calling === null) return failed('the PBX has not spoken to our listener');
    const out = await stage.line.leg(before, PATIENCE_MS);
    const answered = out !== null && (await calling.answered(PATIENCE_MS));
    await stage.wait(SETTLE_MS);
    await endCalls(calling, out);
    // See `forwarded`: Asterisk loses a forward now and then.
    if (answered || last) return answered ? RAN : failed('no call arrived at our listener');
  }
  return RAN;
}

/** The carrier asks whether we live. */
export async function askedForLife(stage: Stage): Promise<Ran> {
  const status = await stage.line.ask('', stage.stranger, { method: 'OPTIONS' });
  return status === null ? failed('the PBX did not answer') : RAN;
}
