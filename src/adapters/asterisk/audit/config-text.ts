import type { ConfigSection } from '../../../ports/pbx-settings.ts';

/** A line of an Asterisk configuration file that names another: `#include`, `#tryinclude`, `#exec`. */
export interface Directive {
  readonly kind: 'include' | 'tryinclude' | 'exec';
  readonly what: string;
}

export type ConfigLine =
  | { readonly kind: 'section'; readonly name: string; readonly options: readonly string[] }
  | { readonly kind: 'setting'; readonly key: string; readonly value: string }
  | { readonly kind: 'directive'; readonly directive: Directive };

/** What stands before a comment; `\;` is a semicolon (Asterisk 22 main/config.c). */
function withoutComment(line: string): string {
  return line
    .replace(/(?<!\\);.*$/, '')
    .replaceAll('\\;', ';')
    .trim();
}

function lineOf(text: string): ConfigLine | null {
  const directive = /^#(include|tryinclude|exec)\s+["<]?([^">]*)[">]?$/i.exec(text);
  if (directive !== null) {
    const [, kind = '', what = ''] = directive;
    return { kind: 'directive', directive: { kind: kind.toLowerCase() as Directive['kind'], what: what.trim() } };
  }
  const section = /^\[([^\]]*)\](?:\(([^)]*)\))?/.exec(text);
  if (section !== null) {
    const [, name = '', options = ''] = section;
    return {
      kind: 'section',
      name: name.trim(),
      options: options
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== ''),
    };
  }
  const setting = /^([^=]*?)\s*(?:\+=|=>?)\s*(.*)$/.exec(text);
  if (setting === null) return null;
  const [, key = '', value = ''] = setting;
  return { kind: 'setting', key: key.trim(), value };
}

/** The lines of a file that mean something, comments and `;-- … --;` taken away. Never throws. */
export function configLines(text: string): readonly ConfigLine[] {
  const plain = text.replace(/;--(?!-)[\s\S]*?--;/g, '');
  return plain.split(/\r?\n/).flatMap((line) => lineOf(withoutComment(line)) ?? []);
}

/** Sections as Asterisk understands them: templates applied and left out, `(+)` added to the section of that name. */
export function sectionsOf(lines: readonly ConfigLine[]): readonly ConfigSection[] {
  interface Growing {
    readonly name: string;
    readonly template: boolean;
    readonly settings: [string, string][];
  }
  const all: Growing[] = [];
  let current: Growing | null = null;
  const named = (name: string) => all.findLast((each) => each.name === name);
  for (const line of lines) {
    if (line.kind === 'setting') current?.settings.push([line.key, line.value]);
    if (line.kind !== 'section') continue;
    const { name, options } = line;
    const added = options.includes('+') ? named(name) : undefined;
    const inherited = options
      .filter((each) => each !== '!' && each !== '+')
      .flatMap((each) => named(each)?.settings ?? []);
    if (added === undefined) {
      current = { name, template: options.includes('!'), settings: [...inherited] };
      all.push(current);
    } else {
      current = added;
      current.settings.push(...inherited);
    }
  }
  return all.filter(({ template }) => !template).map(({ name, settings }) => ({ name, settings }));
}
