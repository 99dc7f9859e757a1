import type { OrdinaryDoor } from '../call/door.ts';
import type { PhoneNumber } from '../call/phone-number.ts';

/** What a rule does with a call it matches. `trunk`: that trunk first, private door. */
export type ClirAction = { readonly door: OrdinaryDoor } | { readonly trunk: string } | { readonly refuse: true };

/** One rule of the configuration. An absent condition matches every call. */
export interface ClirRule {
  /** Identifier shown with every decision the rule makes. */
  readonly name: string;
  /** Extensions the call may come from. */
  readonly from?: readonly string[] | undefined;
  /** E.164 numbers, or beginnings of numbers ending in `*`. */
  readonly to?: readonly string[] | undefined;
  readonly action: ClirAction;
}

/** The call a decision is asked about. */
export interface Question {
  /** The extension that dialled, or `null` when a forward, a transfer or anything else did. */
  readonly from: string | null;
  readonly to: PhoneNumber;
}

/** What the daemon knows about itself at the moment of decision. */
export interface Circumstances {
  /** Whether the decision can be written down. What cannot be accounted for is not loosened. */
  readonly recordable: boolean;
  /** Whether both links to the PBX are up and its state is known. A daemon that sees only half does not loosen. */
  readonly linked: boolean;
}

/** The decision, with the rule that made it. `unmatched`, `unrecorded` and `unlinked` are the product's own rules. */
export type Decision =
  | { readonly kind: 'send'; readonly door: OrdinaryDoor; readonly first: string | null; readonly rule: string }
  | { readonly kind: 'refuse'; readonly rule: string };

function fits(pattern: string, number: string): boolean {
  return pattern.endsWith('*') ? number.startsWith(pattern.slice(0, -1)) : number === pattern;
}

/** A rule with a condition on something unknown does not match: unknown never loosens. */
function matches(rule: ClirRule, question: Question): boolean {
  const { from, to } = question;
  if (rule.from !== undefined && (from === null || !rule.from.includes(from))) return false;
  if (rule.to === undefined) return true;
  const number = to.reveal();
  return rule.to.some((pattern) => fits(pattern, number));
}

/**
 * Which door an ordinary outbound call leaves through. The first matching rule decides; without one, the private door. Pure and total:
 * this is the one place in the daemon where anything is loosened, and the only loosening there is, is the parent organisation's door.
 */
export function decideDoor(question: Question, rules: readonly ClirRule[], circumstances: Circumstances): Decision {
  const rule = rules.find((each) => matches(each, question));
  if (rule === undefined) return { kind: 'send', door: 'private', first: null, rule: 'unmatched' };
  const { action, name } = rule;
  if ('refuse' in action) return { kind: 'refuse', rule: name };
  if ('trunk' in action) return { kind: 'send', door: 'private', first: action.trunk, rule: name };
  if (action.door === 'parent') {
    if (!circumstances.linked) return { kind: 'send', door: 'private', first: null, rule: 'unlinked' };
    if (!circumstances.recordable) return { kind: 'send', door: 'private', first: null, rule: 'unrecorded' };
  }
  return { kind: 'send', door: action.door, first: null, rule: name };
}
