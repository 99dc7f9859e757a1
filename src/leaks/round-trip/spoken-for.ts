import type { PhoneNumber } from '../../call/phone-number.ts';
import { folded } from '../../call/spelling.ts';
import type { CanarySearch } from '../judge/canary-search.ts';
import { numberDigits } from '../judge/digit-runs.ts';

/** What is known before a far end is asked. Holds numbers and names in clear: never log it. */
export interface KnownParties {
  readonly parentNumbers: readonly PhoneNumber[];
  readonly parentName: string;
  /** Everything of the agency. */
  readonly agency: CanarySearch;
  /** Digits of the country code. */
  readonly countryCode: string;
}

/**
 * Whom a number or a name speaks for. Nobody: it says that it is withheld, or says nothing (`withheld`, `absent`). `other`: a number of nobody
 * that is known, which may be the default number of the account. `name`: such a name.
 */
export type SpokenFor = 'withheld' | 'absent' | 'parent' | 'agency' | 'name' | 'other';

/** What carriers and gateways write where a number is withheld (RFC 3323 §4.1.1.3 and use; `P` is the reason of analogue lines). */
const WITHHELD = new Set(
  'anonymous private privatenumber privatecaller restricted withheld numberwithheld callerwithheld idwithheld blocked hidden nocallerid noid p anonym unterdruckt prive masque'.split(
    ' ',
  ),
);
/** And where there is none: `O` is the reason of analogue lines, `asterisk` what Asterisk writes of itself. */
const ABSENT = new Set(
  'unavailable unknown notavailable outofarea o asterisk s null none nonumber unknownnumber unknowncaller invalid unbekannt inconnu'.split(
    ' ',
  ),
);
/** Words that such a text is made of: with one that hides among them, it hides; without, it says nothing. */
const HIDING = new Set(
  'anonymous private withheld restricted blocked hidden suppressed undisclosed anonym anonyme unterdruckt unterdruckte unterdruckter masque prive'.split(
    ' ',
  ),
);
const EMPTY = new Set(
  'unknown unavailable unassigned international caller callers call number name id user no not none out of area available line wireless mobile cell phone nummer name inconnu unbekannte unbekannt unbekannter anrufer numero appel appelant c the'.split(
    ' ',
  ),
);
/** A number as people and carriers write it. */
const NUMBER = /^[+_(]{0,3}[0-9*#][0-9*# .()_/-]*$/;
/** Directories of names cut a name off here (15 characters), and a shorter beginning may be anybody's. */
const LEAST_OF_NAME = 8;

export function isNumberLike(text: string): boolean {
  return NUMBER.test(text.trim());
}

/** A number in any form: `+61…`, `0061…`, national, with signs between the digits. */
export function ofNumber(text: string, { agency, countryCode, parentNumbers }: KnownParties): SpokenFor {
  const digits = text.replace(/[^0-9]/g, '');
  // Carriers without a better way write zeros for a number that is not there.
  if (/^0*$/.test(digits)) return 'absent';
  if (agency.isNumber(digits)) return 'agency';
  const isParent = parentNumbers.some((number) => numberDigits(number.reveal(), countryCode).whole.has(digits));
  return isParent ? 'parent' : 'other';
}

/** A name, or a user part that is none of a number. */
export function ofName(text: string, known: KnownParties): SpokenFor {
  if (isNumberLike(text)) return ofNumber(text, known);
  const name = folded(text);
  if (name === '') return 'absent';
  if (WITHHELD.has(name)) return 'withheld';
  if (ABSENT.has(name)) return 'absent';
  const words = text
    .split(/[^\p{L}]+/u)
    .map(folded)
    .filter((word) => word !== '');
  if (words.length > 0 && words.every((word) => HIDING.has(word) || EMPTY.has(word)))
    return words.some((word) => HIDING.has(word)) ? 'withheld' : 'absent';
  const parent = folded(known.parentName);
  const cut = name.length >= LEAST_OF_NAME && parent.startsWith(name);
  return name === parent || cut ? 'parent' : 'name';
}
