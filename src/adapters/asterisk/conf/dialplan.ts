import type { ConfPlace, ConfSection, ConfSet } from './conf-set.ts';

/** One step of an extension. */
export interface DialplanStep extends ConfPlace {
  readonly raw: string;
  readonly context: string;
  readonly extension: string;
  /** `Dial(PJSIP/…)`, as written. */
  readonly application: string;
}

interface Context {
  readonly steps: DialplanStep[];
  readonly includes: string[];
  hasSwitch: boolean;
}

/** Where a dialled string is looked up. `null` as extension: a `switch`, which asks elsewhere. */
export interface DialplanMatch {
  readonly context: string;
  readonly extension: string | null;
  /** The first step; without one for a `switch`. */
  readonly step: DialplanStep | null;
}

/** How many characters a place of a pattern stands for: fewer say more, and win. */
function width(part: string): number {
  if (part.startsWith('[')) return part.length;
  return { X: 10, Z: 9, N: 8, '.': 1_000, '!': 2_000 }[part.toUpperCase()] ?? 1;
}

function partsOf(pattern: string): readonly string[] {
  return (pattern.slice(1).match(/\[[^\]]*\]|./g) ?? []).filter((part) => part !== '-' && part !== ' ');
}

function shapeOf(part: string): string {
  const known = { X: '[0-9]', Z: '[1-9]', N: '[2-9]', '.': '.+', '!': '.*' }[part.toUpperCase()];
  return known ?? (/^\[[0-9A-Za-z*#+-]+\]$/.test(part) ? part : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}

/** Whether an extension of the dialplan stands for a dialled string. */
export function matches(extension: string, dialled: string): boolean {
  const [name = ''] = extension.split('/');
  if (!name.startsWith('_')) return name === dialled;
  return new RegExp(`^${partsOf(name).map(shapeOf).join('')}$`).test(dialled);
}

/** The more particular of two extensions comes first, as Asterisk sorts them. */
function byParticularity(one: string, other: string): number {
  const [a, b] = [one, other].map((name) => (name.startsWith('_') ? partsOf(name).map(width) : []));
  if (a === undefined || b === undefined || a.length === 0 || b.length === 0)
    return (a?.length ?? 0) - (b?.length ?? 0);
  for (const [at, part] of a.entries()) {
    const difference = part - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return b.length - a.length;
}

/** The steps of one section; `same` goes on with the extension named last. */
function stepsOf({ name, settings }: ConfSection): readonly DialplanStep[] {
  let extension = '';
  return settings.flatMap(({ path, at, raw, key, value }): readonly DialplanStep[] => {
    const named = /^exten$/i.test(key) ? /^([^,]+),[^,]*,(.*)$/.exec(value) : null;
    if (named !== null) extension = (named[1] ?? '').trim();
    const application = named?.[2] ?? (/^same$/i.test(key) ? /^[^,]*,(.*)$/.exec(value)?.[1] : undefined);
    return application === undefined
      ? []
      : [{ path, at, raw, context: name, extension, application: application.trim() }];
  });
}

/** The dialplan of `extensions.conf`, read as far as it decides where a dialled string goes. Pure. */
export class Dialplan {
  readonly #contexts = new Map<string, Context>();

  constructor(set: ConfSet) {
    for (const section of set.sections('extensions.conf')) {
      const context = this.#contexts.get(section.name) ?? { steps: [], includes: [], hasSwitch: false };
      this.#contexts.set(section.name, context);
      for (const { key, value } of section.settings) {
        if (/^(?:l|e)?switch$/i.test(key)) context.hasSwitch = true;
        if (/^include$/i.test(key)) context.includes.push(value.split(/[,|]/)[0]?.trim() ?? '');
      }
      context.steps.push(...stepsOf(section));
    }
  }

  has(context: string): boolean {
    return this.#contexts.has(context);
  }

  /** Every step there is. */
  get steps(): readonly DialplanStep[] {
    return [...this.#contexts.values()].flatMap(({ steps }) => steps);
  }

  /** What a dialled string finds in a context: its own extensions first, then what it includes, in order. An include that holds at times counts. */
  find(context: string, dialled: string, seen: ReadonlySet<string> = new Set()): DialplanMatch | null {
    const known = this.#contexts.get(context);
    if (known === undefined || seen.has(context)) return null;
    const [step] = known.steps
      .filter(({ extension }) => matches(extension, dialled))
      .sort((a, b) => byParticularity(a.extension, b.extension));
    if (step !== undefined) return { context, extension: step.extension, step };
    if (known.hasSwitch) return { context, extension: null, step: null };
    const deeper = new Set([...seen, context]);
    for (const each of known.includes) {
      const found = this.find(each, dialled, deeper);
      if (found !== null) return found;
    }
    return null;
  }
}
