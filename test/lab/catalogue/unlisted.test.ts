import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CatalogueLab, type Shown } from './catalogue-lab.ts';
import { TRAFFIC } from './traffic.ts';
import { HEADER_EDITS, SETTING_EDITS, UNLISTED_HEADERS, UNLISTED_SETTINGS } from './unlisted-ways.ts';

describe('what no row of the catalogue describes', () => {
  let lab: CatalogueLab;
  const shown = new Map<string, Shown>();
  const caught = { door: 'private', live: 'acts' } as const;

  beforeAll(async () => {
    lab = await CatalogueLab.up();
    shown.set('own', await lab.shown(TRAFFIC['a call from a desk']));
    await lab.pbx.make(HEADER_EDITS);
    shown.set('headers', await lab.shown(TRAFFIC['a call from a desk'], caught));
    await lab.pbx.make(SETTING_EDITS);
    shown.set('settings', await lab.shown(TRAFFIC['a call from a desk'], caught));
    await lab.pbx.undo();
  });
  afterAll(async () => await lab.down());

  const found = (form: string) => shown.get(form)?.violations.map(({ vector, place }) => `${vector} ${place}`) ?? [];

  test("[G1] the same call with the product's own files is clean", () => {
    expect(shown.get('own')?.seen.length).toBeGreaterThan(0);
    expect(found('own')).toEqual([]);
    expect(shown.get('own')?.live('private', 'acts')).toBe(0);
  });

  test.each(['headers', 'settings'])('[G10] the live check has the calls with other %s cancelled', (form) => {
    expect(shown.get(form)?.live('private', 'acts')).toBeGreaterThan(0);
  });

  test.each(UNLISTED_HEADERS)('[G1] is found all the same: $made', ({ vector, place }) => {
    expect(found('headers')).toContain(`${vector} ${place}`);
  });

  test.each(UNLISTED_SETTINGS)('[G1] is found all the same: $made', ({ vector, place }) => {
    expect(found('settings')).toContain(`${vector} ${place}`);
  });

  test('[G1] what is said of it shows nobody', () => {
    const said = [...shown.values()].flatMap(({ violations }) => violations.map(({ startLine: _, ...each }) => each));

    expect(JSON.stringify(said)).not.toMatch(/wrenfield|255501|NTU1MDEw|10\.20\.30\.40|site-note|x-trace/i);
  });
});
