/** What one line of an Asterisk configuration file says once its comments are taken out (Asterisk 22 main/config.c). */
export type ConfMeaning =
  /** `options`: what stands in parentheses: `!` a template, `+` or `+filter` more of a section that is there, else templates. */
  | { readonly kind: 'section'; readonly name: string; readonly options: readonly string[] }
  | { readonly kind: 'setting'; readonly key: string; readonly value: string }
  | { readonly kind: 'include'; readonly path: string }
  /** Nothing, a comment, or what nobody here can read. */
  | { readonly kind: 'other' };

/** A line as it stands in its file, its end of line included. */
export interface ConfLine {
  readonly raw: string;
  readonly meaning: ConfMeaning;
}

interface Uncommented {
  readonly text: string;
  /** Block comments that are open behind the line. */
  readonly depth: number;
  /** A block comment begins or ends in the line. */
  readonly hasMark: boolean;
}

const MARK = /\\;|;--(?!-)|--;|;/g;
const DEEPER: Readonly<Record<string, number>> = { ';--': 1, '--;': -1 };

/** A line without its comments; `depth` block comments are open in front of it. `null`: one ends that never began. */
function uncommented(raw: string, depth: number): Uncommented | null {
  let [text, from, open, hasMark] = ['', 0, depth, false];
  for (const { 0: mark, index } of raw.matchAll(MARK)) {
    if (open === 0) text += raw.slice(from, index);
    from = index + mark.length;
    if (mark === ';' && open === 0) return { text: text.trim(), depth: open, hasMark };
    // An escaped semicolon is one; the backslash in front of it goes.
    if (mark === '\\;' && open === 0) text += ';';
    const step = DEEPER[mark] ?? 0;
    open += step;
    hasMark ||= step !== 0;
    if (open < 0) return null;
  }
  return { text: (open === 0 ? text + raw.slice(from) : text).trim(), depth: open, hasMark };
}

function meaningOf(text: string): ConfMeaning {
  const section = /^\[([^\]]*)\]\s*(?:\(([^)]*)\))?/.exec(text);
  if (section !== null) {
    const [, name = '', options = ''] = section;
    const named = options.split(',').map((each) => each.trim());
    return { kind: 'section', name, options: named.filter((each) => each !== '') };
  }
  const include = /^#(?:include|tryinclude)\s+["<]?([^">]+)[">]?\s*$/i.exec(text);
  if (include !== null) return { kind: 'include', path: (include[1] ?? '').trim() };
  const setting = text.startsWith('#') ? null : /^([^=]+?)\s*\+?=>?\s*(.*)$/.exec(text);
  if (setting !== null) return { kind: 'setting', key: (setting[1] ?? '').trim(), value: setting[2] ?? '' };
  return { kind: 'other' };
}

/**
 * The lines of an Asterisk configuration file; their `raw` texts one after the other are the file, byte for byte. `null` for a file that must
 * not be edited by a program: a block comment that does not end, ends without having begun, or shares its line with a setting.
 */
export function confLines(text: string): readonly ConfLine[] | null {
  const lines: ConfLine[] = [];
  let depth = 0;
  for (const raw of text === '' ? [] : text.split(/(?<=\n)/)) {
    const read = uncommented(raw, depth);
    if (read === null || (read.hasMark && read.text !== '')) return null;
    depth = read.depth;
    lines.push({ raw, meaning: meaningOf(read.text) });
  }
  return depth === 0 ? lines : null;
}

/** The end of line this file uses. */
export function lineEnd(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

/** A setting's line with another value; indentation, spaces, operator, comment and end of line stay. */
export function withValue(raw: string, value: string): string {
  const parts = /^([^=]*=>?[ \t]*)((?:\\;|[^;\r\n])*?)([ \t]*(?:;[^\r\n]*)?\r?\n?)$/.exec(raw);
  if (parts === null) throw new TypeError('not the line of a setting');
  return `${parts[1]}${value.replaceAll(';', '\\;')}${parts[3]}`;
}
