/** An application or a function with its arguments, as it stands in a line of dialplan. */
export interface Called {
  readonly name: string;
  /** Everything between its brackets. */
  readonly inside: string;
  readonly arguments: readonly string[];
}

const OPEN = new Set(['(', '{', '[']);
const CLOSE = new Set([')', '}', ']']);

/** Arguments as Asterisk parts them: at commas that stand in no bracket and no quotes. */
export function argumentsIn(text: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (OPEN.has(character)) depth += 1;
    else if (CLOSE.has(character)) depth -= 1;
    if (character === ',' && depth <= 0 && !quoted) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

/** What stands between the bracket at `from` and the one that closes it; to the end where none does. */
function between(text: string, from: number): string {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return text.slice(from + 1, at);
  }
  return text.slice(from + 1);
}

/** Every application and function called in a line, however deep: `ExecIf($[…]?Dial(…))` calls both. */
export function calledIn(text: string): readonly Called[] {
  return [...text.matchAll(/([A-Za-z_][A-Za-z0-9_]*)\(/g)].map((match) => {
    const [whole, name = ''] = match;
    const inside = between(text, (match.index ?? 0) + whole.length - 1);
    return { name, inside, arguments: argumentsIn(inside) };
  });
}

/** The letters of an option string such as `tTb(x^1^1)f(a)`, each with what stands in its brackets. `null`: a variable decides. */
export function optionLetters(text: string): ReadonlyMap<string, string> | null {
  const letters = new Map<string, string>();
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '$') return null;
    if (text[at + 1] === '(') {
      const inside = between(text, at + 1);
      letters.set(letter, inside);
      at += inside.length + 2;
    } else letters.set(letter, '');
  }
  return letters;
}
