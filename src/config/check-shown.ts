import { PhoneNumber } from '../call/phone-number.ts';
import type { Path, Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';
import type { SecretFinder } from './secret-words.ts';

const FOUND = {
  word: 'a text that contains a secret word',
  number: 'a text that contains a secret number',
  host: 'a text that contains a secret host or address',
} as const;
const ALLOWED = 'nothing of secrets: or the number of a site, in any spelling';

/** Every text of the configuration that a carrier or a called person may come to see, with its place. */
function shownTexts(config: ParsedConfig): readonly (readonly [Path, string | PhoneNumber | undefined])[] {
  const { organisation, asterisk, trunks, rules } = config;
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
    ...rules.map((rule, at) => [['rules', at, 'name'], rule.name] as const),
  ];
}

/** Refuses a shown text that contains a secret. Accounts and trunk numbers are the organisation's numbers, so they are covered there. */
export function checkShown(config: ParsedConfig, find: SecretFinder): readonly Problem[] {
  return shownTexts(config).flatMap(([path, text]) => {
    if (text === undefined) return [];
    const kind = find(text instanceof PhoneNumber ? text.reveal() : text);
    return kind === null ? [] : [{ path, found: FOUND[kind], allowed: ALLOWED }];
  });
}
