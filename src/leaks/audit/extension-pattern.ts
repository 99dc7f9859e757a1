/** Asterisk's own letters in a pattern. */
const CLASSES: ReadonlyMap<string, string> = new Map([
  ['X', '[0-9]'],
  ['Z', '[1-9]'],
  ['N', '[2-9]'],
]);

function escaped(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** A pattern of Asterisk as a regular expression, `null` when it cannot be understood. */
function expressionOf(pattern: string): RegExp | null {
  let source = '';
  for (let at = 1; at < pattern.length; at += 1) {
    const character = pattern[at] ?? '';
    if (character === '.') return new RegExp(`^${source}.+$`);
    if (character === '!') return new RegExp(`^${source}.*$`);
    if (character === '-') continue;
    if (character === '[') {
      const end = pattern.indexOf(']', at);
      if (end < 0) return null;
      source += `[${pattern.slice(at + 1, end).replace(/[\\^]/g, '\\$&')}]`;
      at = end;
    } else source += CLASSES.get(character.toUpperCase()) ?? escaped(character);
  }
  return new RegExp(`^${source}$`);
}

/** Whether an extension, a pattern or not, takes what was dialled. One that cannot be understood takes everything. */
export function takes(extension: string, dialled: string): boolean {
  if (!extension.startsWith('_')) return extension === dialled;
  try {
    return expressionOf(extension)?.test(dialled) ?? true;
  } catch {
    return true;
  }
}
