import type { DialplanContext } from '../../ports/pbx-settings.ts';
import { type AuditFinding, finding } from './finding.ts';
import type { Audited, House, WrittenContext } from './house.ts';
import { somePlaces } from './shown-value.ts';

const FIX =
  'write the files again with `withheld harden`, put them back where they were, then asterisk -rx "dialplan reload"';

/** Blanks do not count: Asterisk takes some away. */
function plain(text: string): string {
  return text.replace(/\s+/g, '');
}

function stepsOf({
  steps,
}: DialplanContext): ReadonlyMap<string, readonly { readonly text: string; readonly whole: boolean }[]> {
  const all = new Map<string, { readonly text: string; readonly whole: boolean }[]>();
  for (const { extension, application, data, whole } of steps) {
    const text = plain(whole ? `${application}(${data})` : `${application}(${data}`);
    all.set(extension, [...(all.get(extension) ?? []), { text, whole }]);
  }
  return all;
}

/** Extensions that are not as written. `alone`: nobody else may add to the context. */
function differs(written: WrittenContext, live: DialplanContext, alone: boolean): readonly string[] {
  const there = stepsOf(live);
  const changed = [...written.extensions]
    .filter(([extension, steps]) => {
      const now = there.get(extension) ?? [];
      return (
        now.length !== steps.length ||
        steps.some((step, at) => {
          const { text = '', whole = true } = now[at] ?? {};
          return whole ? text !== plain(step) : !plain(step).startsWith(text);
        })
      );
    })
    .map(([extension]) => extension);
  if (!alone) return changed;
  const added = [...there.keys()].filter((extension) => !written.extensions.has(extension));
  const includes =
    written.includes.join() === live.includes.join() && live.switches.length === 0 ? [] : ['what it includes'];
  return [...changed, ...added, ...includes];
}

const MEANINGS = {
  emergency: {
    severity: 'emergency',
    rows: ['e.1', 'e.2'],
    why: 'the route of emergency calls is not the one that was tested',
  },
  way: {
    severity: 'leak',
    rows: ['A1', 'A6'],
    why: "the one way out is not the one that was tested: what it withholds is anybody's guess",
  },
  test: {
    severity: 'unknown',
    rows: [],
    why: 'without it a leak test cannot tell what leaves: unknown is not ok',
  },
  inbound: {
    severity: 'unknown',
    rows: [],
    why: 'a caller may not hear what they should, or not be led back to their worker',
  },
  missing: { severity: 'unknown', rows: ['A1'], why: 'calls that need it end there; nothing can be said of it' },
} as const;

function about(context: string, kind: keyof typeof MEANINGS, found: string): AuditFinding {
  return finding({ rule: 'own-dialplan', subject: [context], from: 'live', found, fix: FIX, ...MEANINGS[kind] });
}

/** What a context is for. Those that are not the product's alone hold only what the leak tests call. */
function kindOf(context: string, house: House): 'emergency' | 'inbound' | 'way' | 'test' {
  if (/^withheld-(?:emergency|site)/.test(context)) return 'emergency';
  if (/^withheld-(?:in|caller|return|notice|phone)(?:-|$)/.test(context)) return 'inbound';
  return /^withheld-(?:probe|round-trip)/.test(context) || !house.contexts.has(context) ? 'test' : 'way';
}

/** The product's own contexts, step by step, against what it writes. Numbers that only change with the configuration count too. */
export function ownDialplan({ settings, house }: Audited): readonly AuditFinding[] {
  const { dialplan } = settings;
  if (!dialplan.known) return [];
  return [...house.dialplan].flatMap(([name, written]) => {
    const kind = kindOf(name, house);
    const live = dialplan.value.find((each) => each.name === name);
    // A context without a line of its own is not kept by some releases.
    if (live === undefined)
      return written.extensions.size + written.includes.length === 0
        ? []
        : [about(name, kind === 'way' ? 'missing' : kind, `context ${name} is not loaded`)];
    const places = differs(written, live, house.contexts.has(name));
    if (places.length === 0) return [];
    // The extensions of these contexts are numbers in part: only those with a letter are named.
    const named = places.filter((place) => !/[0-9]{2,}/.test(place));
    const where = named.length === 0 ? `${places.length} of its extensions` : somePlaces(named);
    return [about(name, kind, `context ${name} is not as the product writes it: ${where}`)];
  });
}
