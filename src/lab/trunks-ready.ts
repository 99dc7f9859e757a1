import { Failure } from '../failure.ts';
import type { LabPlan } from './lab-plan.ts';

/** A PBX may put off its first REGISTER for ten seconds, and one that failed is sent again ten seconds later. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 100;
/** Somewhat more than the doors' qualify_timeout: then an OPTIONS without an answer has been given up. */
const GIVEN_UP_MS = 4_000;
/** One that is sent to a carrier that runs is answered in that time. */
const ANSWERED_MS = 2_000;

type Console = (command: string) => Promise<string>;

/**
 * The doors whose OPTIONS has gone out and was not answered yet, or was given up, by what the PBX prints for `pjsip show scheduled_tasks` and
 * then for `pjsip show contacts` (Asterisk 16.28 and 22). Pure.
 */
export function unheardDoors(tasks: string, contacts: string): readonly string[] {
  const ran = new Set<string>();
  for (const [, door = '', times, state] of tasks.matchAll(
    /^pjsip\/options\/(\S+)-[0-9a-f]{8} +\d+ +(\d+|oneshot) +(run|wait)/gm,
  ))
    if (times !== '0' || state === 'run') ran.add(door);
  return [...contacts.matchAll(/^ *Contact: +([^\s/]+)\/\S+ +[0-9a-f]+ (Avail|Unavail|NonQual|Unknown)\b/gm)].flatMap(
    ([, door = '', status]) => (ran.has(door) && status !== 'Avail' ? [door] : []),
  );
}

/**
 * Waits until every trunk that registers has done so, and until no door is about to count as unreachable for want of an answer that was there:
 * Asterisk hears nothing before it is fully booted (res_pjsip's distributor), an OPTIONS that it sends in that time over TCP or TLS is not sent
 * again, and three seconds later its door is unreachable for twelve (seen with 22.10: sent 0.2 s before "Asterisk Ready"). Such a door is asked
 * again when that is over; one that stays silent is left so, for its carrier may be meant to.
 *
 * `console` runs a command of the agency's PBX, which was started when the carrier answered. Throws LAB_PBX_FAILED when a trunk has not
 * registered after half a minute.
 */
export async function trunksReady(plan: LabPlan, console: Console): Promise<void> {
  const expected = plan.trunks.filter(({ access }) => access === 'register').length;
  const registered = async () => {
    const registrations = await console('pjsip show registrations');
    return (registrations.match(/\bRegistered\b/g) ?? []).length >= expected;
  };
  const unheard = async () =>
    unheardDoors(await console('pjsip show scheduled_tasks'), await console('pjsip show contacts'));
  const allHeard = async () => (await unheard()).length === 0;

  if (!(await comes(registered, PATIENCE_MS))) throw new Failure('LAB_PBX_FAILED', 'a trunk did not register');
  if (await comes(allHeard, GIVEN_UP_MS)) return;
  for (const door of await unheard()) await console(`pjsip qualify ${door}`);
  await comes(allHeard, ANSWERED_MS);
}

async function comes(isSo: () => Promise<boolean>, patience: number): Promise<boolean> {
  const until = performance.now() + patience;
  do {
    if (await isSo()) return true;
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  } while (performance.now() < until);
  return false;
}
