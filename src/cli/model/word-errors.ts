const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** A whole number below a million, as it is spoken. */
function spokenNumber(value: number): string {
  if (value < 20) return ONES[value] ?? '';
  if (value < 100) return `${TENS[Math.floor(value / 10)]}${value % 10 === 0 ? '' : ` ${ONES[value % 10]}`}`;
  const [unit, name] = value < 1_000 ? [100, 'hundred'] : [1_000, 'thousand'];
  const rest = value % unit === 0 ? '' : ` ${spokenNumber(value % unit)}`;
  return `${spokenNumber(Math.floor(value / unit))} ${name}${rest}`;
}

/** A text as words that can be compared: small letters, numbers spoken (long ones digit by digit), no signs. */
export function wordsIn(text: string): readonly string[] {
  const spoken = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’`]/g, "'")
    .replace(/(?<=[0-9]),(?=[0-9]{3})/g, '')
    .replace(/[0-9]+/g, (digits) =>
      digits.length <= 6 && !/^0[0-9]/.test(digits)
        ? ` ${spokenNumber(Number(digits))} `
        : ` ${[...digits].map((digit) => ONES[Number(digit)]).join(' ')} `,
    );
  return spoken
    .split(/[^\p{L}\p{M}']+/u)
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .filter((word) => word !== '');
}

/** How many words must be changed, left out or put in to make one text of the other. */
export function wordErrors(truth: readonly string[], guess: readonly string[]): number {
  let row = Array.from({ length: guess.length + 1 }, (_, at) => at);
  for (const [nth, word] of truth.entries()) {
    const next = [nth + 1];
    for (const [at, guessed] of guess.entries())
      next.push(Math.min((next[at] ?? 0) + 1, (row[at + 1] ?? 0) + 1, (row[at] ?? 0) + (word === guessed ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
