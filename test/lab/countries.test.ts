import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countryPack } from '../../src/identity/countries/lookup.ts';
import { COUNTRY_CODES } from '../../src/identity/country-pack.ts';
import { LabUnderTest } from './lab-under-test.ts';

/** An ordinary number of each country as people dial it behind the outside line 9, with a code that would show it. */
const ORDINARY: Readonly<Record<(typeof COUNTRY_CODES)[number], readonly [typed: string, sent: string]>> = {
  AU: ['918320370100001', '+61370100001'],
  NZ: ['9019632345678', '+6432345678'],
  UK: ['9147002079460000', '+442079460000'],
  IE: ['914212345678', '+35312345678'],
  US: ['9*8212025550123', '+12025550123'],
  CA: ['9*826135550123', '+16135550123'],
  DE: ['9*31#03012345678', '+493012345678'],
};

describe('in every country', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up();
  });
  afterAll(async () => await under.down());

  async function dialled(typed: string): Promise<readonly string[]> {
    under.farEnd.clear();
    await under.lab.agency.console(`channel originate Local/${typed}@withheld-out/n application Wait 1`);
    await under.until(() => under.invites().length > 0, 4_000);
    await under.hangUpAll();
    await under.quiet();
    return under.invites();
  }

  test.each(COUNTRY_CODES)(
    '[G3] [G1] %s: emergency numbers show the site, bare and behind line and codes; a code never reaches the carrier',
    async (code) => {
      const yaml = await readFile(under.lab.configPath, 'utf8');
      const changed = yaml
        .replace(/^country: .*$/m, `country: ${code}`)
        .replace(/^outside_line:\n {2}- .*$/m, 'outside_line: ["9"]');
      await writeFile(under.lab.configPath, changed);
      await under.lab.generate();
      await under.lab.agency.console('dialplan reload');
      const pack = countryPack(code);

      for (const { dialled: number, sent } of pack.emergency) {
        const shown = pack.typed.present[0] ?? '';
        for (const typed of [number, `9${number}`, `${pack.typed.withhold[0]}${number}`, `9${shown}${number}`]) {
          const invites = await dialled(typed);
          expect(invites[0], typed).toBe(`t1: ${sent}`);
          expect(under.faults('emergency'), typed).toEqual([]);
        }
      }
      const [typed, sent] = ORDINARY[code];
      expect((await dialled(typed))[0], typed).toBe(`t1: ${sent}`);
      expect(under.faults('private'), typed).toEqual([]);
    },
  );
});
