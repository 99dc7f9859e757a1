import type { DoorShown } from './door-shown.ts';
import type { FarEnd } from './far-end.ts';
import type { Lab } from './lab.ts';
import { deskPhone } from './lab-call.ts';
import { AGENCY, SURVIVOR_NUMBER } from './lab-plan.ts';
import { canaries } from './lab-status.ts';
import { headerValue } from './sip-message.ts';
import { canariesIn } from './verdict.ts';

/** What an answer to an inbound call may never carry (leak catalogue A12, B2): whoever answered, or where it was forwarded to. */
const TELLING = ['P-Asserted-Identity', 'Remote-Party-ID', 'P-Preferred-Identity', 'Diversion', 'History-Info'];

/** A survivor calls a desk's number over one trunk's carrier and is answered: what she was told of who answered. */
export async function showInbound(lab: Lab, farEnd: FarEnd, trunk: string): Promise<DoorShown> {
  const phone = await deskPhone(lab, '102');
  const waiting = await phone.expect([{ do: 'answer', afterMs: 200 }, { do: 'await-hang-up' }]);
  farEnd.clear();
  await lab.carrier.console(`channel originate Local/${AGENCY.dids.desk}@survivor-${trunk}/n application Wait 1`);
  const { outcome } = await waiting.result;
  await phone.unregister();
  const answers = farEnd.seen.filter(
    ({ direction, message }) => direction === 'to-carrier' && message?.kind === 'response',
  );
  const answer = answers.find(({ message }) => message?.kind === 'response' && message.status === 200)?.message ?? null;
  // The number she called and her own are hers: she hears them back in every answer.
  const secret = canaries(lab).filter((word) => !AGENCY.dids.desk.endsWith(word) && !SURVIVOR_NUMBER.endsWith(word));
  const faults = [
    ...(farEnd.unreadable === 0 ? [] : ['the mirror was not readable']),
    ...(answers.every((each) => each.trunk === trunk) ? [] : ['another trunk answered']),
    ...(outcome === 'answered' && answer !== null ? [] : ['the call was not answered']),
    ...answers.flatMap(({ message }) =>
      TELLING.filter((name) => message !== null && headerValue(message, name) !== null),
    ),
    ...answers.flatMap(({ raw }) => canariesIn(raw, secret).map(() => 'a word of the agency was seen')),
  ];
  return {
    trunk,
    door: 'in',
    dialled: 'from outside',
    from: '-',
    asserted: (answer === null ? null : headerValue(answer, 'P-Asserted-Identity')) ?? '-',
    privacy: '-',
    contact: (answer === null ? null : headerValue(answer, 'Contact')) ?? '-',
    held: faults.length === 0,
    faults: [...new Set(faults)],
  };
}
