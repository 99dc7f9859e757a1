import type { PhoneNumber } from '../call/phone-number.ts';
import type { PrivacyValue } from '../identity/carrier-profile.ts';
import { countryPack } from '../identity/countries/lookup.ts';
import type { ParsedConfig } from './schema.ts';
import type { Secret, SecretRef } from './secret.ts';
import type { PlacedSecret, SecretPart } from './secret-parts.ts';

/** The same shape with every reference to a secret replaced by the secret. */
type WithSecrets<T> = T extends SecretRef
  ? Secret
  : T extends PhoneNumber
    ? PhoneNumber
    : T extends readonly (infer Item)[]
      ? readonly WithSecrets<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: WithSecrets<T[Key]> }
        : T;

type WrittenConfig = WithSecrets<ParsedConfig>;

/** A trunk with its defaults filled in. It fits `TrunkIdentity` of the carrier profiles. */
export type TrunkConfig = Omit<WrittenConfig['trunks'][number], 'number' | 'prefix' | 'privacy' | 'port'> & {
  readonly number: PhoneNumber;
  readonly prefix: { readonly withhold: string; readonly present: string };
  readonly privacy: readonly PrivacyValue[];
  readonly port: number;
};

/** The configuration as the product uses it: checked, complete, and unable to print numbers or secrets. */
export type Config = Omit<WrittenConfig, 'trunks' | 'secrets'> & {
  readonly trunks: readonly TrunkConfig[];
  readonly secrets: WrittenConfig['secrets'] & {
    /** The words of the secrets that are looked for by themselves, folded (`call/spelling.ts`). */
    readonly parts: readonly string[];
  };
};

/**
 * Fills in what depends on other keys. `secrets.numbers` gets the sites' numbers; `words` are those of the configuration and of the file,
 * `parts` theirs and the hosts'. `config` must have passed every check.
 */
export function completed(config: WrittenConfig, words: readonly PlacedSecret[], parts: readonly SecretPart[]): Config {
  const pack = countryPack(config.country);
  const trunks = config.trunks.map((trunk): TrunkConfig => {
    const number = trunk.number ?? config.organisation.numbers[0];
    if (number === undefined) throw new TypeError('organisation.numbers is empty');
    return {
      ...trunk,
      number,
      port: trunk.port ?? (trunk.transport === 'tls' ? 5061 : 5060),
      privacy: trunk.privacy ?? ['id'],
      prefix: {
        withhold: trunk.prefix?.withhold ?? pack.sent.withhold ?? '',
        present: trunk.prefix?.present ?? pack.sent.present ?? '',
      },
    };
  });
  const { numbers } = config.secrets;
  const sites = config.sites.map((site) => site.number);
  const added = sites.filter(
    (number, at) => !numbers.some((n) => n.equals(number)) && sites.findIndex((n) => n.equals(number)) === at,
  );
  const secrets = {
    ...config.secrets,
    numbers: [...numbers, ...added],
    words: [...new Set(words.map(({ text }) => text))],
    parts: [...new Set(parts.map(({ word }) => word))],
  };
  return { ...config, secrets, trunks };
}
