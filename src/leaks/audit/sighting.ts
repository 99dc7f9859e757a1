import type { DialplanContext, DialplanStep } from '../../ports/pbx-settings.ts';
import { type AuditFinding, type FindingParts, finding } from './finding.ts';
import type { House } from './house.ts';
import { shownName, somePlaces } from './shown-value.ts';

/** Something seen at one place of the dialplan. It is told once for each context. */
export interface Sighting {
  readonly rule: string;
  readonly subject: string;
  readonly place: string;
  readonly parts: Pick<FindingParts, 'severity' | 'rows' | 'why' | 'fix'> & { readonly what: string };
}

/** A place of the dialplan as its owner finds it. */
export function stepPlace({ extension, priority }: DialplanStep, { secret }: House): string {
  return `${shownName(extension, secret)} step ${priority}`;
}

/** One finding for each kind of thing seen in a context, with some of the places. */
export function byPlace(context: DialplanContext, seen: readonly Sighting[], house: House): readonly AuditFinding[] {
  const groups = new Map<string, [Sighting, ...Sighting[]]>();
  for (const each of seen) {
    const group = groups.get(`${each.rule}:${each.subject}`);
    if (group === undefined) groups.set(`${each.rule}:${each.subject}`, [each]);
    else group.push(each);
  }
  const name = shownName(context.name, house.secret);
  return [...groups.values()].map((group) => {
    const [{ rule, subject, parts }] = group;
    const { what, ...rest } = parts;
    return finding({
      rule,
      subject: [name, subject],
      from: 'live',
      found: `context ${name} ${what}: ${somePlaces(group.map(({ place }) => place))}`,
      ...rest,
    });
  });
}
