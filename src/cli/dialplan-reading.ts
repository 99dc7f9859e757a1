import { dialplanData } from '../adapters/asterisk/files/dialplan-data.ts';
import type { PbxPlan } from '../adapters/asterisk/files/pbx-plan.ts';
import { type Asked, typedPrefixes } from '../identity/dial-prefix.ts';

/**
 * What `withheld-out` makes of a dialled string. `asked`: what a code in front asked for; it is taken off and grants nothing. `bare`: nothing
 * was taken off in front.
 */
export type DialplanReading =
  /** `sent` is the bare number that the carrier gets. */
  | { readonly kind: 'emergency'; readonly sent: string }
  /** `to`: E.164, or the digits of a short service number. */
  | { readonly kind: 'number' | 'service'; readonly to: string; readonly asked: Asked | null; readonly bare: boolean }
  | { readonly kind: 'refused'; readonly bare: boolean };

/** One `exten =>` of a generated context, and what its first step gives back. */
interface Entry {
  readonly pattern: string;
  readonly shape: RegExp;
  readonly step: string;
}

const CLASS: Readonly<Record<string, string>> = { X: '[0-9]', Z: '[1-9]', N: '[2-9]', '.': '.+', '!': '.*' };

/** An Asterisk pattern as a regular expression; a name without an underscore means itself. */
function shapeOf(pattern: string): RegExp {
  const parts = pattern.startsWith('_') ? (pattern.slice(1).match(/\[[^\]]*\]|./g) ?? []) : [];
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const source = pattern.startsWith('_')
    ? parts.map((part) => CLASS[part] ?? (part.startsWith('[') ? part : literal(part))).join('')
    : literal(pattern);
  return new RegExp(`^${source}$`);
}

/** The entries of one context, those that say most first. */
function entriesOf(dialplan: string, context: string): readonly Entry[] {
  const begin = dialplan.indexOf(`\n[${context}]\n`);
  if (begin < 0) throw new TypeError(`the dialplan has no ${context}`);
  const [body = ''] = dialplan.slice(begin + context.length + 3).split('\n[');
  const entries = [...body.matchAll(/^exten => ([^,]+),1,(.*)$/gm)].map(([, pattern = '', step = '']) => ({
    pattern,
    shape: shapeOf(pattern),
    step,
  }));
  return entries.sort((a, b) => b.pattern.length - a.pattern.length);
}

/** `${EXTEN}` and `${EXTEN:n}` filled in. */
function filled(expression: string, typed: string): string {
  return expression.replace(/\$\{EXTEN(?::(\d+))?\}/g, (_, from: string | undefined) => typed.slice(Number(from ?? 0)));
}

function returned({ step }: Entry, typed: string): string {
  return filled(/^Return\((.*)\)$/.exec(step)?.[1] ?? '', typed);
}

/** The contexts `withheld-ordinary` looks into. */
interface Contexts {
  readonly emergencies: readonly Entry[];
  readonly codes: readonly Entry[];
  readonly lines: readonly Entry[];
  readonly numbers: readonly Entry[];
  readonly wishes: ReadonlyMap<string, Asked>;
  /** Whether people dial something for a line here. */
  readonly linesConfigured: boolean;
}

/** What is left to read, and what was taken off in front of it. */
interface Left {
  readonly typed: string;
  readonly codes: number;
  readonly outside: number;
  readonly asked: Asked | null;
}

const REFUSED: DialplanReading = { kind: 'refused', bare: false };

function find(entries: readonly Entry[], typed: string): Entry | undefined {
  return entries.find(({ shape }) => shape.test(typed));
}

/** One code or outside line less, or `null` when nothing more is taken off. */
function stripped({ typed, codes, outside, asked }: Left, contexts: Contexts): Left | null {
  const code = codes < 2 ? find(contexts.codes, typed) : undefined;
  if (code !== undefined) {
    const wish = contexts.wishes.get(code.pattern.slice(1, -1)) ?? null;
    return { typed: returned(code, typed), codes: codes + 1, outside, asked: asked === 'withhold' ? asked : wish };
  }
  const line = outside < 1 ? find(contexts.lines, typed) : undefined;
  return line === undefined ? null : { typed: returned(line, typed), codes, outside: outside + 1, asked };
}

/** What is left once nothing more is taken off: a number, a short service number, or nothing that is dialled here. */
function outward({ typed, codes, outside, asked }: Left, contexts: Contexts): DialplanReading {
  const bare = codes + outside === 0;
  const number = find(contexts.numbers, typed);
  if (number !== undefined && /^[0-9]*$/.test(typed.slice(1)))
    return { kind: 'number', to: returned(number, typed), asked, bare };
  const isShort = /^[1-9][0-9]{1,5}$/.test(typed) && find(contexts.codes, typed) === undefined;
  if (!isShort || (bare && contexts.linesConfigured)) return { kind: 'refused', bare };
  return { kind: 'service', to: typed, asked, bare };
}

function readLeft(left: Left, contexts: Contexts): DialplanReading {
  if (left.typed === '') return REFUSED;
  const emergency = find(contexts.emergencies, left.typed);
  if (emergency !== undefined) {
    const sent = /^Goto\(withheld-emergency-call,(\d+),1\)$/.exec(emergency.step)?.[1];
    return sent === undefined ? REFUSED : { kind: 'emergency', sent };
  }
  const next = stripped(left, contexts);
  return next === null ? outward(left, contexts) : readLeft(next, contexts);
}

/**
 * Reads what a phone dials as the PBX does: by the very data that is generated for it, in the steps of `dialplan/withheld-out.conf`. A real
 * PBX is asked the same in `test/lab/explained.test.ts`. Pure; build it once.
 */
export function dialplanReader(plan: PbxPlan): (typed: string) => DialplanReading {
  const { text } = dialplanData(plan);
  const contexts: Contexts = {
    emergencies: entriesOf(text, 'withheld-emergency'),
    codes: entriesOf(text, 'withheld-code'),
    lines: entriesOf(text, 'withheld-outside-line'),
    numbers: entriesOf(text, 'withheld-number'),
    wishes: new Map(typedPrefixes(plan.country).map(({ code, asks }) => [code, asks] as const)),
    linesConfigured: plan.outsideLines.length > 0,
  };
  return (dialled) => {
    if (!/^[+*#0-9]/.test(dialled)) return REFUSED;
    return readLeft({ typed: dialled.replace(/[^+*#0-9]/g, ''), codes: 0, outside: 0, asked: null }, contexts);
  };
}
