import { setTimeout as pause } from 'node:timers/promises';

export type ContactStatus = 'Avail' | 'Unavail';

/** A little longer than an OPTIONS of the lab's PBX may stay unanswered (qualify_timeout, 3 s). */
export const OPTIONS_TIME_MS = 3_300;

/**
 * Waits until the PBX takes the trunk's carrier for reachable or not at both doors that ask, and will not think otherwise: an OPTIONS sent
 * while the carrier was still deaf makes a contact that has answered a later one unreachable again when its own time is up (seen with
 * Asterisk 22.10: available 1.7 s after it, not any more at 3.0 s). Throws after some 15 s.
 */
export async function contactBecomes(
  console: (command: string) => Promise<string>,
  trunk: string,
  status: ContactStatus,
): Promise<void> {
  const doors = [`${trunk}-private`, `${trunk}-parent`];
  const ask = async () => {
    for (const door of doors) await console(`pjsip qualify ${door}`);
  };
  const isSo = async () => {
    const contacts = await console('pjsip show contacts');
    return doors.every((door) => new RegExp(`${door}/.*\\b${status}\\b`).test(contacts));
  };
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (attempt % 30 === 0) await ask();
    if (await isSo()) {
      if (status === 'Unavail') return;
      await pause(OPTIONS_TIME_MS);
      if (await isSo()) return;
      await ask();
    }
    await pause(100);
  }
  throw new Error('the PBX did not notice');
}
