import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { FarEnd, type SeenMessage } from './far-end.ts';
import type { Lab } from './lab.ts';
import { SIP_PORT } from './lab-network.ts';
import { DESK_PHONES } from './lab-plan.ts';
import { DeskPhone } from './phone/desk-phone.ts';
import type { InviteWording, PhoneResult, PhoneStep } from './phone/phone-step.ts';

/** A desk phone of the lab, driven by SIPp, with the credentials its PBX knows. Throws LAB_CALL_FAILED for an unknown extension. */
export async function deskPhone(lab: Lab, extension: string): Promise<DeskPhone> {
  const known = DESK_PHONES.find((phone) => phone.extension === extension);
  const password = lab.credentials.phones[extension];
  if (known === undefined || password === undefined) throw new Failure('LAB_CALL_FAILED', 'no such extension');
  const directory = join(await lab.scratch(), `phone-${extension}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return new DeskPhone({
    extension,
    password,
    displayName: known.displayName,
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

/** What `lab call` prints: how it went on the phone, and every identity-bearing header the carrier's side saw. */
export interface CallReport {
  readonly from: string;
  readonly to: string;
  readonly ended: {
    readonly outcome: PhoneResult['outcome'];
    readonly status: number | null;
    readonly releasedBy: PhoneResult['releasedBy'];
    readonly detail?: string;
  };
  readonly farEnd: readonly {
    readonly trunk: string;
    readonly direction: SeenMessage['direction'];
    readonly startLine: string;
    readonly identity: readonly { readonly name: string; readonly value: string }[];
  }[];
}

/** One call from a registered phone with the carrier's side watched. Throws when somebody else already watches this lab. */
export async function reportCall(lab: Lab, from: string, to: string, talkMs: number): Promise<CallReport> {
  const farEnd = new FarEnd(lab);
  await farEnd.open();
  try {
    const result = await placeCall(lab, from, to, [{ do: 'talk', forMs: talkMs }]);
    // The last answer of the carrier is mirrored a moment after the phone has seen its own.
    await new Promise((done) => setTimeout(done, 200));
    const { outcome, status, releasedBy, detail } = result;
    return {
      from,
      to,
      ended: { outcome, status, releasedBy, ...(detail === undefined ? {} : { detail }) },
      farEnd: farEnd.seen.map(({ trunk, direction, message, identity, raw }) => ({
        trunk,
        direction,
        startLine: message?.startLine ?? raw.split('\r\n', 1)[0] ?? '',
        identity,
      })),
    };
  } finally {
    await farEnd.close();
  }
}
