import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Backup } from '../../src/cli/harden/backup.ts';
import { newComplaints } from '../../src/cli/harden/live-pbx.ts';
import { House } from '../unit/cli/house.ts';
import { withheld } from '../unit/cli/product-process.ts';

let house: House;
let etc: string;

beforeEach(() => {
  house = new House();
  etc = join(house.directory, 'etc');
  mkdirSync(etc);
  mkdirSync(join(house.directory, 'conf.d'));
  writeFileSync(
    join(house.directory, 'conf.d/pbx.yaml'),
    `asterisk: { directory: ${etc}, console: [${join(house.directory, 'no-such-program')}] }\n`,
  );
});
afterEach(() => house.remove());

const harden = (...words: readonly string[]) => withheld(['harden', '-c', house.configPath, ...words]);

describe('withheld harden', { timeout: 20_000 }, () => {
  it('exits with 3 when the PBX cannot be asked, and changes nothing', async () => {
    const runs = await Promise.all([harden(), harden('--apply')]);

    for (const { code, stdout, stderr } of runs) {
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(/^error: the PBX does not answer on its console: [^\n]+\nhint: [^\n]+\n$/);
    }
    expect(readdirSync(etc)).toEqual([]);
  });

  it('puts a backup back also while the PBX is not there, and says that it was not read', async () => {
    const changes = [{ path: 'a.conf', before: null, after: '[a]\n' }];
    const backup = await Backup.make(join(house.directory, 'backups'), etc, changes);
    await backup.write(changes);
    const { code, stdout, stderr } = await harden('--revert', '--backup', join(house.directory, 'backups'));

    expect({ code, stdout }).toEqual({ code: 3, stdout: `put back  ${backup.path}\n` });
    expect(stderr).toContain('the PBX does not answer on its console');
    expect(readdirSync(etc)).toEqual([]);
  });

  it('shows the diff without the PBX when the release is given, and says by its exit code that there is one', async () => {
    const { code, stdout } = await harden('--asterisk-version', '22.10.1', '--json');
    const plan = JSON.parse(stdout) as { kind: string; changes: { path: string; isNew: boolean; diff: string }[] };

    expect(code).toBe(1);
    expect(plan.kind).toBe('plain');
    expect(plan.changes.find(({ path }) => path === 'pjsip.conf')).toMatchObject({
      isNew: true,
      diff: expect.stringContaining('+#include withheld/pjsip-doors.conf'),
    });
    expect(stdout).not.toContain('only-for-tests');
  });

  it.each([[['--out', 'x', '--apply']], [['--emergency']], [['--force']], [['--for', 'asterisknow']]])(
    'takes no %j',
    async (words) => {
      expect(await harden(...words)).toMatchObject({ code: 2, stdout: '' });
    },
  );

  it('says that there is no such directory, or none that can be read', async () => {
    writeFileSync(join(house.directory, 'conf.d/pbx.yaml'), `asterisk: { directory: ${etc}/none }\n`);
    expect(await harden('--asterisk-version', '22.10.1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("the PBX's configuration directory cannot be read: ENOENT"),
    });
  });
});

describe('what Asterisk says of a new configuration', () => {
  const complaint = (text: string) => ({ level: 'WARNING', source: 'config.c', text }) as const;

  it('is new unless it was said before, on whatever line', () => {
    const before = [complaint('nothing at line 7 of x.conf')];
    const after = [complaint('nothing at line 9 of x.conf'), complaint('nothing at line 9 of y.conf')];

    expect(newComplaints(before, after)).toEqual([after[1]]);
  });
});
