import { PhoneNumber } from '../../../../src/call/phone-number.ts';
import { CanarySearch } from '../../../../src/leaks/judge/canary-search.ts';
import type { KnownParties } from '../../../../src/leaks/round-trip/spoken-for.ts';
import type { Delivered } from '../../../../src/ports/round-trip-caller.ts';

function numberOf(text: string): PhoneNumber {
  const number = PhoneNumber.fromE164(text);
  if (number === null) throw new TypeError('not a number');
  return number;
}

export const CALLED = numberOf('+61370100099');

/** A made-up agency, and the organisation it belongs to. */
export const KNOWN: KnownParties = {
  parentNumbers: [numberOf('+61255500200')],
  parentName: 'Harbour Community Services',
  agency: new CanarySearch({
    words: ['Agencycanary', 'Wilma Workercanary'],
    parts: ['agencycanary', 'workercanary'],
    numbers: [numberOf('+61255500147'), CALLED],
    countryCode: '61',
    extensions: ['4711', '102'],
    hosts: ['pbx.refuge.internal'],
  }),
  countryCode: '61',
};

export const ANONYMOUS = '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=as4711';

/** What a far end was given, when nothing else was. */
export function delivered(given: Partial<Delivered> = {}): Delivered {
  return {
    from: ANONYMOUS,
    asserted: [],
    remoteParty: [],
    privacy: [],
    diversion: [],
    history: [],
    identity: [],
    name: '',
    number: '',
    presentation: 'allowed_not_screened',
    ...given,
  };
}

/** An Identity header over these claims (RFC 8224 §4), signed by nobody. */
export function signed(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part({ alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: 'https://carrier.example/cert.pem' });
  return `${head}.${part(claims)}.c2lnbmF0dXJl;info=<https://carrier.example/cert.pem>;alg=ES256;ppt=shaken`;
}
