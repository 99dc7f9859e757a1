import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DESK_PHONES } from '../../src/lab/lab-plan.ts';
import { AuditedLab } from './audited-lab.ts';
import { LabUnderTest, TWO_TRUNKS } from './lab-under-test.ts';

const DOORS = 'withheld/pjsip-doors.conf';
const DID = '+61255501001';

/** What the lab's tests call past the doors with, and people try things with: acceptable there, and nowhere else. */
const LAB_MEANS = [
  'ami-user:driver:read',
  'ami-user:driver:write',
  'ari-user:driver',
  'module:app_originate',
  'module:pbx_spool',
  'module:res_clioriginate',
];

describe('the audit of a live PBX', () => {
  let under: LabUnderTest;
  let pbx: AuditedLab;

  beforeAll(async () => {
    under = await LabUnderTest.up([
      { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' },
      { id: 't2', profile: 'account-from', transport: 'tls', access: 'address' },
    ]);
    pbx = new AuditedLab(under.lab);
  });

  afterAll(async () => await under.down());

  test('of the lab as it comes up finds the means of its tests to call past the doors, and nothing else', async () => {
    expect([...(await pbx.findings()).keys()].sort()).toEqual(LAB_MEANS);
  });

  test('takes what it cannot read for a finding', async () => {
    const config = await readFile(under.lab.configPath, 'utf8');
    await pbx.whileSet(async () => {
      await pbx.edit('voicemail.conf', (text) => `${text}\n#exec /bin/true\n`);
      await pbx.edit('hep.conf', (text) => `${text}\n#include nowhere.conf\n`);
      expect(
        await pbx.wrong({ 'not-readable:voicemail': ['unknown', 'E11'], 'not-readable:mirror': ['unknown', 'E11'] }),
      ).toEqual([]);
    });
    try {
      await writeFile(
        under.lab.configPath,
        config.replace(/^( +)directory: .*agency.etc$/m, `$1directory: ${under.lab.directory}`),
      );
      expect(await pbx.wrong({ 'not-readable:voicemail': ['unknown'], 'not-readable:pjsipFile': ['unknown'] })).toEqual(
        [],
      );
      await writeFile(under.lab.configPath, config.replace(/ {2}console:\n(?: +- .*\n)+/, '  console: [/bin/false]\n'));
      expect(
        await pbx.wrong({ 'not-readable:dialplan': ['unknown', 'A1'], 'not-readable:amiUsers': ['unknown', 'A8'] }),
      ).toEqual([]);
    } finally {
      await writeFile(under.lab.configPath, config);
    }
  });

  test('names a certificate that names the house', async () => {
    const path = join(under.lab.directory, 'certificates/pbx.pem');
    const before = await readFile(path);
    const [program = '', ...front] = under.lab.packages.command('usr/bin/openssl');
    const names = ['-subj', '/O=Wrenfield Refuge/CN=pbx', '-keyout', '/dev/null', '-out', path];
    await promisify(execFile)(
      program,
      [...front, 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names],
      {
        env: { ...process.env, OPENSSL_CONF: '/dev/null' },
      },
    );
    try {
      expect(await pbx.wrong({ 'transport-certificate:outside-t2': ['leak', 'E5'] })).toEqual([]);
      await writeFile(path, 'nothing');
      expect(await pbx.wrong({ 'transport-certificate:outside-t2': ['unknown', 'E5'] })).toEqual([]);
    } finally {
      await writeFile(path, before);
    }
  });

  test('[G7] shows no number, no name and no address of the agency, in no form of its report', async () => {
    await pbx.whileSet(async () => {
      await pbx.set(DOORS, 't1-private', { from_user: DID, callerid: `"Marigold Wrenfield" <${DID}>` });
      await pbx.edit(
        'pjsip.conf',
        (text) => `${text}\n[marigold-${DID}]\ntype=endpoint\noutbound_proxy=sip:pbx.wrenfield-refuge.internal\n`,
      );
      await pbx.edit('extensions.conf', (text) => `${text}\n[marigold]\nexten => ${DID},1,Dial(PJSIP/1@t1-private)\n`);
      await pbx.reload();
      const file = join(under.lab.directory, 'audit.sarif');
      const reports = [await pbx.command(), await pbx.command('--json'), await pbx.command('--sarif', file)];
      const all = [...reports.map(({ stdout, stderr }) => stdout + stderr), await readFile(file, 'utf8')].join('\n');

      expect(reports.map(({ code }) => code)).toEqual([1, 1, 1]);
      expect(all).toContain('door-option:t1-private:from_user');
      expect(all).toContain('dial-door:m…(8 characters):t1-private');
      expect(all).not.toMatch(/wrenfield|marigold|255501001/i);
      for (const { displayName } of DESK_PHONES) expect(all).not.toContain(displayName);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    });
  });

  test('gives a report in SARIF 2.1.0 and refuses to print two reports at once', async () => {
    const { code, stdout } = await pbx.command('--sarif', '-');
    const report = JSON.parse(stdout);
    const [run] = report.runs;

    expect(code).toBe(1);
    expect(report).toMatchObject({ version: '2.1.0', runs: [{ tool: { driver: { name: 'Withheld' } } }] });
    expect(run.results.length).toBeGreaterThan(0);
    for (const result of run.results) {
      expect(result.message.text).not.toBe('');
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
    }
    expect((await pbx.command('--json', '--sarif', '-')).code).toBe(2);
    expect((await pbx.command('--sarif', '/proc/none/report')).code).toBe(1);
  });

  test('ends with 3 when there is no PBX to look at', async () => {
    await under.lab.agency.stop();
    const { code, stdout, stderr } = await pbx.command('--json');

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('the PBX does not answer');
  });
});

test('the audit of a lab of release 16 finds the same', async () => {
  const under = await LabUnderTest.up(TWO_TRUNKS, '16');
  try {
    expect([...(await new AuditedLab(under.lab).findings()).keys()].sort()).toEqual(LAB_MEANS);
  } finally {
    await under.down();
  }
});
