import { PhoneNumber } from '../call/phone-number.ts';
import type { CountryCode } from './country-pack.ts';

/**
 * Numbers that ring nowhere: of the ranges regulators keep for fiction (ACMA, Ofcom, ComReg, Bundesnetzagentur, NANPA's 555-01XX). New Zealand
 * keeps none: a freephone number that begins like no service does.
 */
const FICTIONAL: Record<CountryCode, readonly [dialled: string, calling: string]> = {
  AU: ['+61370109987', '+61255508431'],
  NZ: ['+64508000187', '+64508000431'],
  UK: ['+441632960987', '+441632960431'],
  IE: ['+353209109987', '+353209108431'],
  US: ['+12125550187', '+12125550131'],
  CA: ['+14165550187', '+14165550131'],
  DE: ['+493023125987', '+493023125431'],
};

function fictional(digits: string): PhoneNumber {
  const number = PhoneNumber.fromE164(digits);
  if (number === null) throw new TypeError('not a number');
  return number;
}

/** A number for probes to dial. Nobody has it, and what dials it is sent to ourselves in any case. */
export function fictionalDialled(country: CountryCode): PhoneNumber {
  return fictional(FICTIONAL[country][0]);
}

/** A number for probes to call from, different from the dialled one in its last digits. It stands for a worker's. */
export function fictionalCalling(country: CountryCode): PhoneNumber {
  return fictional(FICTIONAL[country][1]);
}
