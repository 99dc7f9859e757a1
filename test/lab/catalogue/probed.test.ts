import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabTrunk } from '../../../src/lab/lab-plan.ts';
import type { LeakTestReport } from '../../../src/leaks/tester/report.ts';
import { withheld } from '../../unit/cli/product-process.ts';
import { LabUnderTest } from '../lab-under-test.ts';
import { HandEditedPbx } from './hand-edits.ts';
import { PROBED_ROWS } from './probed-rows.ts';

const TRUNKS: readonly LabTrunk[] = [{ id: 't1', profile: 'rfc3325', transport: 'udp', access: 'address' }];
const SECRETS = /wrenfield|marigold|philippa|rosalind|2555010/i;

describe('a PBX on which many settings are wrong at once, before the leak test', () => {
  let under: LabUnderTest;
  let pbx: HandEditedPbx;
  let report: LeakTestReport | null = null;

  beforeAll(async () => {
    under = await LabUnderTest.up(TRUNKS);
    pbx = new HandEditedPbx(under.lab);
  });
  afterAll(async () => await under.down());

  async function leakTest(): Promise<LeakTestReport> {
    const { stdout, stderr } = await withheld(['leak-test', '--config', under.lab.configPath, '--json']);
    expect(`${stdout}${stderr}`).not.toMatch(SECRETS);
    return JSON.parse(stdout) as LeakTestReport;
  }

  const globals = async (set: boolean) => {
    for (const [name, value] of PROBED_ROWS.flatMap(({ global }) => (global === undefined ? [] : [global])))
      await under.lab.agency.console(`dialplan set global ${name} "${set ? value : ''}"`);
  };

  test("[G1] it is clean with the product's own files", async () => {
    const { verdict, paths, reasons } = await leakTest();

    expect(reasons).toEqual([]);
    expect(verdict).toBe('clean');
    expect(paths.flatMap(({ findings }) => findings)).toEqual([]);
  });

  test('[G1] it leaks, and says so', async () => {
    await pbx.make({ files: PROBED_ROWS.flatMap(({ edits }) => edits) });
    await globals(true);
    report = await leakTest();
    await globals(false);
    await pbx.undo();

    expect(report.verdict).toBe('leaked');
  });

  test.each(PROBED_ROWS)('[G1] $row is named in the report, by its path: $made', ({ row, path, vector }) => {
    const walked = report?.paths.filter((each) => each.path === path) ?? [];
    const findings = walked.flatMap((each) => each.findings);

    expect(walked.map(({ outcome }) => outcome)).toContain('leaked');
    expect(findings.filter((each) => each.vector === vector).flatMap(({ rows }) => rows)).toContain(row);
  });
});
