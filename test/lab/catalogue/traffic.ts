import { placeCall } from '../../../src/lab/lab-call.ts';
import { AGENCY, PUBLIC_NUMBERS } from '../../../src/lab/lab-plan.ts';
import { talk } from '../lab-under-test.ts';
import { stateIsAskedFor, textIsSent } from './beside-calls.ts';
import { ANSWERS, type CatalogueLab, COLLEAGUE, SENT_ON } from './catalogue-lab.ts';

type Traffic = (lab: CatalogueLab) => Promise<void>;

const asserting = (name: string, number: string): string =>
  `P-Asserted-Identity: "${name}" <sip:${number}@${AGENCY.host}>`;

/** The survivor calls a number of the agency, and stays for so many seconds. */
async function comesIn({ under }: CatalogueLab, did: string, seconds = 1): Promise<void> {
  await under.survivorCalls(did, seconds);
  await under.until(() => under.sent().some(({ message }) => message?.kind === 'response' && message.status === 200));
}

/** What happens on the PBX, the same whether it was changed by hand or not. */
export const TRAFFIC = {
  'a call from a desk': (lab) => lab.dialled(`${ANSWERS}@worker`),
  'a call that another dialplan sends to the door': (lab) => lab.dialled('shown@elsewhere'),
  'a call that another dialplan sends to the door, marked restricted': (lab) => lab.dialled('prohibited@elsewhere'),
  'a call that another dialplan sends to the door with a name of its own': (lab) => lab.dialled('renamed@elsewhere'),
  'a call that another dialplan marks restricted when it is too late': (lab) => lab.dialled('marked-late@elsewhere'),
  'a call that a program originates at the door': async (lab) => {
    const callerId = `"${AGENCY.name}" <${AGENCY.dids.desk}>`;
    const { status } = await lab.under.ari('POST', 'channels', {
      endpoint: `PJSIP/${ANSWERS}@t1-private`,
      callerId,
      extension: '*43',
      context: 'desk',
      priority: '1',
    });
    if (status !== 200) throw new Error(`ARI says ${status}`);
    await lab.placed();
    await lab.under.hangUpAll();
  },
  'a call in which digits are keyed': (lab) => lab.dialled(`${ANSWERS}@worker`, 'SendDTMF 4711'),
  'a phone that says it is another': async ({ under }) => {
    await under.call('101', '**elsewhere', [talk(200)], { headers: [asserting(COLLEAGUE, '102')] });
  },
  'a phone that says in the call who is on it now': async ({ under }) => {
    await under.call('101', ANSWERS, [talk(200), { do: 'update', headers: [asserting(COLLEAGUE, '102')] }, talk(300)]);
  },
  'a phone that forwards a call outside': async ({ under }) => {
    await under.forwarding('102', ANSWERS, () => under.call('101', '102', [talk(200)]));
  },
  'a blind transfer outside': async ({ under }) => {
    await under.call('101', ANSWERS, [talk(200), { do: 'blind-transfer', to: ANSWERS }]);
  },
  'an attended transfer to a colleague who then holds': async ({ under }) => {
    const colleague = await under.waiting('102', [
      { do: 'answer', afterMs: 100 },
      // Longer than the transfer takes: who holds must be the one who was given the call.
      talk(2_000),
      { do: 'hold' },
      talk(200),
      { do: 'unhold' },
      talk(200),
      { do: 'hang-up' },
    ]);
    await placeCall(under.lab, '101', ANSWERS, [talk(200), { do: 'attended-transfer', to: '102', consultMs: 200 }]);
    await colleague.result;
    await under.hangUpAll();
  },
  'a call with media both ways': async ({ under }) => {
    await under.call('101', ANSWERS, [talk(1_200)]);
  },
  'a call from outside that a worker answers': async (lab) => {
    const worker = await lab.under.waiting('102', [{ do: 'answer', afterMs: 200 }, { do: 'await-hang-up' }]);
    await comesIn(lab, AGENCY.dids.desk);
    await worker.result;
  },
  'a call from outside that a phone forwards outside': async ({ under }) => {
    await under.forwarding('102', PUBLIC_NUMBERS.mobile.number, () => under.survivorIsForwarded(AGENCY.dids.desk));
  },
  'a call from outside to a number that nobody answers': async (lab) => {
    // A dialplan that sends the call on does so some time after it has answered.
    await comesIn(lab, AGENCY.dids.voicemail, 4);
    await lab.under.until(() => lab.under.methods().includes('REFER'), 3_000);
    await lab.under.hangUpAll();
  },
  'a call that the carrier sends on to another address': (lab) => lab.dialled(`${SENT_ON}@worker`),
  'the signs of life': (lab) => lab.qualified(),
  'a text message from a desk': async (lab) => {
    await textIsSent(lab);
    await lab.qualified();
  },
  'a carrier that asks for the state of a desk': (lab) => stateIsAskedFor(lab),
  'a registration': async ({ under }) => {
    await under.lab.agency.console('pjsip send register t1-registration');
    await under.until(() => under.methods().includes('REGISTER'));
  },
} as const satisfies Readonly<Record<string, Traffic>>;

export type TrafficName = keyof typeof TRAFFIC;
