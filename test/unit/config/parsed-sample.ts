import { type ConfigResult, parseConfig } from '../../../src/config/parse.ts';
import type { SecretReader } from '../../../src/config/secret.ts';

export const SECRET = 'only-for-tests-only-for-tests-only-for-tests';
const reader: SecretReader = {
  secret: () => ({ ok: true, text: SECRET }),
  words: () => ({ ok: true, text: '# workers\nBettina Secondcanary\n\n' }),
};

/** Files laid over one another, named `0.yaml` and on. */
export function parse(...texts: readonly string[]): ConfigResult {
  return parseConfig(
    texts.map((text, at) => ({ name: `${at}.yaml`, text })),
    reader,
  );
}

export function problemsOf(result: ConfigResult): readonly string[] {
  return result.ok ? ['accepted'] : result.problems;
}
