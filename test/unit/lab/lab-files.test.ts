import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabFiles } from '../../../src/lab/lab-files.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'withheld-files-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const at = (path: string) => join(directory, path);
const text = (path: string) => readFileSync(at(path), 'utf8');

/** One `lab up`: the lab writes these files, each with its name and `version`. */
async function up(version: string, ...paths: readonly string[]): Promise<LabFiles> {
  const files = await LabFiles.open(directory);
  await files.place(paths.map((path) => ({ path, text: `${path} ${version}` })));
  await files.settle();
  return files;
}

describe('the files of a lab that comes up again', () => {
  it('are kept where somebody edited them, and named; the others are written anew', async () => {
    await up('one', 'etc/pjsip.conf', 'etc/extensions.conf');
    writeFileSync(at('etc/extensions.conf'), 'edited');
    const { kept, setAside } = await up('two', 'etc/pjsip.conf', 'etc/extensions.conf');

    expect({ kept, setAside }).toEqual({ kept: ['etc/extensions.conf'], setAside: [] });
    expect(text('etc/extensions.conf')).toBe('edited');
    expect(text('etc/pjsip.conf')).toBe('etc/pjsip.conf two');
    expect((await up('three', 'etc/pjsip.conf', 'etc/extensions.conf')).kept).toEqual(['etc/extensions.conf']);
  });

  it('are no longer taken for edited once the edit is taken back', async () => {
    await up('one', 'a.conf');
    writeFileSync(at('a.conf'), 'edited');
    await up('one', 'a.conf');
    writeFileSync(at('a.conf'), 'a.conf one');

    expect((await up('two', 'a.conf')).kept).toEqual([]);
    expect(text('a.conf')).toBe('a.conf two');
  });

  it('come back where somebody removed them', async () => {
    await up('one', 'a.conf');
    rmSync(at('a.conf'));

    expect((await up('two', 'a.conf')).kept).toEqual([]);
    expect(text('a.conf')).toBe('a.conf two');
  });

  it('go where the lab no longer writes them, because the PBX would read them too; edited ones stay and are named', async () => {
    await up('one', 'withheld-old.conf', 'withheld-mine.conf');
    writeFileSync(at('withheld-mine.conf'), 'edited');
    const { kept } = await up('two');

    expect(existsSync(at('withheld-old.conf'))).toBe(false);
    expect({ kept, mine: text('withheld-mine.conf') }).toEqual({ kept: ['withheld-mine.conf'], mine: 'edited' });
  });

  it('that no lab wrote are set aside, never lost', async () => {
    mkdirSync(at('etc'));
    writeFileSync(at('etc/pjsip.conf'), 'somebody else wrote this');
    const { kept, setAside } = await up('one', 'etc/pjsip.conf');

    expect({ kept, setAside }).toEqual({ kept: [], setAside: ['etc/pjsip.conf'] });
    expect(text('etc/pjsip.conf.before')).toBe('somebody else wrote this');
    expect(text('etc/pjsip.conf')).toBe('etc/pjsip.conf one');
  });

  it('are replaced, edited or not, when that is asked for', async () => {
    await up('one', 'withheld/doors.conf');
    writeFileSync(at('withheld/doors.conf'), 'edited');
    const files = await LabFiles.open(directory);
    expect(await files.edited()).toEqual(['withheld/doors.conf']);
    await files.replace([{ path: 'withheld/doors.conf', text: 'generated' }]);

    expect(text('withheld/doors.conf')).toBe('generated');
    expect(await (await LabFiles.open(directory)).edited()).toEqual([]);
  });

  it('are for their owner alone: they hold passwords', async () => {
    await up('one', 'etc/pjsip.conf');

    expect(statSync(at('etc/pjsip.conf')).mode & 0o777).toBe(0o600);
    expect(statSync(at('etc')).mode & 0o777).toBe(0o700);
  });
});
