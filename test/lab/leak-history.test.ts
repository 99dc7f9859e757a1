import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, trunkNumbers } from '../../src/lab/lab-plan.ts';
import { withheld } from '../unit/cli/product-process.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

/** Nothing of these may be read in anything that is kept or printed. */
const SECRETS = /wrenfield|marigold|philippa|rosalind|2555010|3701000/i;

interface Told {
  readonly tests: readonly {
    readonly reason: string;
    readonly verdict: string;
    readonly part: string;
    readonly release: string;
    readonly doors: readonly { readonly door: string; readonly verdict: string; readonly vector: string | null }[];
  }[];
  readonly findings: readonly {
    readonly trunk: string;
    readonly vector: string;
    readonly rows: readonly string[];
    readonly excerpt: string;
    readonly done: string;
  }[];
}

describe('the history of leak tests and of what was found on the wire', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up();
  });
  afterAll(async () => await under.down());

  const history = async (...words: readonly string[]) =>
    await withheld(['leak-test', '--history', '--config', under.lab.configPath, ...words]);
  const told = async (): Promise<Told> => JSON.parse((await history('--json')).stdout) as Told;

  test('says what to do while there is none', async () => {
    const { code, stderr } = await history();

    expect(code).toBe(1);
    expect(stderr).toMatch(/there is no database yet[\s\S]*start the daemon/);
  });

  test('[G10] [G7] keeps a test by hand and what the wire check found, masked, with the daemon alive or dead', async () => {
    await under.daemon.start();
    const path = join(under.lab.agencyConfig, 'withheld', 'pjsip-doors.conf');
    const doors = await readFile(path, 'utf8');
    const leaky = /(\[t1-private\]\ntype=endpoint\n[\s\S]*?\n)from_user=.*\n/;
    const changed = doors.replace(leaky, `$1from_user=${AGENCY.dids.desk.slice(1)}\n`);
    // A sign of life that fell due before the call would close the door first, and there would be no call to cancel.
    await writeFile(path, changed.replaceAll('qualify_frequency=15', 'qualify_frequency=0'));
    await under.lab.agency.console('module reload res_pjsip.so');
    await under.call('101', trunkNumbers(0).ringsOut, [talk(200)]);
    const ran = await withheld(['leak-test', '--config', under.lab.configPath, '--trunk', 't1', '--json']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe('');
    const cancelled = ({ findings }: Told) =>
      findings.find(({ done, vector }) => vector === 'from-user' && done === 'cancelled');
    const kept = await under.soon(told, (all) => all.tests.length > 0 && cancelled(all) !== undefined);

    expect(kept.tests).toMatchObject([{ reason: 'by-hand', verdict: 'leaked', part: 'partial' }]);
    expect(kept.tests[0]?.release).toMatch(/^22\.\d+\.\d+$/);
    expect(kept.tests[0]?.doors).toContainEqual({ door: 't1-private', verdict: 'leaked', vector: expect.any(String) });
    const found = cancelled(kept);
    expect(found).toMatchObject({ trunk: 't1', done: 'cancelled', rows: expect.arrayContaining(['A2']) });
    expect(found?.excerpt).toContain('[n]');

    await under.daemon.stop();
    const words = await history();
    expect(words.code).toBe(0);
    expect(words.stdout).toMatch(/by-hand\s+leaked \(a part\)[^\n]*t1-private: /);
    expect(words.stdout).toMatch(/t1-private\s+to-carrier\s+INVITE\s+leak\s+from-user/);
    const lying = await readFile(join(under.lab.directory, 'storage/history.db'), 'latin1');
    expect(`${words.stdout}${JSON.stringify(kept)}${lying}`).not.toMatch(SECRETS);
  });

  test('refuses a limit that is none', async () => {
    const { code, stderr } = await history('--limit', 'all');

    expect(code).toBe(2);
    expect(stderr).toContain('--limit takes a whole number');
  });
});
