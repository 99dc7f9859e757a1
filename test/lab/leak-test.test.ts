import { createSocket } from 'node:dgram';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { probeLineAddress } from '../../src/call/probe.ts';
import { AGENCY, type LabTrunk } from '../../src/lab/lab-plan.ts';
import type { LeakTestReport, PathReport } from '../../src/leaks/tester/report.ts';
import { ProductProcess } from '../unit/cli/product-process.ts';
import type { LabUnderTest } from './lab-under-test.ts';
import { LeakTestedLab } from './leak-tested-lab.ts';

const TRUNKS: readonly LabTrunk[] = [
  { id: 't1', profile: 'rfc3325', transport: 'udp', access: 'register' },
  { id: 't2', profile: 'account-from', transport: 'tcp', access: 'address' },
  { id: 't3', profile: 'dialled-prefix', transport: 'udp', access: 'address' },
  { id: 't4', profile: 'rpid', transport: 'tls', access: 'address' },
];

/** Who is connected is said later in a call. */
const LATER = /^send_pai=no$([\s\S]*)^send_connected_line=no$/m;
const LATER_ON = 'send_pai=yes$1send_connected_line=yes';

describe('the leak test', () => {
  let tested: LeakTestedLab;
  let under: LabUnderTest;

  beforeAll(async () => {
    tested = await LeakTestedLab.up(TRUNKS);
    under = tested.under;
  });
  afterEach(async () => await tested.restore());
  afterAll(async () => await tested.down());

  const unclean = (paths: readonly PathReport[]) =>
    paths
      .filter(({ outcome }) => outcome !== 'clean')
      .map(({ trunk, door, path: way, outcome, why, findings }) =>
        [
          trunk,
          door,
          way,
          outcome,
          why,
          ...findings.map(({ vector, place, excerpt }) => `${vector} ${place} ${excerpt}`),
        ].join(' '),
      );

  const OPTIONAL = /^t\d \w+ (?:originate-ami closed|originate-callfile not-run|register not-run) /;

  test('[G1] is clean for every carrier profile over every transport, without the daemon', async () => {
    under.farEnd.clear();
    const { code, report } = await tested.leakTest();

    expect(report?.reasons).toEqual([]);
    expect(report?.verdict).toBe('clean');
    expect(code).toBe(0);
    expect(unclean(report?.paths ?? []).filter((line) => !OPTIONAL.test(line))).toEqual([]);
    expect(report?.controls.map(({ kind, trunk, held }) => `${kind} ${trunk} ${held}`).sort()).toEqual(
      TRUNKS.flatMap(({ id }) => [`negative ${id} true`, `positive ${id} true`]).sort(),
    );
    await tested.nothingLeft();
    // Not one of all these calls went to a carrier.
    expect(under.invites()).toEqual([]);
  });

  test('[G1] is clean while the daemon runs, which hangs up none of the probes', async () => {
    await under.daemon.start();
    const { code, report } = await tested.leakTest();
    const log = await readFile(under.daemon.outputFile, 'utf8');
    await under.daemon.stop();

    expect(report?.reasons).toEqual([]);
    expect(code).toBe(0);
    expect(log).not.toMatch(/stray-leg|quarantine/);
    await tested.nothingLeft();
  });

  test.each([
    [
      'from_user',
      't1-private',
      /^from_user=.*$/m,
      `from_user=${AGENCY.dids.desk}`,
      'policy-forgotten',
      'from-user',
      'private',
    ],
    ['contact_user', 't2-parent', /^contact_user=.*$/m, 'contact_user=101', 'decided', 'contact-user', 'parent'],
    ['sdp_session', 't3-private', /^sdp_session=.*$/m, 'sdp_session=Wrenfield', 'decided', 'secret-word', 'private'],
    [
      'send_pai and trust_id_outbound',
      't4-private',
      /^send_pai=no$([\s\S]*)^trust_id_outbound=no$/m,
      'send_pai=yes$1trust_id_outbound=yes',
      'policy-forgotten',
      'asserted-identity',
      'private',
    ],
    [
      'send_diversion',
      't1-private',
      /^send_diversion=no$/m,
      'send_diversion=yes',
      'forward-forgotten',
      'diversion',
      'private',
    ],
    [
      'send_diversion of the inbound door',
      't1-in',
      /^send_diversion=no$/m,
      'send_diversion=yes',
      'inbound-hairpin',
      'diversion-in-answer',
      'private',
    ],
    [
      'SIPREFERREDBYHDR',
      't2-private',
      /^set_var=SIPREFERREDBYHDR=\n/m,
      '',
      'transfer-forgotten',
      'referred-by',
      'private',
    ],
    ['send_pai (transfer)', 't1-private', LATER, LATER_ON, 'attended-transfer', 'secret-word', 'private'],
    ['send_pai (UPDATE)', 't1-private', LATER, LATER_ON, 'update-from-phone', 'secret-word', 'private'],
    ['send_pai (hold)', 't1-private', LATER, LATER_ON, 'hold-after-transfer', 'asserted-identity-in-answer', 'private'],
    [
      'send_rpid of the inbound door',
      't3-in',
      /^send_rpid=no$/m,
      'send_rpid=yes',
      'inbound-answered',
      'remote-party-id-in-answer',
      'in',
    ],
  ] as const)(
    '[G1] catches a change of %s by hand, and names trunk, door and way',
    async (_what, endpoint, was, becomes, way, vector, door) => {
      await tested.change(endpoint, was, becomes);
      const trunk = endpoint.slice(0, 2);
      const { code, report } = await tested.leakTest('--trunk', trunk, '--path', way);

      const found = report?.paths.find((each) => each.trunk === trunk && each.door === door && each.path === way);
      expect(report?.verdict).toBe('leaked');
      expect(code).toBe(1);
      expect(found?.outcome).toBe('leaked');
      expect(found?.findings.map((finding) => finding.vector)).toContain(vector);
      expect(found?.findings.every(({ setting }) => setting !== '')).toBe(true);
      await tested.nothingLeft();
    },
  );

  test('is inconclusive when the door that is built to leak does not', async () => {
    await tested.change('withheld-leaky-t1', /^send_pai=yes$/m, 'from_user=anonymous');
    const { code, report } = await tested.leakTest('--trunk', 't1');

    expect(report?.verdict).toBe('inconclusive');
    expect(code).toBe(1);
    expect(report?.controls.find(({ kind }) => kind === 'positive')?.held).toBe(false);
  });

  test('[G3] is inconclusive when an emergency door would not show the number of its site', async () => {
    await tested.change('t1-emergency', /^from_user=.*$/m, 'from_user=anonymous');
    const { code, report } = await tested.leakTest('--trunk', 't1');

    expect(report?.verdict).toBe('inconclusive');
    expect(code).toBe(1);
    expect(report?.reasons.join('\n')).toContain('would not show the number of the site');
  });

  test('is inconclusive when a door is not there', async () => {
    await tested.edit(tested.doors.replaceAll('[t2-parent]', '[t2-gone]'));
    const { code, report } = await tested.leakTest('--trunk', 't2', '--door', 'parent');

    expect(report?.verdict).toBe('inconclusive');
    expect(report?.partial).toBe(true);
    expect(code).toBe(1);
  });

  test('is inconclusive on a trunk over TLS whose PBX does not trust our certificate', async () => {
    const config = await readFile(under.lab.configPath, 'utf8');
    await writeFile(under.lab.configPath, config.replaceAll('/probe.', '/pbx.'));
    const { code, report } = await tested.leakTest('--trunk', 't4', '--path', 'decided');
    await writeFile(under.lab.configPath, config);

    expect(report?.verdict).toBe('inconclusive');
    expect(code).toBe(1);
    expect(report?.paths.map(({ outcome, why }) => `${outcome} ${why}`).join()).toMatch(/^not-run .*certificate/);
  });

  test('leaves nothing behind when it is interrupted', async () => {
    const run = new ProductProcess(['leak-test', '--config', under.lab.configPath, '--json']);
    // In the midst of its calls: on a busy machine it needs seconds to begin.
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (/^[1-9]\d* active channel/m.test(await under.lab.agency.console('core show channels count'))) break;
      await pause(100);
    }
    run.child.kill('SIGINT');
    const code = await run.ended;

    expect(code).toBe(1);
    expect((JSON.parse(run.stdout) as LeakTestReport).verdict).toBe('inconclusive');
    await tested.nothingLeft();
  });

  test('[G1] catches a PBX that relays text messages, and one that writes a number of the agency on every fax', async () => {
    await under.lab.agency.console('module load res_pjsip_messaging.so');
    await under.lab.agency.console(`dialplan set global LOCALSTATIONID ${AGENCY.dids.desk}`);
    const { report } = await tested.leakTest('--trunk', 't2', '--door', 'private');
    await under.lab.agency.console('module unload res_pjsip_messaging.so');
    await under.lab.agency.console('dialplan set global LOCALSTATIONID ""');

    const vectors = (way: string) =>
      report?.paths.find((each) => each.path === way)?.findings.map(({ vector, place }) => `${vector} ${place}`);
    expect(report?.verdict).toBe('leaked');
    expect(vectors('message')).toEqual(expect.arrayContaining(['message start-line', 'secret-word body']));
    expect(vectors('fax-identity')).toEqual(['fax-identity LOCALSTATIONID']);
  });

  test('says so when another program has its address', async () => {
    const taken = createSocket('udp4');
    await new Promise<void>((resolve) =>
      taken.bind({ address: probeLineAddress(under.lab.network.block, 2), port: 5099, exclusive: true }, () =>
        resolve(),
      ),
    );
    const { code, stderr } = await tested.leakTest();
    taken.close();

    expect(code).toBe(1);
    expect(stderr).toContain('an address the leak tests listen at is in use');
  });

  // Last: it ends the PBX.
  test('ends with 3 when the PBX cannot be reached', async () => {
    await under.lab.agency.stop();
    const { code } = await tested.leakTest();

    expect(code).toBe(3);
  });
});
