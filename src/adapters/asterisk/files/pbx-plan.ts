import type { PhoneNumber } from '../../../call/phone-number.ts';
import type { CarrierProfile, TrunkIdentity } from '../../../identity/carrier-profile.ts';
import type { CountryPack } from '../../../identity/country-pack.ts';

/** How a trunk wants the number written in the Request-URI. */
type DialFormat = 'e164-plus' | 'e164' | 'national' | 'international';

/** A trunk as its PBX files need it. */
export interface PlannedTrunk extends TrunkIdentity {
  readonly id: string;
  readonly profile: CarrierProfile;
  readonly port: number | undefined;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly dialFormat: DialFormat;
  readonly register: { readonly username: string; readonly password: string; readonly expires: number } | undefined;
  readonly auth: { readonly username: string; readonly password: string } | undefined;
  readonly mediaAddress: string | undefined;
  readonly signallingTransport: string | undefined;
  readonly codecs: readonly string[];
  readonly inboundMatch: readonly string[];
  readonly inboundContext: string;
}

export interface PlannedSite {
  readonly id: string;
  readonly number: PhoneNumber;
  readonly extensions: readonly string[];
}

/**
 * Where constant headers are attached. `set_var`: on the endpoint itself, so that they hold on every path, even one that never saw our
 * dialplan; freezes PBXs below 22.10.0 (Asterisk issue 1872). `predial`: by the pre-dial handler, from 16 on.
 */
export type Constants = 'set_var' | 'predial';

/** What the leak tests need of the PBX. */
interface PlannedProbes {
  /** First three parts of their loopback addresses. */
  readonly network: string;
  readonly port: number;
  readonly phoneTransport: string | undefined;
  readonly phoneSecret: string;
  /** What they dial: nobody has it. */
  readonly number: PhoneNumber;
}

/** When a door's call that has gone silent is ended, and how often its carrier is asked for a sign. Seconds. */
interface PlannedDetection {
  readonly rtpTimeout: number;
  readonly rtpTimeoutHold: number;
  readonly qualify: number;
  readonly qualifyTimeout: number;
}

/** A number of the agency's own that is called over the public network. */
interface PlannedDestination {
  readonly number: PhoneNumber;
  /** What is called in the end, where calls to it are forwarded. */
  readonly arrivesAs: PhoneNumber | undefined;
  /** The id of a trunk. */
  readonly arrivesOn: string;
}

/** What phones dial about a caller. */
interface PlannedCodes {
  readonly protocol: string;
  readonly notice: string;
  readonly callBack: string;
}

/** A number on which people call in, and what happens to such a call before the agency's own dialplan has it. */
interface PlannedHelpline {
  readonly number: PhoneNumber;
  /** Sound that is played first; `null`: none. */
  readonly prompt: string | null;
}

/** Mailboxes whose messages are sealed. */
interface PlannedVoicemail {
  readonly secured: readonly string[];
  readonly longestSeconds: number;
  /** 0: no silence ends a message. */
  readonly silenceSeconds: number;
  /** Where the mailboxes of the PBX's own voicemail stand. */
  readonly ordinaryContext: string;
}

/** Everything the generated PBX files are made from. */
export interface PbxPlan {
  readonly organisation: { readonly name: string; readonly number: PhoneNumber; readonly domain: string };
  readonly country: CountryPack;
  readonly outsideLines: readonly string[];
  /** First is the default. */
  readonly sites: readonly PlannedSite[];
  /** In the order in which they are tried. */
  readonly trunks: readonly PlannedTrunk[];
  readonly deadlineMs: number;
  readonly application: string;
  readonly constants: Constants;
  readonly probes: PlannedProbes;
  readonly detection: PlannedDetection;
  readonly destinations: readonly PlannedDestination[];
  readonly codes: PlannedCodes;
  readonly helplines: readonly PlannedHelpline[];
  /** Announcements before the answer, or after it. */
  readonly announceBy: 'answer' | 'early';
  readonly voicemail: PlannedVoicemail;
}

/** Where calls of a trunk's carrier begin: the agency's own context, or ours in front of it where it has helplines. */
export function inboundEntry({ helplines }: PbxPlan, { id, inboundContext }: PlannedTrunk): string {
  return helplines.length === 0 ? inboundContext : `withheld-in-${id}`;
}

/** The emergency door of a site on a trunk. The first site's carries the plain name. */
export function emergencyEndpoint(plan: PbxPlan, trunk: PlannedTrunk, site: PlannedSite): string {
  return site === plan.sites[0] ? `${trunk.id}-emergency` : `${trunk.id}-emergency-${site.id}`;
}
