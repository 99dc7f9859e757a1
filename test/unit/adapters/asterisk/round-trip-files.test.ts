import { appendFileSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pbxPlanOf } from '../../../../src/adapters/asterisk/files/plan-of-config.ts';
import { productFiles } from '../../../../src/adapters/asterisk/files/product-files.ts';
import { readHandedOver } from '../../../../src/adapters/asterisk/round-trip-caller.ts';
import { House } from '../../cli/house.ts';

const house = new House();
const SECOND = '+61370100099';

beforeAll(() => {
  const text = readFileSync(house.configPath, 'utf8');
  house.write(
    'withheld.yaml',
    text.replace('words: [Example Refuge]', `words: [Example Refuge], numbers: ["${SECOND}"]`),
  );
  appendFileSync(house.configPath, `\ncanary: { destinations: [{ number: "${SECOND}", arrives_on: t2 }] }\n`);
});
afterAll(() => house.remove());

const dialplan = () =>
  productFiles(pbxPlanOf(house.config(), 'set_var')).find(({ path }) => path.endsWith('dialplan-data.conf'))?.text ??
  '';

/** The lines of all sections of a name. */
function section(name: string): readonly string[] {
  let inside = false;
  return dialplan()
    .split('\n')
    .filter((line) => {
      const head = /^\[(.+)\]$/.exec(line)?.[1];
      if (head !== undefined) inside = head === name;
      return inside && head === undefined && line !== '';
    });
}

describe('what the round trips need of the PBX', () => {
  it('[G3] is names that lead to the configured numbers and to no other, by trunks of other carriers', () => {
    const names = section('withheld-round-trip-names');

    expect(names.filter((line) => line.startsWith('exten'))).toEqual(
      ['private', 'parent'].map(
        (door) => `exten => t1-${door}-1,1,MSet(WITHHELD_NUMBER=${SECOND},WITHHELD_TRUNKS=t1,WITHHELD_DOOR=${door})`,
      ),
    );
    expect(names.filter((line) => line.includes('Goto'))).toEqual(
      names.filter((line) => line === ' same => n,Goto(withheld-round-trip-call,leave,1)'),
    );
  });

  it('is the number itself where calls from carriers begin, as carriers write it', () => {
    expect(section('from-carrier').filter((line) => line.includes('round-trip'))).toEqual(
      [SECOND, SECOND.slice(1), '0370100099'].map((each) => `exten => ${each},1,Goto(withheld-round-trip-in,answer,1)`),
    );
  });
});

describe('what the PBX hands over', () => {
  const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

  it.each([
    [
      'a value',
      base64('."Jos\u00e9" <sip:anonymous@anonymous.invalid>'),
      '"Jos\u00e9" <sip:anonymous@anonymous.invalid>',
    ],
    ['no value, but the word that there is none', base64('.'), ''],
    ['nothing: the dialplan did not come so far', '', null],
    ['text that it cannot have written', base64('anonymous'), null],
    ['text that is no base64', '<sip:a@b>', null],
    ['a value so long that it may be a part of one', base64(`.${'a'.repeat(3_500)}`), null],
  ])('is %s', (_what, text, value) => {
    expect(readHandedOver(text)).toBe(value);
  });
});
