import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Backup } from '../../../../src/cli/harden/backup.ts';

let home: string;
let etc: string;
let above: string;
const at = (name: string) => join(etc, name);
const change = (path: string, before: string | null, changed: string) => ({ path, before, after: changed });
const opened = async () => {
  const backup = await Backup.last(above);
  if (!(backup instanceof Backup)) throw backup;
  return backup;
};

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'withheld-backup-'));
  etc = join(home, 'etc');
  above = join(home, 'storage/harden');
  mkdirSync(etc);
  writeFileSync(at('a.conf'), Buffer.from([0x5b, 0x61, 0x5d, 0xff, 0x0a]));
  chmodSync(at('a.conf'), 0o604);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const CHANGES = [change('withheld/new.conf', null, '[new]\n'), change('a.conf', '[a]\xff\n', '[a]\xff\nkey=1\n')];

async function applied(): Promise<Backup> {
  const backup = await Backup.make(above, etc, CHANGES);
  await backup.write(CHANGES);
  return backup;
}

describe('a backup', () => {
  it('is closed to everybody else, and knows what was there before and what came after', async () => {
    const { path, manifest } = await Backup.make(above, etc, CHANGES);

    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'manifest.json')).mode & 0o777).toBe(0o600);
    expect(manifest.files.map(({ path: name, before }) => [name, before === null])).toEqual([
      ['withheld/new.conf', true],
      ['a.conf', false],
    ]);
    expect(readdirSync(etc)).toEqual(['a.conf']);
  });

  it('lets files be written whole, with the mode they had; new ones are closed to others', async () => {
    await applied();

    expect(readFileSync(at('a.conf'), 'latin1')).toBe('[a]\xff\nkey=1\n');
    expect(statSync(at('a.conf')).mode & 0o777).toBe(0o604);
    expect(statSync(at('withheld/new.conf')).mode & 0o777).toBe(0o640);
    expect(statSync(at('withheld')).mode & 0o007).toBe(0);
    expect(readdirSync(etc).sort()).toEqual(['a.conf', 'withheld']);
  });

  it('puts everything back byte for byte, and takes away what was not there', async () => {
    await applied();
    const backup = await opened();
    expect(await backup.changedSince()).toEqual([]);
    await backup.putBack();

    expect([...readFileSync(at('a.conf'))]).toEqual([0x5b, 0x61, 0x5d, 0xff, 0x0a]);
    expect(statSync(at('a.conf')).mode & 0o777).toBe(0o604);
    expect(readdirSync(etc)).toEqual(['a.conf']);
    expect(await Backup.last(above)).toMatchObject({ code: 'HARDEN_NO_BACKUP' });
  });

  it('changes what a link names, and leaves the link one', async () => {
    writeFileSync(join(home, 'real.conf'), '[a]\xff\n', 'latin1');
    rmSync(at('a.conf'));
    symlinkSync(join(home, 'real.conf'), at('a.conf'));
    await applied();
    expect(lstatSync(at('a.conf')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(home, 'real.conf'), 'latin1')).toBe('[a]\xff\nkey=1\n');

    await (await opened()).putBack();
    expect(lstatSync(at('a.conf')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(home, 'real.conf'), 'latin1')).toBe('[a]\xff\n');
  });

  it('has a directory of its own, also when many are made in the same moment', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => Backup.make(above, etc, CHANGES)));

    expect(new Set(made.map(({ path }) => path)).size).toBe(20);
  });

  it('is not made when a file is no longer the one the plan was made of', async () => {
    writeFileSync(at('a.conf'), 'mine');
    await expect(Backup.make(above, etc, CHANGES)).rejects.toMatchObject({ code: 'HARDEN_CHANGED_SINCE' });
    await expect(Backup.make(above, etc, [change('b.conf', 'gone', 'x')])).rejects.toMatchObject({
      code: 'HARDEN_CHANGED_SINCE',
    });
    expect(readFileSync(at('a.conf'), 'utf8')).toBe('mine');
  });

  it('names the files that somebody changed since, also one that is gone', async () => {
    await applied();
    writeFileSync(at('withheld/new.conf'), 'mine');
    expect(await (await opened()).changedSince()).toEqual(['withheld/new.conf']);
    rmSync(at('a.conf'));
    expect(await (await opened()).changedSince()).toEqual(['withheld/new.conf', 'a.conf']);
  });

  it.each([
    ['a file in it was changed', (path: string) => writeFileSync(join(path, 'files/a.conf'), 'other')],
    ['a file in it is gone', (path: string) => rmSync(join(path, 'files/a.conf'))],
    ['its list is no list', (path: string) => writeFileSync(join(path, 'manifest.json'), '{"version":1}')],
    ['its list is cut off', (path: string) => writeFileSync(join(path, 'manifest.json'), '{"ver')],
    [
      'its list leads out of the directory',
      (path: string) => {
        const list = join(path, 'manifest.json');
        writeFileSync(list, readFileSync(list, 'utf8').replace('"a.conf"', '"../a.conf"'));
      },
    ],
  ])('is not used when %s', async (_what, harm) => {
    const { path } = await applied();
    harm(path);

    expect(await Backup.open(path)).toMatchObject({ code: 'HARDEN_BACKUP_DAMAGED' });
    expect(readFileSync(at('a.conf'), 'latin1')).toBe('[a]\xff\nkey=1\n');
  });

  it('is not there where there is none', async () => {
    expect(await Backup.last(above)).toMatchObject({ code: 'HARDEN_NO_BACKUP' });
    expect(await Backup.open(home)).toMatchObject({ code: 'HARDEN_NO_BACKUP' });
  });
});
