import { PhoneNumber } from '../call/phone-number.ts';
import { folded } from '../call/spelling.ts';
import type { Path, Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';
import type { PlacedSecret } from './secret-parts.ts';
import type { SecretFinder, SecretFound } from './secret-words.ts';

const ALLOWED = 'nothing of secrets: or the number of a site, in any spelling';
/** How many secrets a line names that share a word with the text shown. */
const MOST_PLACES = 3;

function problemAt(path: Path, found: SecretFound): Problem {
  if (found.kind === 'number') return { path, found: 'a text that contains a secret number', allowed: ALLOWED };
  if (found.kind !== 'part') {
    const what = found.kind === 'word' ? 'secret word' : 'secret host or address';
    return { path, found: `a text that contains a ${what} (${found.place})`, allowed: ALLOWED };
  }
  const { places } = found;
  const more = places.length > MOST_PLACES ? `, and ${places.length - MOST_PLACES} more` : '';
  return {
    path,
    found: `a text that contains part of a secret (${places.slice(0, MOST_PLACES).join(', ')}${more})`,
    allowed: `${ALLOWED}; if the word gives nobody away, list it in secrets.common`,
  };
}

/** Every text of the configuration that a carrier or a called person may come to see, with its place. */
function shownTexts(config: ParsedConfig): readonly (readonly [Path, string | PhoneNumber | undefined])[] {
  const { organisation, asterisk, trunks, inbound, rules } = config;
  return [
    [['organisation', 'name'], organisation.name],
    [['organisation', 'domain'], organisation.domain],
    ...organisation.numbers.map((number, at) => [['organisation', 'numbers', at], number] as const),
    ...trunks.flatMap((trunk, at) => {
      const of = (...rest: readonly string[]): Path => ['trunks', at, ...rest];
      return [
        [of('id'), trunk.id],
        [of('register', 'username'), trunk.register?.username],
        [of('auth', 'username'), trunk.auth?.username],
        [of('media_address'), trunk.media_address],
        [of('signalling_transport'), trunk.signalling_transport],
      ] as const;
    }),
    [['asterisk', 'ari', 'application'], asterisk.ari.application],
    [['inbound', 'announcement'], inbound.announcement],
    ...inbound.helplines.map(({ prompt }, at) => [['inbound', 'helplines', at, 'prompt'], prompt] as const),
    ...rules.map((rule, at) => [['rules', at, 'name'], rule.name] as const),
  ];
}

/** Of a domain or host, all but the last label (`.org`, `.house`), which is nobody's name. */
function namedIn(path: Path, text: string): string {
  const isHost = path.at(-1) === 'domain' || path.at(-1) === 'media_address';
  return isHost ? text.replace(/\.[A-Za-z][A-Za-z0-9-]*\.?$/, '') : text;
}

/** Refuses a shown text that contains a secret. Accounts and trunk numbers are the organisation's numbers, so they are covered there. */
export function checkShown(config: ParsedConfig, find: SecretFinder): readonly Problem[] {
  return shownTexts(config).flatMap(([path, text]) => {
    if (text === undefined) return [];
    const found = text instanceof PhoneNumber ? find(text.reveal()) : find(text, namedIn(path, text));
    return found === null ? [] : [problemAt(path, found)];
  });
}

/** Refuses a word in `secrets.common` that is a secret by itself: it would look as if it were spared, or as if it were guarded. */
export function checkCommon(common: readonly string[], words: readonly PlacedSecret[]): readonly Problem[] {
  return common.flatMap((word, at) => {
    const same = words.find(({ text }) => folded(text) === folded(word));
    if (same === undefined) return [];
    const found = `a word that is a secret by itself (${same.place})`;
    return [{ path: ['secrets', 'common', at], found, allowed: 'a word that only stands in longer names' }];
  });
}
