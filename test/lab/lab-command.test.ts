import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { CallReport } from '../../src/lab/call-report.ts';
import { Lab } from '../../src/lab/lab.ts';
import type { LabStatus } from '../../src/lab/lab-status.ts';
import { ProductProcess } from '../unit/cli/product-process.ts';
import { LabDirectory } from './lab-directory.ts';

const pidIn = async (directory: LabDirectory, pbx: 'agency' | 'carrier') =>
  Number(await readFile(join(directory.lab, pbx, 'run/withheld-lab.pid'), 'utf8'));

describe('a lab of two trunks', () => {
  let directory: LabDirectory;
  const etc = (pbx: 'agency' | 'carrier', name: string) => join(directory.lab, pbx, 'etc', name);

  /** Breaks a file while `act` runs. */
  async function whileBroken(path: string, text: string, act: () => Promise<void>): Promise<void> {
    const whole = await readFile(path, 'utf8');
    await appendFile(path, text);
    try {
      await act();
    } finally {
      await writeFile(path, whole);
    }
  }

  beforeAll(async () => {
    directory = await LabDirectory.make();
    const up = await directory.run('up');
    expect(up, up.stderr).toMatchObject({ code: 0 });
  });

  afterAll(async () => await directory.remove());

  test('[G1] what comes up has its daemon run leak tests by itself, and calls over the public network when asked', async () => {
    const { leak_tests, canary } = parse(await readFile(join(directory.lab, 'withheld.yaml'), 'utf8'));

    expect(leak_tests).toMatchObject({ automatic: true });
    expect(canary).toMatchObject({ automatic: false });
  });

  test('a reload of sound files says so', async () => {
    expect(await directory.run('reload')).toEqual({ code: 0, stdout: 'reloaded\n', stderr: '' });
    expect(await directory.json('reload')).toEqual({ ok: true, refused: [] });
  });

  test.each([
    [
      'agency',
      'pjsip.conf',
      '\n[zzz\ntype=endpoint\n',
      /^agency: WARNING config\.c: .*no closing '\]', line \d+ of .*agency\/etc\/pjsip\.conf$/m,
    ],
    [
      'agency',
      'pjsip.conf',
      '\n[zzz]\ntype=endpoint\nno_such=1\n',
      /^agency: ERROR res_sorcery_config\.c: .*'endpoint' with id 'zzz'/m,
    ],
    [
      'agency',
      'extensions.conf',
      '\n[zzz]\nexten => 5,x,NoOp()\n',
      /^agency: WARNING pbx_config\.c: .*line \d+ of extensions\.conf$/m,
    ],
    ['agency', 'queues.conf', '\n[zzz]\nno_such=1\n', /^agency: WARNING app_queue\.c: .*queues\.conf$/m],
    ['carrier', 'extensions.conf', '\n#include nothere.conf\n', /^carrier: ERROR config\.c: .*nothere\.conf/m],
  ] as const)('a reload tells what the %s PBX refused of %s, each time it is asked', async (pbx, name, text, says) => {
    await whileBroken(etc(pbx, name), text, async () => {
      for (let time = 0; time < 2; time += 1) {
        const { code, stdout, stderr } = await directory.run('reload');

        expect({ code, stdout }, stderr).toEqual({ code: 1, stdout: '' });
        expect(stderr).toMatch(says);
        expect(stderr).toMatch(/\nerror: a PBX did not take all of its configuration\nhint: [^\n]+\n$/);
      }
    });
    expect(await directory.run('reload')).toMatchObject({ code: 0, stdout: 'reloaded\n' });
  });

  test('a reload as JSON names the PBX, the part of it that complains, and exits with 1 all the same', async () => {
    await whileBroken(etc('carrier', 'extensions.conf'), '\nexten => 5,x,NoOp()\n', async () => {
      const { code, stdout, stderr } = await directory.run('reload', '--json');

      expect(code, stderr).toBe(1);
      expect(JSON.parse(stdout)).toEqual({
        ok: false,
        refused: [
          {
            pbx: 'carrier',
            level: 'WARNING',
            source: 'pbx_config.c',
            text: expect.stringContaining('extensions.conf'),
          },
        ],
      });
    });
  });

  test('a call that the far end ends is told so, with the talk that is the default', async () => {
    const { ended } = await directory.json<CallReport>('call', '--from', '101', '--to', '0370100005');

    expect(ended).toMatchObject({ outcome: 'answered', status: 200, releasedBy: 'far-end' });
  });

  test('[G1] the report of a call holds its own messages only, whatever else goes over the trunks meanwhile', async () => {
    const running = await Lab.open(directory.lab);
    const asked = setInterval(() => {
      for (const command of ['pjsip qualify t1-private', 'pjsip send register t1-registration'])
        void running.agency.console(command).catch(() => undefined);
    }, 150);
    const report = await directory
      .json<CallReport>('call', '--from', '102', '--to', '0370100001')
      .finally(() => clearInterval(asked));

    const methods = report.farEnd.flatMap(({ startLine }) => /^([A-Z]+) sip/.exec(startLine)?.[1] ?? []);
    // A busy machine sends some of them twice.
    expect([...new Set(methods)]).toEqual(['INVITE', 'ACK', 'BYE']);
    expect(report.unreadable).toBe(0);
  });

  test('a second call meanwhile is refused, and one that was killed leaves no password behind', async () => {
    const scratch = join(directory.lab, 'scratch/phone-101');
    const words = ['lab', 'call', '--dir', directory.lab, '--from', '101', '--to', '0370100001'];
    const first = new ProductProcess([...words, '--talk', '20000']);
    await expect
      .poll(() => first.child.exitCode ?? readdir(scratch).catch(() => []), { timeout: 15_000 })
      .not.toEqual([]);

    const second = await directory.run('call', '--from', '102', '--to', '0370100001');
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/^error: something else watches this lab already[^\n]*\nhint: wait until [^\n]+\n$/);

    first.child.kill('SIGKILL');
    await first.ended;
    expect(await readdir(scratch)).not.toEqual([]);
    expect((await directory.run('call', '--from', '102', '--to', '0370100001', '--talk', '0')).code).toBe(0);
    expect(await readdir(scratch)).toEqual([]);
  });

  test('comes up again with its addresses, its passwords and what was edited, and says so', async () => {
    const before = await directory.json<LabStatus>('status');
    await appendFile(etc('agency', 'extensions.conf'), '\n[mine]\nexten => 5,1,NoOp(mine)\n');
    await directory.run('down');
    const up = await directory.run('up');

    expect(up.code, up.stderr).toBe(0);
    expect(up.stderr).toMatch(/ {2}kept as edited: agency\/etc\/extensions\.conf$/m);
    expect(up.stderr.match(/kept as edited/g)).toHaveLength(1);
    const after = await directory.json<LabStatus>('status');
    expect(after).toEqual({
      ...before,
      agency: { ...before.agency, pid: after.agency.pid },
      carrier: { ...before.carrier, pid: after.carrier.pid },
    });
    const running = await Lab.open(directory.lab);
    expect(await running.agency.console('dialplan show mine')).toContain('NoOp(mine)');
    const call = await directory.json<CallReport>('call', '--from', '103', '--to', '0370100001', '--talk', '0');
    expect(call.ended.outcome).toBe('answered');
  });

  test('a PBX that was killed is a failure of reload and of call, with exit code 3', async () => {
    process.kill(await pidIn(directory, 'carrier'), 'SIGKILL');
    const status = await directory.run('status');
    expect(status.code).toBe(3);
    expect(status.stdout).toMatch(/^carrier +down$/m);
    const reload = await directory.run('reload');
    expect(reload).toMatchObject({ code: 3, stdout: '' });
    expect(reload.stderr).toMatch(/^error: a PBX of the lab does not run, or does not answer: not running: carrier\n/);

    process.kill(await pidIn(directory, 'agency'), 'SIGKILL');
    const call = await directory.run('call', '--from', '101', '--to', '0370100001');
    expect(call).toMatchObject({ code: 3, stdout: '' });
    expect(call.stderr).toMatch(/not running: agency\nhint: /);
  });

  test('a lab built anew keeps nothing', async () => {
    const before = JSON.parse(await readFile(join(directory.lab, 'lab.json'), 'utf8'));
    expect((await directory.run('up', '--fresh')).code).toBe(0);

    const after = JSON.parse(await readFile(join(directory.lab, 'lab.json'), 'utf8'));
    expect(after.credentials.driver).not.toBe(before.credentials.driver);
    expect(await readFile(etc('agency', 'extensions.conf'), 'utf8')).not.toContain('mine');
    await directory.run('down');
  });
});
