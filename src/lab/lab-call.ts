import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { type CallReport, callReport } from './call-report.ts';
import { FarEnd } from './far-end.ts';
import type { Lab } from './lab.ts';
import { SIP_PORT } from './lab-network.ts';
import { DESK_PHONES } from './lab-plan.ts';
import { DeskPhone } from './phone/desk-phone.ts';
import type { InviteWording, PhoneResult, PhoneStep } from './phone/phone-step.ts';
import { clearScratch } from './phone/scratch-folder.ts';

/**
 * A desk phone of the lab, driven by SIPp, with the credentials its PBX knows. `hearsAt`: where somebody else listens to what it hears. Throws
 * LAB_NO_SUCH_PHONE.
 */
export async function deskPhone(lab: Lab, extension: string, hearsAt?: number): Promise<DeskPhone> {
  const known = DESK_PHONES.find((phone) => phone.extension === extension);
  const password = lab.credentials.phones[extension];
  if (known === undefined || password === undefined) throw new Failure('LAB_NO_SUCH_PHONE');
  const directory = join(await lab.scratch(), `phone-${extension}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return new DeskPhone({
    extension,
    password,
    displayName: known.displayName,
    ...(hearsAt === undefined ? {} : { hearsAt }),
    address: lab.network.phone(extension),
    port: SIP_PORT,
    pbx: { address: lab.network.inside, port: SIP_PORT },
    sippCommand: lab.packages.command('usr/bin/sipp'),
    directory,
  });
}

/** Registers the phone, calls `to`, follows the steps, unregisters. */
export async function placeCall(
  lab: Lab,
  extension: string,
  to: string,
  steps: readonly PhoneStep[],
  wording?: InviteWording,
): Promise<PhoneResult> {
  const phone = await deskPhone(lab, extension);
  const result = await phone.call(to, steps, wording);
  // A call that nobody answers must not ring a phone that is not there.
  await phone.unregister();
  return result;
}

/** The far end of a lab, watched from now on. Throws LAB_ALREADY_WATCHED when something else does: a capture has one listener. */
export async function watchFarEnd(lab: Lab): Promise<FarEnd> {
  const farEnd = new FarEnd(lab);
  try {
    await farEnd.open();
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    throw taken ? new Failure('LAB_ALREADY_WATCHED', undefined, { cause }) : cause;
  }
  return farEnd;
}

/** One call from a registered phone with the carrier's side watched. Throws when the agency's PBX is down or somebody else watches. */
export async function reportCall(lab: Lab, from: string, to: string, talkMs: number): Promise<CallReport> {
  if ((await lab.agency.pid()) === null) throw new Failure('LAB_PBX_UNREACHABLE', 'not running: agency');
  const farEnd = await watchFarEnd(lab);
  try {
    // What a call left that was killed: its phone's password is in it.
    await clearScratch(await lab.scratch());
    const result = await placeCall(lab, from, to, [{ do: 'talk', forMs: talkMs }]);
    // The last answer of the carrier is mirrored a moment after the phone has seen its own.
    await new Promise((done) => setTimeout(done, 200));
    return callReport({ from, to }, result, farEnd);
  } finally {
    await farEnd.close();
  }
}
