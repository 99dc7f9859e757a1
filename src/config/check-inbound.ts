import type { PhoneNumber } from '../call/phone-number.ts';
import type { Path, Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';

function numberProblem(number: PhoneNumber, config: ParsedConfig): Omit<Problem, 'path'> | null {
  const is = (other: PhoneNumber | undefined) => other?.equals(number) ?? false;
  if (config.sites.some((site) => is(site.number)))
    return {
      found: 'the number of a site',
      allowed: 'a number that no emergency service calls back: nothing may stand in front of such a call',
    };
  if (config.canary.destinations.some(({ number: own, arrives_as }) => is(own) || is(arrives_as)))
    return { found: 'a number of canary.destinations', allowed: 'a number that people call' };
  if (!config.secrets.numbers.some(is))
    return { found: 'a number that is not the agency’s', allowed: 'one of secrets.numbers' };
  return null;
}

/** What the keys of `inbound` say together, and what they name elsewhere. */
export function checkInbound(config: ParsedConfig): readonly Problem[] {
  const seen = new Set<string>();
  return config.inbound.helplines.flatMap(({ number }, index) => {
    const path: Path = ['inbound', 'helplines', index, 'number'];
    const problem = numberProblem(number, config);
    if (problem !== null) return [{ path, ...problem }];
    if (seen.has(number.reveal())) return [{ path, found: 'the same a second time', allowed: 'each number once' }];
    seen.add(number.reveal());
    return [];
  });
}
