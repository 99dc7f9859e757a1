/** The digits by which a number of ours is recognised. */
export interface Digits {
  /** Every form that can be dialled or shown: E.164, national, with the access codes in use. */
  readonly whole: ReadonlySet<string>;
  /** The national number without its leading zero: what no other number of the country has. */
  readonly national: string;
  /** The end that betrays it in any form: eight digits, or the whole national number where it is shorter. */
  readonly ending: string;
}

const ENDING = 8;
/** What is dialled in front of an international number somewhere. */
const ACCESS_CODES = ['', '00', '011', '0011', '010'];

/** Of an E.164 number (`+` and digits) or the digits of a service number. */
export function numberDigits(number: string, countryCode: string): Digits {
  const digits = number.replace(/[^0-9]/g, '');
  const isInternational = number.startsWith('+') && countryCode !== '' && digits.startsWith(countryCode);
  const national = isInternational ? digits.slice(countryCode.length) : digits;
  const international = number.startsWith('+') ? ACCESS_CODES.map((code) => `${code}${digits}`) : [];
  return {
    whole: new Set([...international, national, `0${national}`, `1${national}`]),
    national,
    ending: national.length >= ENDING ? national.slice(-ENDING) : national,
  };
}

/** Runs of digits in a text. */
export interface DigitRuns {
  /** As they stand. */
  readonly plain: readonly string[];
  /** Joined over what people and software put between digits: at most four signs, never a letter or a line's end. */
  readonly joined: readonly string[];
}

/** Other scripts' digits as ours, so that they are found. */
export function plainDigits(text: string): string {
  if (LATIN_ONLY.test(text)) return text;
  return text.normalize('NFKC').replace(/[^\P{Nd}0-9]/gu, (digit) => String(decimalOf(digit)));
}

/** Decimal digits stand in tens (Unicode, general category Nd). */
function decimalOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (zero > code - 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: Latin-1 is meant
const LATIN_ONLY = /^[\u0000-\u00ff]*$/;
const LATIN_RUN = /\d(?:[^A-Za-z\u00c0-\u00ff\d\n]{0,4}\d)+/g;
const ANY_RUN = /\d(?:[^\p{L}\d\n]{0,4}\d)+/gu;

/** Pure; takes time in proportion to the text. `joining`: also joined over signs. */
export function digitForms(text: string, joining: boolean): DigitRuns {
  const digits = plainDigits(text);
  const plain = digits.match(/\d{4,}/g) ?? [];
  const runs = LATIN_ONLY.test(digits) ? LATIN_RUN : ANY_RUN;
  const joined = joining ? (digits.match(runs) ?? []) : [];
  return { plain, joined: joined.map((run) => run.replace(/[^0-9]/g, '')) };
}

/** Whether runs hold a number; how, see `Reading` of `canary-search.ts`. `opened`: digits that stand as they are. */
export function holdsNumber(
  { plain, joined }: DigitRuns,
  { whole, national, ending }: Digits,
  reading: 'open' | 'fact' | 'dialled' | 'opened',
): boolean {
  switch (reading) {
    case 'open':
      return joined.some((run) => run.includes(ending));
    case 'opened':
      return plain.some((run) => run.includes(ending));
    case 'fact':
      return plain.some((run) => run.endsWith(ending) || run.includes(national) || whole.has(run));
    case 'dialled':
      return plain.some((run) => (national.length >= ENDING ? run.includes(national) : whole.has(run)));
  }
}
