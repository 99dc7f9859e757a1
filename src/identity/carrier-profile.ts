import type { Door } from '../call/door.ts';
import type { PhoneNumber } from '../call/phone-number.ts';

/** How a carrier wants to be told to withhold. */
export const CARRIER_PROFILES = ['rfc3325', 'account-from', 'dialled-prefix', 'rpid'] as const;
export type CarrierProfile = (typeof CARRIER_PROFILES)[number];

/** The values a private door may ask for: RFC 3323 §4.2 and `id` of RFC 3325 §9.3. `none` would ask for the opposite. */
export const PRIVACY_VALUES = ['id', 'header', 'session', 'user'] as const;
export type PrivacyValue = (typeof PRIVACY_VALUES)[number];

/** The parent organisation, as far as it is shown. `domain` stands in the host part of its identity. */
export interface ShownOrganisation {
  readonly name: string;
  readonly domain: string;
}

/** What of a trunk decides the look of its doors. `number` is the parent's number on this trunk. */
export interface TrunkIdentity {
  readonly profile: CarrierProfile;
  readonly host: string;
  readonly number: PhoneNumber;
  /** Only and always with `account-from`: the account's number, which the carrier wants in From. */
  readonly account?: PhoneNumber | undefined;
  readonly privacy: readonly PrivacyValue[];
  /** Codes put before the dialled number with `dialled-prefix`; empty: none. */
  readonly prefix: { readonly withhold: string; readonly present: string };
}

/** The caller's place. `number` is its own true number with the registered dispatch address. */
export interface ShownSite {
  readonly number: PhoneNumber;
}

/** A SIP header, name in its long form, value exactly as it must stand on the wire (not escaped for any configuration file). */
interface ConstantHeader {
  readonly name: 'P-Asserted-Identity' | 'Privacy' | 'Remote-Party-ID';
  readonly value: string;
}

/**
 * What every message that leaves through a door must look like. The generator writes it, the judge compares with it: anything on the
 * wire that is not here is a violation. Contains the parent's (or for `emergency` the site's) number in clear, because it goes on the
 * wire: never log it.
 */
export interface DoorShape {
  /** The display name From may carry (it may also carry none); `null`: it never carries one. */
  readonly fromDisplay: string | null;
  readonly fromUser: string;
  readonly fromDomain: string;
  readonly contactUser: string;
  /** Exactly these identity headers, in this order; a `Privacy` header is permitted only if it is among them. */
  readonly headers: readonly ConstantHeader[];
  /** Put before the number in the Request-URI; empty: none. Always empty for `emergency`. */
  readonly dialPrefix: string;
}

/** RFC 3323 §4.1.1.3. */
const NOBODY = { fromDisplay: 'Anonymous', fromUser: 'anonymous', fromDomain: 'anonymous.invalid' } as const;
const CONTACT_USER = 'pbx';

function uri(number: PhoneNumber, host: string): string {
  return `<sip:${number.reveal()}@${uriHost(host)}>`;
}

/** RFC 3261 §25.1: an IPv6 address stands in brackets. */
function uriHost(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** The display name as a quoted-string (RFC 3261 §25.1). */
function quoted(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}

function header(name: ConstantHeader['name'], value: string): ConstantHeader {
  return { name, value };
}

/** RFC 3323 §4.2: priv-values are joined by semicolons. */
function privacyHeader(trunk: TrunkIdentity): ConstantHeader {
  return header('Privacy', trunk.privacy.join(';'));
}

function privateShape(trunk: TrunkIdentity, organisation: ShownOrganisation): DoorShape {
  const parent = uri(trunk.number, organisation.domain);
  const asserted = header('P-Asserted-Identity', parent);
  const shape = { ...NOBODY, contactUser: CONTACT_USER, dialPrefix: '' };
  switch (trunk.profile) {
    case 'rfc3325':
      return { ...shape, headers: [asserted, privacyHeader(trunk)] };
    case 'account-from':
      return {
        ...shape,
        fromUser: (trunk.account ?? trunk.number).reveal(),
        fromDomain: uriHost(trunk.host),
        headers: [asserted, privacyHeader(trunk)],
      };
    case 'dialled-prefix':
      // One mechanism only: the code does it. A Privacy header beside it can cancel it at some exchanges.
      return {
        ...shape,
        fromUser: trunk.number.reveal(),
        fromDomain: organisation.domain,
        headers: [],
        dialPrefix: trunk.prefix.withhold,
      };
    case 'rpid':
      return {
        ...shape,
        headers: [header('Remote-Party-ID', `${parent};party=calling;privacy=full;screen=yes`)],
      };
  }
}

function parentShape(trunk: TrunkIdentity, organisation: ShownOrganisation): DoorShape {
  const named = `${quoted(organisation.name)} ${uri(trunk.number, organisation.domain)}`;
  const shape: DoorShape = {
    // Asterisk drops the display name wherever from_user is constant; the name travels in PAI or RPID.
    fromDisplay: null,
    fromUser: trunk.number.reveal(),
    fromDomain: organisation.domain,
    contactUser: CONTACT_USER,
    headers: [],
    dialPrefix: '',
  };
  switch (trunk.profile) {
    case 'rfc3325':
      return { ...shape, headers: [header('P-Asserted-Identity', named)] };
    case 'account-from':
      return {
        ...shape,
        fromUser: (trunk.account ?? trunk.number).reveal(),
        fromDomain: uriHost(trunk.host),
        headers: [header('P-Asserted-Identity', named)],
      };
    case 'dialled-prefix':
      return { ...shape, dialPrefix: trunk.prefix.present };
    case 'rpid':
      return {
        ...shape,
        headers: [header('Remote-Party-ID', `${named};party=calling;privacy=off;screen=yes`)],
      };
  }
}

/** The host part is the carrier's own: the site's number is true, but no domain may name the agency. */
function emergencyShape(trunk: TrunkIdentity, site: ShownSite): DoorShape {
  const here = uri(site.number, trunk.host);
  const headers: Record<CarrierProfile, readonly ConstantHeader[]> = {
    rfc3325: [header('P-Asserted-Identity', here)],
    'account-from': [header('P-Asserted-Identity', here)],
    'dialled-prefix': [],
    rpid: [header('Remote-Party-ID', `${here};party=calling;privacy=off;screen=yes`)],
  };
  return {
    fromDisplay: null,
    fromUser: site.number.reveal(),
    fromDomain: uriHost(trunk.host),
    contactUser: CONTACT_USER,
    headers: headers[trunk.profile],
    dialPrefix: '',
  };
}

/**
 * The constant look of a door. `in`: the look of what we send of our own accord inside an inbound dialog or as OPTIONS; nobody, no headers.
 * Pure; never fails.
 */
export function doorShape(
  trunk: TrunkIdentity,
  organisation: ShownOrganisation,
  site: ShownSite,
  door: Door,
): DoorShape {
  switch (door) {
    case 'private':
      return privateShape(trunk, organisation);
    case 'parent':
      return parentShape(trunk, organisation);
    case 'emergency':
      return emergencyShape(trunk, site);
    case 'in':
      return { ...NOBODY, contactUser: CONTACT_USER, headers: [], dialPrefix: '' };
  }
}
