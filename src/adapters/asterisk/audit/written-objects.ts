import { configLines, sectionsOf } from './config-text.ts';

/** A PJSIP object as one of the product's own files has it, in the words in which the PBX shows it. */
export interface WrittenPjsip {
  readonly name: string;
  readonly type: string;
  readonly options: ReadonlyMap<string, string>;
}

/** Codecs are written as `disallow=all`, `allow=a,b` and shown as `(a|b)`. */
function shown(key: string, value: string): readonly (readonly [string, string])[] {
  if (key === 'type' || key === 'disallow') return [];
  if (key === 'allow') return [[key, `(${value.split(',').join('|')})`]];
  if (key !== 'set_var') return [[key, value]];
  const at = value.indexOf('=');
  return [[value.slice(0, at), value.slice(at + 1)]];
}

/** What a file of PJSIP objects sets, object by object. `text` is one that the product generated. Pure. */
export function writtenObjects(text: string): readonly WrittenPjsip[] {
  return sectionsOf(configLines(text)).map(({ name, settings }) => ({
    name,
    type: settings.find(([key]) => key === 'type')?.[1] ?? '',
    options: new Map(settings.flatMap(([key, value]) => shown(key, value))),
  }));
}

interface WrittenLines {
  readonly extensions: ReadonlyMap<string, readonly string[]>;
  readonly includes: readonly string[];
}

interface GrowingLines extends WrittenLines {
  readonly extensions: Map<string, readonly string[]>;
  readonly includes: string[];
}

function addLines(context: GrowingLines, settings: readonly (readonly [string, string])[]): void {
  let extension = '';
  for (const [key, value] of settings) {
    if (key === 'include') context.includes.push(value);
    if (key !== 'exten' && key !== 'same') continue;
    const line = key === 'exten' ? value : `${extension},${value}`;
    const [, written = '', step = ''] = /^([^,]*),[^,]*,(.*)$/.exec(line) ?? [];
    extension = written.trim();
    context.extensions.set(extension, [...(context.extensions.get(extension) ?? []), step.trim()]);
  }
}

/** The contexts of dialplan files, each extension with its steps in order. `texts` are generated or shipped. Pure. */
export function writtenDialplan(texts: readonly string[]): ReadonlyMap<string, WrittenLines> {
  const contexts = new Map<string, GrowingLines>();
  for (const { name, settings } of sectionsOf(texts.flatMap(configLines))) {
    const context: GrowingLines = contexts.get(name) ?? { extensions: new Map(), includes: [] };
    contexts.set(name, context);
    addLines(context, settings);
  }
  return contexts;
}
