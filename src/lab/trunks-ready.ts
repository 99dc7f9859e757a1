import { Failure } from '../failure.ts';
import type { LabPlan } from './lab-plan.ts';

/** A PBX may put off its first REGISTER for ten seconds, and one that failed is sent again ten seconds later. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 100;

/**
 * Waits until every trunk that registers has done so. `console` runs a command of the agency's PBX, which was started when the carrier
 * answered. Throws LAB_PBX_FAILED after half a minute.
 */
export async function trunksReady(plan: LabPlan, console: (command: string) => Promise<string>): Promise<void> {
  const expected = plan.trunks.filter(({ access }) => access === 'register').length;
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const registrations = await console('pjsip show registrations');
    if ((registrations.match(/\bRegistered\b/g) ?? []).length >= expected) return;
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
  throw new Failure('LAB_PBX_FAILED', 'a trunk did not register');
}
