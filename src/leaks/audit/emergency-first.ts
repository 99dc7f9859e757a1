import type { DialplanContext } from '../../ports/pbx-settings.ts';
import { takes } from './extension-pattern.ts';
import { type AuditFinding, finding } from './finding.ts';
import type { Audited, House } from './house.ts';
import { shownName, somePlaces } from './shown-value.ts';
import { phones } from './trunk-look.ts';

const EMERGENCY = 'withheld-emergency';
/** It includes the emergency numbers first itself. */
const OUT = 'withheld-out';
const FIX = `make include => ${EMERGENCY} the first line of the context, and let no extension of its own take such a number`;

function notFirst(context: DialplanContext, house: House): AuditFinding | null {
  const [first] = context.includes;
  if (first === EMERGENCY || first === OUT || context.name === OUT || context.name === EMERGENCY) return null;
  const name = shownName(context.name, house.secret);
  return finding({
    rule: 'emergency-first',
    subject: [name],
    severity: 'emergency',
    rows: ['e.1'],
    from: 'live',
    found: `context ${name}, where phones begin, does not include ${EMERGENCY} first`,
    why: 'an emergency call from such a phone may be taken by something else, be withheld, or go nowhere',
    fix: FIX,
  });
}

/** Asterisk looks at a context's own extensions, and at its switches, before anything included. */
function takenBefore(context: DialplanContext, house: House): AuditFinding | null {
  const takers = context.steps
    .map(({ extension }) => extension)
    .filter((extension) => house.emergencyNumbers.some((number) => takes(extension, number)));
  const switched = context.switches.length > 0 ? ['a switch'] : [];
  if (takers.length + switched.length === 0 || house.contexts.has(context.name)) return null;
  const name = shownName(context.name, house.secret);
  return finding({
    rule: 'emergency-taken',
    subject: [name],
    severity: 'emergency',
    rows: ['e.1'],
    from: 'live',
    found: `context ${name}, where phones begin, takes an emergency number itself: ${somePlaces([...takers.map((each) => shownName(each, house.secret)), ...switched])}`,
    why: "a context's own extensions come before what it includes: the emergency route is never reached",
    fix: FIX,
  });
}

/** Each context in which a phone begins to dial: emergency numbers come first there. */
export function emergencyFirst({ settings, house }: Audited): readonly AuditFinding[] {
  const { dialplan } = settings;
  if (!dialplan.known) return [];
  const used = new Set(phones(settings, house).map(({ options }) => options?.get('context') ?? ''));
  return [...used].flatMap((name) => {
    const context = dialplan.value.find((each) => each.name === name);
    // A phone whose context does not exist can dial nothing at all.
    const there = context ?? { name, steps: [], includes: [], switches: [] };
    return [notFirst(there, house), takenBefore(there, house)].filter((each) => each !== null);
  });
}
