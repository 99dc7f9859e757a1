import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { constantsFor, pbxPlanOf } from '../../../src/adapters/asterisk/files/plan-of-config.ts';
import { productFiles } from '../../../src/adapters/asterisk/files/product-files.ts';
import { BUILT_IN, neededModules, PROVIDED_BY } from '../../../src/cli/doctor/needed-modules.ts';
import { House } from './house.ts';

const DIALPLAN = new URL('../../../dialplan/', import.meta.url);
const house = new House();
afterAll(() => house.remove());

function shipped(): string {
  const names = readdirSync(DIALPLAN).filter((name) => name.endsWith('.conf'));
  return names.map((name) => readFileSync(new URL(name, DIALPLAN), 'utf8')).join('\n');
}

function generated(): string {
  const texts = ['22.10.1', '16.28.0'].flatMap((version) =>
    productFiles(pbxPlanOf(house.config(), constantsFor(version, 'auto'))),
  );
  return texts.map(({ text }) => text).join('\n');
}

/** Applications and functions: capital words in front of a bracket, in anything but comments. */
function used(text: string): ReadonlySet<string> {
  const lines = text.split('\n').filter((line) => !/^\s*;/.test(line));
  return new Set(lines.flatMap((line) => [...line.matchAll(/\b([A-Z][A-Za-z0-9_]*)\(/g)].map(([, word = '']) => word)));
}

describe('the modules that are needed', () => {
  const words = used(`${shipped()}\n${generated()}`);

  it('knows the module of every application and function in the dialplan', () => {
    expect([...words].filter((word) => !(word in PROVIDED_BY) && !BUILT_IN.has(word))).toEqual([]);
  });

  it('asks for none that is not used any more', () => {
    expect([...Object.keys(PROVIDED_BY), ...BUILT_IN].filter((word) => !words.has(word))).toEqual([]);
  });

  it('asks for registration only where a trunk registers', () => {
    const modules = (registers: boolean, authenticates: boolean) =>
      neededModules({ registers, authenticates, secured: false });

    expect(modules(false, false).some((name) => name.includes('outbound'))).toBe(false);
    expect(modules(false, true)).toContain('res_pjsip_outbound_authenticator_digest.so');
    expect(modules(true, false)).toContain('res_pjsip_outbound_registration.so');
  });
});
