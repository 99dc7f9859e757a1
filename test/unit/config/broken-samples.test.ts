import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parse.ts';
import { secretReader } from '../../../src/config/secrets.ts';

const DIRECTORY = new URL('./broken/', import.meta.url).pathname;
const ENVIRONMENT = {
  ARI_PASSWORD: 'only-for-tests-1',
  AMI_PASSWORD: 'only-for-tests-2',
  TOKEN_KEY: 'only-for-tests-only-for-tests-only-for-tests',
  P: 'x',
};
const samples = readdirSync(DIRECTORY).filter((name) => name.endsWith('.yaml'));

describe('a broken configuration', () => {
  it('has at least thirty samples here', () => {
    expect(samples.length).toBeGreaterThanOrEqual(30);
  });

  it.each(samples)('%s gives exactly one line with the path, what was found and what is allowed', (name) => {
    const text = readFileSync(`${DIRECTORY}${name}`, 'utf8');
    const expected = /^# expect: (.*)\n/.exec(text)?.[1];

    const result = parseConfig([{ name, text }], secretReader(DIRECTORY, ENVIRONMENT));

    expect(result.ok ? ['accepted'] : result.problems).toEqual([expect.stringContaining(` ${expected}`)]);
    const line = result.ok ? '' : result.problems[0];
    expect(line).toMatch(/^[a-z-]+\.yaml:[0-9]+ \S+: found .+; allowed: .+$/);
    expect(line).not.toMatch(/[0-9]{8}|hunter42|workercanary/i);
  });
});
