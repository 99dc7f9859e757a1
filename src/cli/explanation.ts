import { emergencyEndpoint } from '../adapters/asterisk/files/pbx-plan.ts';
import { constantsFor, pbxPlanOf } from '../adapters/asterisk/files/plan-of-config.ts';
import { PhoneNumber } from '../call/phone-number.ts';
import { clirRules } from '../config/clir-rules.ts';
import type { Config } from '../config/config.ts';
import { countryPack } from '../identity/countries/lookup.ts';
import { type Dialled, nationalDigits, readDialled } from '../identity/numbering.ts';
import { type Decision, decideDoor } from '../identity/policy.ts';

/** What a dialled string is read as. Without its digits: whoever asks knows them, and screens are looked at. */
export interface Reading {
  readonly kind: Dialled['kind'];
  /** Only of a `number`. */
  readonly place: 'domestic' | 'abroad' | null;
  /** What a code typed in front asked for. It is taken off and grants nothing. */
  readonly asked: 'withhold' | 'present' | null;
}

export type Outcome =
  /** Asked of the policy. `trunks`: in the order in which they are tried, all through the same door. */
  | { readonly kind: 'policy'; readonly decision: Decision; readonly trunks: readonly string[] }
  /** No daemon, no rule: `sent` through these doors, first to last. */
  | { readonly kind: 'emergency'; readonly sent: string; readonly doors: readonly string[] }
  /** The PBX's own; `leaves`: when the PBX has no such extension it goes out as a short service number, private door. */
  | { readonly kind: 'house'; readonly leaves: boolean }
  | { readonly kind: 'unreadable' };

export interface Explanation {
  readonly reading: Reading;
  /** The site the call counts as, and whether the extension given stands there. */
  readonly from: { readonly site: string | null; readonly known: boolean };
  readonly outcome: Outcome;
}

function readingOf(dialled: Dialled, config: Config): Reading {
  const asked = dialled.kind === 'number' || dialled.kind === 'service' ? dialled.asked : null;
  if (dialled.kind !== 'number') return { kind: dialled.kind, place: null, asked };
  const isOwn = nationalDigits(dialled.number, countryPack(config.country)) !== null;
  return { kind: 'number', place: isOwn ? 'domestic' : 'abroad', asked };
}

function byPolicy(to: PhoneNumber, from: string | null, config: Config): Outcome {
  const decision = decideDoor({ from, to }, clirRules(config.rules), { recordable: true, linked: true });
  const first = decision.kind === 'send' ? decision.first : null;
  const others = config.trunks.map(({ id }) => id).filter((id) => id !== first);
  const trunks = decision.kind === 'refuse' ? [] : [...(first === null ? [] : [first]), ...others];
  return { kind: 'policy', decision, trunks };
}

function outcomeOf(
  dialled: Dialled,
  typed: string,
  from: string | null,
  site: Config['sites'][number],
  config: Config,
): Outcome {
  switch (dialled.kind) {
    case 'emergency': {
      const plan = pbxPlanOf(config, constantsFor('', config.asterisk.constants));
      return {
        kind: 'emergency',
        sent: dialled.number,
        doors: plan.trunks.map((trunk) => emergencyEndpoint(plan, trunk, site)),
      };
    }
    case 'number':
      return byPolicy(dialled.number, from, config);
    case 'service': {
      const number = PhoneNumber.fromService(dialled.digits);
      return number === null ? { kind: 'unreadable' } : byPolicy(number, from, config);
    }
    case 'internal':
      return { kind: 'house', leaves: /^[1-9][0-9 .()-]*$/.test(typed) };
    case 'unreadable':
      return { kind: 'unreadable' };
  }
}

/**
 * What would happen to `typed`, dialled by extension `from` (`null`: by a forward or a transfer), with this configuration and a daemon
 * that is ready. Pure. Nothing in the result holds a number longer than an emergency number.
 */
export function explanationOf(config: Config, typed: string, from: string | null): Explanation {
  const own = config.sites.find(({ extensions }) => from !== null && extensions.includes(from));
  const [first] = config.sites;
  const site = own ?? first;
  if (site === undefined) throw new TypeError('sites is empty');
  const dialled = readDialled(typed, countryPack(config.country), config.outside_line);
  return {
    reading: readingOf(dialled, config),
    from: { site: own?.id ?? null, known: own !== undefined },
    outcome: outcomeOf(dialled, typed, own === undefined ? null : from, site, config),
  };
}
