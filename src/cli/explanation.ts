import { emergencyEndpoint, type PbxPlan, type PlannedSite } from '../adapters/asterisk/files/pbx-plan.ts';
import { constantsFor, pbxPlanOf } from '../adapters/asterisk/files/plan-of-config.ts';
import { PhoneNumber } from '../call/phone-number.ts';
import { clirRules } from '../config/clir-rules.ts';
import type { Config } from '../config/config.ts';
import { countryPack } from '../identity/countries/lookup.ts';
import { nationalDigits } from '../identity/numbering.ts';
import { type Decision, decideDoor } from '../identity/policy.ts';
import { type DialplanReading, dialplanReader } from './dialplan-reading.ts';

/** What a dialled string is read as. Without its digits: whoever asks knows them, and screens are looked at. */
export interface Reading {
  readonly kind: 'emergency' | 'number' | 'service' | 'internal' | 'unreadable';
  /** Only of a `number`. */
  readonly place: 'domestic' | 'abroad' | null;
  /** What a code typed in front asked for. It is taken off and grants nothing. */
  readonly asked: 'withhold' | 'present' | null;
}

/** Asked of the policy. `trunks`: in the order in which they are tried, all through the same door. */
interface Decided {
  readonly kind: 'policy';
  readonly decision: Decision;
  readonly trunks: readonly string[];
}

export type Outcome =
  | Decided
  /** No daemon, no rule: `sent` through these doors, first to last; where none takes it, through those of the last resort. */
  | {
      readonly kind: 'emergency';
      readonly sent: string;
      readonly doors: readonly string[];
      readonly lastResort: readonly string[];
    }
  /** The PBX's own, if it has it; `otherwise`, and for a forward, which never asks the house: decided like this, or `null`: refused. */
  | { readonly kind: 'house'; readonly otherwise: Decided | null }
  | { readonly kind: 'unreadable' };

export interface Explanation {
  readonly reading: Reading;
  /** The site the call counts as, and whether the extension given stands there. */
  readonly from: { readonly site: string | null; readonly known: boolean };
  readonly outcome: Outcome;
}

const LONGEST = 40;

function byPolicy(dialled: string, from: string | null, config: Config): Decided {
  const to = PhoneNumber.fromE164(dialled) ?? PhoneNumber.fromService(dialled);
  // The daemon leaves a number it cannot read to the dialplan.
  const decision: Decision =
    to === null
      ? { kind: 'send', door: 'private', first: null, rule: 'unmatched' }
      : decideDoor({ from, to }, clirRules(config.rules), { recordable: true, linked: true });
  const first = decision.kind === 'send' ? decision.first : null;
  const others = config.trunks.map(({ id }) => id).filter((id) => id !== first);
  const trunks = decision.kind === 'refuse' ? [] : [...(first === null ? [] : [first]), ...others];
  return { kind: 'policy', decision, trunks };
}

/** Short digits and star or hash codes with nothing in front are the house's first; so is every extension the configuration names. */
function isOfHouse(typed: string, read: DialplanReading, config: Config): boolean {
  if (read.kind === 'emergency') return false;
  if (config.sites.some(({ extensions }) => extensions.includes(typed))) return true;
  if (read.kind === 'number' || !read.bare) return false;
  return /^[1-9][0-9]{1,5}$/.test(typed) || /^[*#][0-9*#]{1,7}$/.test(typed);
}

function emergencyOf(sent: string, site: PlannedSite, plan: PbxPlan): Outcome {
  const doorsOf = (each: PlannedSite) => plan.trunks.map((trunk) => emergencyEndpoint(plan, trunk, each));
  const [first] = plan.sites;
  return {
    kind: 'emergency',
    sent,
    doors: doorsOf(site),
    lastResort: [
      ...(first === undefined || first === site ? [] : doorsOf(first)),
      ...plan.trunks.map(({ id }) => `${id}-private`),
    ],
  };
}

function readingOf(read: DialplanReading, outcome: Outcome, config: Config): Reading {
  const nothing = { place: null, asked: null };
  if (outcome.kind === 'house' && read.kind !== 'service') return { kind: 'internal', ...nothing };
  if (read.kind === 'refused') return { kind: 'unreadable', ...nothing };
  if (read.kind === 'emergency') return { kind: 'emergency', ...nothing };
  const { kind, to, asked } = read;
  if (kind === 'service') return { kind, place: null, asked };
  const number = PhoneNumber.fromE164(to);
  const isOwn = number !== null && nationalDigits(number, countryPack(config.country)) !== null;
  return { kind, place: isOwn ? 'domestic' : 'abroad', asked };
}

function outcomeOf(
  typed: string,
  read: DialplanReading,
  from: { readonly extension: string | null; readonly site: PlannedSite },
  config: Config,
  plan: PbxPlan,
): Outcome {
  if (read.kind === 'emergency') return emergencyOf(read.sent, from.site, plan);
  const decided = read.kind === 'refused' ? null : byPolicy(read.to, from.extension, config);
  if (isOfHouse(typed, read, config)) return { kind: 'house', otherwise: decided };
  return decided ?? { kind: 'unreadable' };
}

/**
 * What would happen to `typed`, dialled by extension `from` (`null`: by a forward or a transfer), with this configuration and a daemon
 * that is ready. Spaces, dots, hyphens and brackets are ignored. Pure. Nothing in the result holds a number longer than an emergency number.
 */
export function explanationOf(config: Config, typed: string, from: string | null): Explanation {
  const plan = pbxPlanOf(config, constantsFor('', config.asterisk.constants));
  const own = plan.sites.find(({ extensions }) => from !== null && extensions.includes(from));
  const [first] = plan.sites;
  const site = own ?? first;
  if (site === undefined) throw new TypeError('sites is empty');
  const digits = typed.replace(/[ .()-]/g, '');
  const read: DialplanReading =
    digits.length > LONGEST ? { kind: 'refused', bare: false } : dialplanReader(plan)(digits);
  const outcome = outcomeOf(digits, read, { extension: own === undefined ? null : from, site }, config, plan);
  return {
    reading: readingOf(read, outcome, config),
    from: { site: own?.id ?? null, known: own !== undefined },
    outcome,
  };
}
