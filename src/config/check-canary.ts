import type { PhoneNumber } from '../call/phone-number.ts';
import type { CountryPack } from '../identity/country-pack.ts';
import { emergencyStrings } from '../identity/emergency-strings.ts';
import type { Path, Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';

/** Whether a number is an emergency number, however it is written (`+353112`). */
function isEmergency(number: PhoneNumber, pack: CountryPack, outsideLines: readonly string[]): boolean {
  const strings = emergencyStrings(pack, outsideLines);
  const digits = number.reveal().slice(1);
  const { callingCode, trunkPrefix } = pack;
  const national = digits.startsWith(callingCode) ? digits.slice(callingCode.length) : digits;
  return [digits, national, `${trunkPrefix}${national}`].some((typed) => strings.has(typed));
}

function numberProblems(number: PhoneNumber, path: Path, config: ParsedConfig, pack: CountryPack): readonly Problem[] {
  const is = (other: PhoneNumber) => other.equals(number);
  if (isEmergency(number, pack, config.outside_line))
    return [{ path, found: 'an emergency number', allowed: 'a number of the agency’s own' }];
  if (config.sites.some((site) => is(site.number)))
    return [
      {
        path,
        found: 'the number of a site',
        allowed: 'a number that nobody else calls: emergency services call a site’s back',
      },
    ];
  // Nobody but the agency itself is ever rung by a test.
  if (!config.secrets.numbers.some(is))
    return [{ path, found: 'a number that is not the agency’s', allowed: 'one of secrets.numbers' }];
  return [];
}

/** What the keys of `canary` say together, and what they name elsewhere. */
export function checkCanary(config: ParsedConfig, pack: CountryPack): readonly Problem[] {
  const trunks = config.trunks.map(({ id }) => id);
  const seen = new Set<string>();
  return config.canary.destinations.flatMap(({ number, arrives_as, arrives_on }, index) => {
    const at: Path = ['canary', 'destinations', index];
    const problems: Problem[] = [...numberProblems(number, [...at, 'number'], config, pack)];
    if (arrives_as !== undefined) problems.push(...numberProblems(arrives_as, [...at, 'arrives_as'], config, pack));
    if (seen.has(number.reveal()))
      problems.push({ path: [...at, 'number'], found: 'the same a second time', allowed: 'each number once' });
    seen.add(number.reveal());
    if (!trunks.includes(arrives_on))
      problems.push({ path: [...at, 'arrives_on'], found: `"${arrives_on}"`, allowed: trunks.join(', ') });
    return problems;
  });
}
