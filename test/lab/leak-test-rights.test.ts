import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, type LabTrunk } from '../../src/lab/lab-plan.ts';
import { LeakTestedLab } from './leak-tested-lab.ts';

const TRUNKS: readonly LabTrunk[] = [
  { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' },
  { id: 't2', profile: 'account-from', transport: 'tcp', access: 'address' },
];

describe('the leak test with the rights of other programs', () => {
  let tested: LeakTestedLab;
  const conf = () => join(tested.under.lab.agencyConfig, 'manager.conf');

  beforeAll(async () => {
    tested = await LeakTestedLab.up(TRUNKS);
    const managers = await readFile(conf(), 'utf8');
    const config = await readFile(tested.under.lab.configPath, 'utf8');
    const spool = join(tested.under.lab.directory, 'agency/spool');
    await mkdir(join(spool, 'outgoing'), { recursive: true });
    await writeFile(join(tested.under.lab.directory, 'prober'), 'try-it', { mode: 0o600 });
    const user = '[prober]\nsecret=try-it\ndeny=0.0.0.0/0.0.0.0\npermit=127.0.0.0/255.0.0.0\nwrite=originate\n';
    await writeFile(conf(), `${managers}\n${user}`);
    await tested.under.lab.agency.console('module reload manager');
    const rights = [
      `  spool: ${spool}`,
      '  originate:',
      '    username: prober',
      `    password: { file: ${join(tested.under.lab.directory, 'prober')} }`,
    ];
    await writeFile(tested.under.lab.configPath, config.replace(/^leak_tests:$/m, `leak_tests:\n${rights.join('\n')}`));
  });
  afterEach(async () => await tested.restore());
  afterAll(async () => await tested.down());

  const ways = ['originate-ami', 'originate-callfile'] as const;

  test.each(ways)('[G1] [G6] %s shows no more than the door does', async (way) => {
    const { report } = await tested.leakTest('--door', 'private', '--path', way);

    expect(report?.paths.map(({ trunk, outcome, why }) => `${trunk} ${outcome} ${why ?? ''}`)).toEqual(
      TRUNKS.map(({ id }) => `${id} clean `),
    );
    await tested.nothingLeft();
  });

  test.each(ways)('[G1] %s shows it when the door itself leaks', async (way) => {
    await tested.change('t1-private', /^from_user=.*$/m, `from_user=${AGENCY.dids.desk}`);
    const { report } = await tested.leakTest('--trunk', 't1', '--door', 'private', '--path', way);

    expect(report?.paths.map(({ outcome }) => outcome)).toEqual(['leaked']);
    expect(report?.paths.flatMap(({ findings }) => findings.map(({ vector }) => vector))).toContain('from-user');
    await tested.nothingLeft();
  });

  test('a call file where we may not write is said to be closed, and none is left', async () => {
    const spool = join(tested.under.lab.directory, 'agency/spool');
    await writeFile(
      tested.under.lab.configPath,
      (await readFile(tested.under.lab.configPath, 'utf8')).replace(`spool: ${spool}`, `spool: ${spool}/nowhere`),
    );
    const { report } = await tested.leakTest('--trunk', 't1', '--door', 'private', '--path', 'originate-callfile');

    expect(report?.paths.map(({ outcome, why }) => `${outcome} ${why}`)).toEqual([
      'closed the PBX refuses it (this user may not write call files: ENOENT)',
    ]);
    expect((await readdir(spool, { recursive: true })).filter((name) => name.endsWith('.call'))).toEqual([]);
  });

  describe('with the daemon, which sees what goes to the carrier alone', () => {
    beforeAll(async () => await tested.under.daemon.start());
    afterAll(async () => await tested.under.daemon.stop());

    test('[G1] a registration is clean', async () => {
      const { report } = await tested.leakTest('--path', 'register');

      expect(report?.paths.map(({ trunk, outcome, why }) => `${trunk} ${outcome} ${why ?? ''}`)).toEqual([
        't1 clean ',
        't2 not-run this trunk does not register',
      ]);
    });

    test('[G1] a registration that shows a number of the agency as its Contact is a leak', async () => {
      await tested.edit(
        tested.doors.replace(
          /(\[t1-registration\]\n[\s\S]*?\n)contact_user=.*\n/,
          `$1contact_user=${AGENCY.dids.desk}\n`,
        ),
      );
      const { code, report } = await tested.leakTest('--trunk', 't1', '--path', 'register');

      expect(code).toBe(1);
      expect(report?.paths).toMatchObject([{ outcome: 'leaked', findings: [{ message: 'REGISTER' }] }]);
      expect(report?.paths[0]?.findings[0]?.rows).toContain('C1');
    });
  });

  test('a registration is not tried while the daemon does not run', async () => {
    const { report } = await tested.leakTest('--trunk', 't1', '--path', 'register');

    expect(report?.paths.map(({ outcome, why }) => `${outcome} ${why}`)).toEqual([
      'not-run the wire check was not asked: the daemon does not answer on its console',
    ]);
  });
});
