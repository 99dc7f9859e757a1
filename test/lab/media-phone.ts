import type { LabUnderTest } from './lab-under-test.ts';
import type { PartyCall } from './party/party-call.ts';
import { SipParty } from './party/sip-party.ts';

/** A registered desk phone with real media. `called`: a call comes in, and rings. */
export async function mediaPhone(
  { lab }: LabUnderTest,
  extension: string,
  called: (call: PartyCall) => void,
): Promise<SipParty> {
  const party = new SipParty({
    address: lab.network.phone(extension),
    user: extension,
    credentials: { username: extension, password: lab.credentials.phones[extension] ?? '' },
    pbx: lab.network.inside,
    called,
  });
  await party.start();
  if (!(await party.register())) throw new Error(`${extension} could not register`);
  return party;
}
