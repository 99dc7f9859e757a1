import { Failure } from '../failure.ts';
import type { LabPlan } from './lab-plan.ts';

const LOOKS = 100;
const LOOK_EVERY_MS = 100;
/** A carrier that was not there yet is asked again by the PBX ten seconds later. */
const ASK_AGAIN_EVERY = 10;

/** `Contact:  t2-parent/sip:127.0.0.1:5060;transport=tcp  0123456789 Unavail  nan`: a door whose OPTIONS came to nothing. */
const UNREACHABLE = /^ *Contact: +(\S+?)\/\S+ +\S+ +Unavail\b/gm;

/**
 * Waits until every trunk that registers has done so and no door is thought unreachable: both PBXs start at once, and an OPTIONS over TCP that finds
 * nobody there yet is answered by the next one only a quarter of a minute later. `console` runs a command of the agency's PBX.
 */
export async function trunksReady(plan: LabPlan, console: (command: string) => Promise<string>): Promise<void> {
  const expected = plan.trunks.filter(({ access }) => access === 'register').length;
  let missing = 'a trunk did not register';
  for (let look = 0; look < LOOKS; look += 1) {
    const registrations = await console('pjsip show registrations');
    const registered = (registrations.match(/\bRegistered\b/g) ?? []).length >= expected;
    const unreachable = [...(await console('pjsip show contacts')).matchAll(UNREACHABLE)].map(([, door = '']) => door);
    if (registered && unreachable.length === 0) return;
    if (!registered && /\bRejected\b/.test(registrations) && look % ASK_AGAIN_EVERY === 0)
      await console('pjsip send register *all');
    if (registered) missing = `the carrier does not answer ${unreachable[0]}`;
    for (const door of unreachable) await console(`pjsip qualify ${door}`);
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
  throw new Failure('LAB_PBX_FAILED', missing);
}
