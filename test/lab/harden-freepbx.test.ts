import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { withheld } from '../unit/cli/product-process.ts';
import { FREEPBX_OWN, makeFreePbx } from './freepbx-pbx.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const { answers, mobile } = PUBLIC_NUMBERS;

describe('a PBX that FreePBX writes the files of', { timeout: 180_000 }, () => {
  let under: LabUnderTest;
  let own: readonly string[];

  const ownFiles = () => Promise.all(FREEPBX_OWN.map((name) => readFile(join(under.lab.agencyConfig, name), 'utf8')));
  const harden = (...words: readonly string[]) => withheld(['harden', '-c', under.lab.configPath, ...words]);

  beforeAll(async () => {
    under = await LabUnderTest.up();
    await makeFreePbx(under);
    own = await ownFiles();
  });
  afterAll(async () => await under.down());

  test('calls out through its trunk and tells who calls: the test can see what hardening does', async () => {
    await under.call('101', answers.number, [talk(200)]);
    expect(under.faults('private')).not.toEqual([]);
  });

  test('is known by its files, and only files that it leaves to people would change', async () => {
    const { code, stdout } = await harden('--json');
    const plan = JSON.parse(stdout) as { kind: string; changes: { path: string }[]; byHand: string[] };

    expect(code).toBe(1);
    expect(plan.kind).toBe('freepbx');
    const others = plan.changes.map(({ path }) => path).filter((path) => !path.startsWith('withheld/'));
    expect(others).toEqual(['extensions_custom.conf', 'pjsip_custom.conf', 'pjsip_custom_post.conf']);
    expect(plan.byHand.join('\n')).toMatch(/direct_media=no for 3 phones/);
  });

  test('[G3] says that its emergency route is replaced, and asks first', async () => {
    const { code, stdout } = await harden('--apply');

    expect(code).toBe(2);
    expect(stdout).toMatch(
      /^ {2}000 from a phone in \[from-internal\]: now found at \[outrt-1\].*A ROUTE OF YOURS IS REPLACED$/m,
    );
  });

  test('[G1] once hardened, a call through the hook leaves by the private door', async () => {
    const applied = await harden('--apply', '--emergency');
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(await ownFiles()).toEqual(own);
    await under.contactBecomes('t1', 'Avail');

    expect((await under.call('101', answers.number, [talk(200)])).outcome).toBe('answered');
    expect(under.faults('private')).toEqual([]);
  });

  test('[G1] and so do a forward and a blind transfer', async () => {
    const forwarded = await under.forwarding('102', answers.number, () => under.call('101', '102', [talk(200)]));
    expect(forwarded.outcome).toBe('answered');
    expect(under.faults('private')).toEqual([]);

    await under.call('101', answers.number, [talk(200), { do: 'blind-transfer', to: mobile.number }, talk(200)]);
    expect(under.invites().length).toBeGreaterThan(0);
    expect(under.faults('private')).toEqual([]);
  });

  test.each(['000', '0000', '112'])("[G3] %s shows the site's own number", async (dialled) => {
    expect((await under.call('101', dialled, [talk(200)])).outcome).toBe('answered');
    expect(under.invites()).toEqual(['t1: 000']);
    expect(under.faults('emergency')).toEqual([]);
  });

  test('its phones have the codes about callers; without a daemon they hear that it is not possible now', async () => {
    const code = await under.call('101', '*601', [talk(8_000)]);
    expect(code).toMatchObject({ outcome: 'answered', releasedBy: 'far-end' });
    expect(await under.leftAnyway()).toEqual([]);
  });

  test("[G3] an emergency number that reaches FreePBX's own route all the same goes through our door", async () => {
    under.farEnd.clear();
    await under.lab.agency.console('channel originate Local/000@outrt-1/n application Wait 1');
    await under.until(() => under.answered() > 0);
    await under.hangUpAll();
    await under.quiet();

    expect(under.faults('emergency')).toEqual([]);
  });

  test('is not changed again, and is put back byte for byte', async () => {
    expect(await harden()).toMatchObject({ code: 0 });
    expect((await harden('--apply')).stdout).toContain('nothing to change');
    expect(await harden('--revert')).toMatchObject({ code: 0 });
    expect(await ownFiles()).toEqual(own);
    expect(await readFile(join(under.lab.agencyConfig, 'extensions_custom.conf'), 'utf8')).toMatch(
      /^; mine\n[^#]*Echo\(\)\n$/,
    );
  });
});
