import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markTaken, touchChanged } from '../../../src/lab/pbx-files.ts';

let lab: string;
const YEARS_AGO = new Date('2020-01-01T00:00:00Z');

const at = (name: string) => join(lab, 'agency/etc', name);
const write = (name: string) => {
  writeFileSync(at(name), 'text');
  utimesSync(at(name), YEARS_AGO, YEARS_AGO);
};
/** Which files now have another time than they were written with. */
const touched = (...names: readonly string[]) =>
  names.filter((name) => statSync(at(name)).mtimeMs > YEARS_AGO.getTime());

beforeEach(() => {
  lab = mkdtempSync(join(tmpdir(), 'withheld-touch-'));
  mkdirSync(join(lab, 'agency/etc/withheld'), { recursive: true });
  mkdirSync(join(lab, 'agency/run'));
});

afterEach(() => rmSync(lab, { recursive: true, force: true }));

describe('a PBX that is to read its configuration again', () => {
  it('reads what was changed since it took all of it, also what was put back with an old time', async () => {
    write('pjsip.conf');
    write('withheld/doors.conf');
    await pause(20);
    await markTaken(lab, 'agency', new Date());
    await pause(20);
    write('withheld/doors.conf');
    write('extensions.conf');
    write('notes.txt');
    await touchChanged(lab, 'agency');

    expect(touched('pjsip.conf', 'withheld/doors.conf', 'extensions.conf', 'notes.txt')).toEqual([
      'withheld/doors.conf',
      'extensions.conf',
    ]);
  });

  it('reads everything when nobody knows what it took, and stumbles over no link that leads nowhere', async () => {
    write('pjsip.conf');
    symlinkSync(at('none'), at('lost.conf'));
    await touchChanged(lab, 'agency');

    expect(touched('pjsip.conf')).toEqual(['pjsip.conf']);
  });
});
