import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { PhoneNumber } from '../call/phone-number.ts';
import type { CountryPack } from './country-pack.ts';
import { type Asked, outsideLinesInOrder, type TypedPrefix, typedPrefixes } from './dial-prefix.ts';
import { emergencyStrings } from './emergency-strings.ts';

/** What a person meant by the digits typed. */
export type Dialled =
  /** `number` is the bare emergency number the carrier gets. */
  | { readonly kind: 'emergency'; readonly number: string }
  | { readonly kind: 'number'; readonly number: PhoneNumber; readonly asked: Asked | null }
  /** A short code of the public network that has no E.164 form (police information lines, 116xxx): sent as these digits. */
  | { readonly kind: 'service'; readonly digits: string; readonly asked: Asked | null }
  /** Something of the house: a short string or feature code, dialled without the outside line. */
  | { readonly kind: 'internal' }
  | { readonly kind: 'unreadable' };

const LONGEST = 40;
const UNREADABLE: Dialled = { kind: 'unreadable' };

/** What reading needs of a country and a house, worked out once. */
interface DialPlan {
  readonly pack: CountryPack;
  readonly prefixes: readonly TypedPrefix[];
  readonly lines: readonly string[];
  readonly emergency: ReadonlyMap<string, string>;
}

interface Stripped {
  readonly digits: string;
  readonly asked: Asked | null;
  readonly outside: boolean;
}

/**
 * Takes CLIR codes (each tried longest first, at most two) and one outside line off the front, in any order; where both fit, the code is
 * taken. An E.164 `+` ends it. The dialplan does the same with the same lists.
 */
function stripped(typed: string, { pack, prefixes, lines }: DialPlan): Stripped {
  let digits = typed;
  let asked: Asked | null = null;
  let outside = false;
  for (let codes = 0; ; ) {
    // An outside line may be the beginning of an emergency number (0 and 000): what is one already is left whole.
    if (pack.emergency.some(({ dialled }) => dialled === digits)) return { digits, asked, outside };
    const prefix = codes < 2 ? prefixes.find(({ code }) => digits.startsWith(code)) : undefined;
    const line = outside ? undefined : lines.find((each) => digits.startsWith(each));
    if (prefix !== undefined) {
      codes += 1;
      asked = asked === 'withhold' ? asked : prefix.asks;
      digits = digits.slice(prefix.code.length);
    } else if (line !== undefined) {
      outside = true;
      digits = digits.slice(line.length);
    } else {
      return { digits, asked, outside };
    }
  }
}

function matches(pattern: string, digits: string): boolean {
  return pattern.length === digits.length && [...pattern].every((c, at) => c === 'X' || c === digits[at]);
}

/**
 * The E.164 spelling of a national or international dial string by the country's plain rules (no metadata), so that a dialplan
 * comes to the same result. `sure`: the string itself says that it is a full number (`+`, a prefix, a listed prefix-free number).
 */
function e164Of(digits: string, pack: CountryPack): { readonly e164: string; readonly sure: boolean } {
  if (digits.startsWith('+')) return { e164: digits, sure: true };
  if (digits.startsWith(pack.internationalPrefix)) {
    return { e164: `+${digits.slice(pack.internationalPrefix.length)}`, sure: true };
  }
  const national = `+${pack.callingCode}`;
  if (pack.prefixFree.some((pattern) => matches(pattern, digits))) return { e164: national + digits, sure: true };
  if (digits.startsWith(pack.trunkPrefix)) {
    return { e164: national + digits.slice(pack.trunkPrefix.length), sure: true };
  }
  return { e164: national + digits, sure: pack.trunkPrefixOptional };
}

function numberOf(digits: string, pack: CountryPack): PhoneNumber | null {
  const { e164, sure } = e164Of(digits, pack);
  const parsed = parsePhoneNumberFromString(e164);
  // The library drops what it takes for a national or CLIR prefix inside an E.164 text (+61 1831 …): then it is not what was typed.
  if (parsed === undefined || parsed.number !== e164) return null;
  // Length decides where the form is sure: number ranges newer than the library's tables must stay callable.
  if (!(sure ? parsed.isPossible() : parsed.isValid())) return null;
  return PhoneNumber.fromE164(e164);
}

function readWith(plan: DialPlan, text: string): Dialled {
  if (text.length > LONGEST) return UNREADABLE;
  const typed = text.replace(/[ .()-]/g, '');
  if (!/^[0-9*#]*\+?[0-9*#]+$/.test(typed)) return UNREADABLE;
  const emergency = plan.emergency.get(typed);
  if (emergency !== undefined) return { kind: 'emergency', number: emergency };

  const { digits, asked, outside } = stripped(typed, plan);
  const bare = plan.pack.emergency.find(({ dialled }) => dialled === digits);
  if (bare !== undefined) return { kind: 'emergency', number: bare.sent };
  if (!/^\+?[0-9]+$/.test(digits)) return outside ? UNREADABLE : internalOr(digits, asked);
  return outward(digits, asked, plan.pack, outside || plan.lines.length === 0 || asked !== null);
}

/**
 * A reader of what phones dial, for one country and house: build it once, it costs milliseconds; each reading costs microseconds.
 * Spaces, dots, hyphens and brackets are ignored. A reading never throws; what cannot be read for certain is `unreadable`. Local
 * dialling without an area code is not read. With outside lines configured, a leading outside-line digit is always taken off: a number
 * typed without it is read only where the rest is still a valid national number.
 */
export function dialReader(pack: CountryPack, outsideLines: readonly string[]): (text: string) => Dialled {
  const plan: DialPlan = {
    pack,
    prefixes: typedPrefixes(pack),
    lines: outsideLinesInOrder(outsideLines),
    emergency: emergencyStrings(pack, outsideLines),
  };
  return (text) => readWith(plan, text);
}

/** One reading with {@link dialReader}, where there is only one to do. */
export function readDialled(text: string, pack: CountryPack, outsideLines: readonly string[]): Dialled {
  return dialReader(pack, outsideLines)(text);
}

/** `*98` and its like belong to the house, but never with a CLIR code in front. */
function internalOr(digits: string, asked: Asked | null): Dialled {
  return asked === null && /^[*#][0-9*#]{1,7}$/.test(digits) ? { kind: 'internal' } : UNREADABLE;
}

function outward(digits: string, asked: Asked | null, pack: CountryPack, reachesOut: boolean): Dialled {
  const prefixFree = pack.prefixFree.some((pattern) => matches(pattern, digits));
  if (!prefixFree && /^[1-9][0-9]{1,5}$/.test(digits)) {
    // What is left and begins like a code would be one to the carrier.
    if (typedPrefixes(pack).some(({ code }) => digits.startsWith(code))) return UNREADABLE;
    return reachesOut ? { kind: 'service', digits, asked } : { kind: 'internal' };
  }
  const number = numberOf(digits, pack);
  return number === null ? UNREADABLE : { kind: 'number', number, asked };
}

/** The national spelling of a number of this country (`0255500200`, `131444`), or `null` for a number of another country. */
export function nationalDigits(number: PhoneNumber, pack: CountryPack): string | null {
  const e164 = number.reveal();
  const national = `+${pack.callingCode}`;
  if (!e164.startsWith(national)) return null;
  const significant = e164.slice(national.length);
  if (pack.prefixFree.some((pattern) => matches(pattern, significant))) return significant;
  return pack.trunkPrefixOptional ? significant : `${pack.trunkPrefix}${significant}`;
}
