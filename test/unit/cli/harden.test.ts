import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePbxFiles } from '../../../src/cli/harden/out.ts';
import { House } from './house.ts';

let house: House;
let out: string;
const at = (name: string) => join(out, 'withheld', name);

beforeEach(() => {
  house = new House();
  out = join(house.directory, 'out');
});

afterEach(() => house.remove());

describe('writing the PBX files', () => {
  it('writes the generated files and the whole shipped dialplan, and nothing else', async () => {
    const shipped = readdirSync(new URL('../../../dialplan/', import.meta.url)).filter((name) =>
      name.endsWith('.conf'),
    );

    const written = await writePbxFiles(house.config(), out, '22.10.1');

    expect(written).toEqual(
      ['dialplan-data.conf', 'pjsip-doors.conf', ...shipped].map((name) => `withheld/${name}`).sort(),
    );
    expect(readdirSync(join(out, 'withheld')).sort()).toEqual(
      ['dialplan-data.conf', 'pjsip-doors.conf', ...shipped].sort(),
    );
  });

  it('closes the files that hold passwords to other users', async () => {
    await writePbxFiles(house.config(), out, '22.10.1');

    expect(statSync(at('pjsip-doors.conf')).mode & 0o007).toBe(0);
    expect(statSync(join(out, 'withheld')).mode & 0o007).toBe(0);
  });

  it('puts constant headers on the endpoints only for a release that bears it', async () => {
    await writePbxFiles(house.config(), out, '22.10.1');
    expect(readFileSync(at('pjsip-doors.conf'), 'utf8')).toContain('PJSIP_HEADER(add');

    for (const version of ['22.9.0', '16.28.0', '', 'certified/20.7-cert3', '22.10']) {
      await writePbxFiles(house.config(), out, version);
      expect(readFileSync(at('pjsip-doors.conf'), 'utf8'), version).not.toContain('PJSIP_HEADER(add');
      expect(readFileSync(at('dialplan-data.conf'), 'utf8'), version).toContain('PJSIP_HEADER(add');
    }
  });

  it('replaces a link instead of writing through it', async () => {
    const elsewhere = join(house.directory, 'elsewhere');
    mkdirSync(join(out, 'withheld'), { recursive: true });
    writeFileSync(elsewhere, 'untouched');
    symlinkSync(elsewhere, at('pjsip-doors.conf'));

    await writePbxFiles(house.config(), out, '22.10.1');

    expect(readFileSync(elsewhere, 'utf8')).toBe('untouched');
  });

  it('gives up at once where no directory can be made', async () => {
    for (const nowhere of ['/proc/withheld-test', join(house.configPath, 'out'), join(out, 'two', 'deep')]) {
      expect(await writePbxFiles(house.config(), nowhere, '22.10.1'), nowhere).toMatchObject({
        code: 'OUTPUT_UNWRITABLE',
      });
    }
  });

  it('says that it cannot write, by a code, and leaves no draft behind', async () => {
    mkdirSync(join(out, 'withheld', 'pjsip-doors.conf'), { recursive: true });

    expect(await writePbxFiles(house.config(), out, '22.10.1')).toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    expect(readdirSync(join(out, 'withheld'))).toEqual(['pjsip-doors.conf']);
  });
});
