export const COUNTRY_CODES = ['AU', 'NZ', 'UK', 'IE', 'US', 'CA', 'DE'] as const;
export type CountryCode = (typeof COUNTRY_CODES)[number];

/**
 * `dialled` is what a person types, `sent` what the carrier gets. They differ only where the typed number is a mobile-only alias that a
 * fixed line or SIP trunk cannot reach (AU and NZ 112): sent as typed it would end in an announcement.
 */
interface EmergencyNumber {
  readonly dialled: string;
  readonly sent: string;
}

/** Per-call CLIR codes a person may type in front of a number. They are taken off and never passed to a carrier as typed. */
interface TypedCodes {
  readonly withhold: readonly string[];
  readonly present: readonly string[];
}

/** What the numbering plan of one country says. Pure data; digits are strings, `*` and `#` as typed. */
export interface CountryPack {
  readonly code: CountryCode;
  /** ISO 3166-1 alpha-2, as libphonenumber spells it. */
  readonly region: 'AU' | 'NZ' | 'GB' | 'IE' | 'US' | 'CA' | 'DE';
  /** E.164 country code without `+`. */
  readonly callingCode: string;
  readonly internationalPrefix: string;
  readonly trunkPrefix: string;
  /** Whether full national numbers are also written without the trunk prefix (North America). */
  readonly trunkPrefixOptional: boolean;
  /** Complete national numbers written without the trunk prefix; `X` is any digit (as in an Asterisk pattern). */
  readonly prefixFree: readonly string[];
  readonly emergency: readonly EmergencyNumber[];
  /** Not emergency numbers for the door, but numbers for which the network by law overrides withholding. */
  readonly withholdingOverridden: readonly string[];
  readonly typed: TypedCodes;
  /** What the `dialled-prefix` profile sends when the trunk names no code of its own; `null`: the trunk must name it. */
  readonly sent: { readonly withhold: string | null; readonly present: string | null };
}
