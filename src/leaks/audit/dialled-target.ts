import { argumentsIn } from './dialplan-text.ts';

/** Where a Dial, a queue or the like leads. */
export type Reach =
  | { readonly kind: 'house' }
  | { readonly kind: 'door' | 'trunk'; readonly endpoint: string }
  | { readonly kind: 'other-line'; readonly technology: string }
  /** A variable decides. */
  | { readonly kind: 'unclear' };

/** The endpoints there are, by what they are. */
export interface KnownEndpoints {
  readonly doors: ReadonlySet<string>;
  readonly trunks: ReadonlySet<string>;
  /** The configured phones. */
  readonly phones: ReadonlySet<string>;
}

/** Technologies that lead to no line outside. */
const INSIDE = new Set(['local', 'agent', 'console', 'bridge', 'message', 'recorder', 'announcer', 'confbridge']);
/**
 * A pattern of digits and keys and of one length. `_X.` also takes `1@trunk`, which a phone can dial: SIP lets any character into a number.
 */
const DIGITS_ONLY = /^_?[0-9XZN*#[\]-]+$/i;

/** The text with `/`, `@` and `&` inside of variables and expressions made unseen. */
function bare(text: string): string {
  let depth = 0;
  return [...text]
    .map((character) => {
      if ('{[('.includes(character)) depth += 1;
      if ('}])'.includes(character)) depth -= 1;
      return depth > 0 && '/@&'.includes(character) ? '\u0001' : character;
    })
    .join('');
}

/** Each of several targets in one Dial. */
export function targetsOf(text: string): readonly string[] {
  const [first = ''] = argumentsIn(text);
  return bare(first)
    .split('&')
    .map((target) => target.trim());
}

/** Where a dialled PJSIP resource leads: `endpoint`, `user@endpoint` or `endpoint/sip:…` (22.10.1 chan_pjsip.c). */
function ofPjsip(resource: string, pattern: string, known: KnownEndpoints): Reach {
  const [first = '', address = ''] = resource.split('/');
  const endpoint = first.slice(first.lastIndexOf('@') + 1);
  if (known.doors.has(endpoint)) return { kind: 'door', endpoint };
  if (known.trunks.has(endpoint)) return { kind: 'trunk', endpoint };
  if (!endpoint.includes('$')) {
    // An address of its own, or a number at something that is no phone, may be anywhere.
    const isElsewhere = address !== '' || (first.includes('@') && !known.phones.has(endpoint));
    return isElsewhere ? { kind: 'trunk', endpoint } : { kind: 'house' };
  }
  const anyOutside = [...known.doors, ...known.trunks];
  const isDialled = /^\$\{EXTEN(?::-?[0-9]+){0,2}\}$/.test(resource) && DIGITS_ONLY.test(pattern);
  return isDialled && !anyOutside.some((name) => /^[0-9*#]+$/.test(name)) ? { kind: 'house' } : { kind: 'unclear' };
}

/** Where `target` leads when it is dialled from an extension written as `pattern`. */
export function reachOf(target: string, pattern: string, known: KnownEndpoints): Reach {
  if (target === '') return { kind: 'house' };
  const plain = bare(target);
  const slash = plain.indexOf('/');
  const technology = slash < 0 ? plain : plain.slice(0, slash);
  if (technology.includes('$')) return { kind: 'unclear' };
  if (INSIDE.has(technology.toLowerCase())) return { kind: 'house' };
  if (technology.toUpperCase() !== 'PJSIP') return { kind: 'other-line', technology };
  return ofPjsip(plain.slice(slash + 1), pattern, known);
}
