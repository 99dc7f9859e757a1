import type { PhoneNumber } from '../call/phone-number.ts';
import type { CountryPack } from '../identity/country-pack.ts';
import type { Path, Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';

type Trunk = ParsedConfig['trunks'][number];

const PARENT_ONLY = 'one of organisation.numbers';

function keyOutOfPlace(trunk: Trunk): readonly { readonly key: keyof Trunk; readonly allowed: string }[] {
  const { profile, transport } = trunk;
  const refused: { readonly key: keyof Trunk; readonly allowed: string }[] = [];
  const onlyWith = (key: keyof Trunk, fits: boolean, allowed: string) => {
    if (trunk[key] !== undefined && !fits) refused.push({ key, allowed });
  };
  onlyWith('account', profile === 'account-from', 'this key with profile account-from only');
  onlyWith(
    'prefix',
    profile === 'dialled-prefix',
    'this key with profile dialled-prefix only: two mechanisms can cancel each other',
  );
  onlyWith(
    'privacy',
    profile === 'rfc3325' || profile === 'account-from',
    'this key with profile rfc3325 or account-from only: two mechanisms can cancel each other',
  );
  onlyWith('verify_server', transport === 'tls', 'this key with transport tls only');
  onlyWith('auth', trunk.register === undefined, 'either register or auth');
  return refused;
}

function checkNumbers(trunk: Trunk, numbers: readonly PhoneNumber[], at: Path): readonly Problem[] {
  const problems: Problem[] = [];
  const parents = (number: PhoneNumber) => numbers.some((each) => each.equals(number));
  if (trunk.number !== undefined && !parents(trunk.number)) {
    problems.push({ path: [...at, 'number'], found: 'a number that is not the organisation’s', allowed: PARENT_ONLY });
  }
  if (trunk.account !== undefined && !parents(trunk.account)) {
    problems.push({ path: [...at, 'account'], found: 'a number that is not the organisation’s', allowed: PARENT_ONLY });
  }
  if (trunk.profile === 'account-from' && trunk.account === undefined) {
    problems.push({ path: [...at, 'account'], found: 'nothing', allowed: PARENT_ONLY });
  }
  return problems;
}

function checkPrivacy(trunk: Trunk, at: Path): readonly Problem[] {
  const { privacy } = trunk;
  if (privacy === undefined) return [];
  const path = [...at, 'privacy'];
  if (!privacy.includes('id')) {
    const allowed = 'a list with id: without it the asserted number is shown (RFC 3325 §9.3)';
    return [{ path, found: 'a list without id', allowed }];
  }
  if (new Set(privacy).size === privacy.length) return [];
  return [{ path, found: 'a value a second time', allowed: 'each value once' }];
}

/** A code that presents must not stand where one that withholds is expected: the mistake would show the number on every call. */
function checkPrefix(trunk: Trunk, pack: CountryPack, at: Path): readonly Problem[] {
  if (trunk.profile !== 'dialled-prefix') return [];
  const problems: Problem[] = [];
  const { withhold, present } = trunk.prefix ?? {};
  if (trunk.dial_format !== 'national') {
    const path = [...at, 'dial_format'];
    problems.push({ path, found: `"${trunk.dial_format}"`, allowed: 'national with profile dialled-prefix' });
  }
  if (withhold === undefined && pack.sent.withhold === null) {
    const allowed = `the code this carrier documents: ${pack.code} has no code that means the same on every network`;
    problems.push({ path: [...at, 'prefix', 'withhold'], found: 'nothing', allowed });
  }
  if (withhold !== undefined && pack.typed.present.includes(withhold)) {
    const allowed = 'a code that withholds';
    problems.push({ path: [...at, 'prefix', 'withhold'], found: 'a code that presents in this country', allowed });
  }
  if (present !== undefined && pack.typed.withhold.includes(present)) {
    const allowed = 'a code that presents, or ""';
    problems.push({ path: [...at, 'prefix', 'present'], found: 'a code that withholds in this country', allowed });
  }
  return problems;
}

/** What one trunk's keys say together. */
export function checkTrunks(config: ParsedConfig, pack: CountryPack): readonly Problem[] {
  return config.trunks.flatMap((trunk, index) => {
    const at: Path = ['trunks', index];
    return [
      ...keyOutOfPlace(trunk).map(({ key, allowed }) => ({ path: [...at, key], found: 'the key', allowed })),
      ...checkNumbers(trunk, config.organisation.numbers, at),
      ...checkPrivacy(trunk, at),
      ...checkPrefix(trunk, pack, at),
    ];
  });
}
