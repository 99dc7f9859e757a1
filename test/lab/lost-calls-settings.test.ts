import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { withheld } from '../unit/cli/product-process.ts';
import { AuditedLab } from './audited-lab.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const DOORS = 'withheld/pjsip-doors.conf';
/** Longer than the shortest time after which a silent call may be ended. */
const SILENT_MS = 14_000;

describe.each(['22', '16'] as const)(
  'what noticing a lost call needs of a PBX of Asterisk %s',
  { timeout: 180_000 },
  (release) => {
    let under: LabUnderTest;
    let pbx: AuditedLab;

    const harden = (...words: readonly string[]) => withheld(['harden', '-c', under.lab.configPath, ...words]);
    const unnoticed = async () =>
      [...(await pbx.findings()).values()]
        .filter(({ severity, id }) => severity === 'unnoticed' || /rtp_timeout/.test(id))
        .map(({ id }) => id)
        .sort();

    beforeAll(async () => {
      under = await LabUnderTest.up(undefined, release);
      pbx = new AuditedLab(under.lab);
      const { configPath } = under.lab;
      const config = await readFile(configPath, 'utf8');
      await writeFile(
        configPath,
        config.replace('phone_qualify_seconds: 0', 'phone_qualify_seconds: 0\n  rtp_timeout: 10'),
      );
      const applied = await harden('--apply');
      if (applied.code !== 0) throw new Error(applied.stderr);
    });
    afterAll(async () => await under.down());

    test('is there as the product sets it up', async () => {
      expect(await unnoticed()).toEqual([]);
      const shown = await under.lab.agency.console('pjsip show endpoint t1-private');
      expect(shown).toMatch(/rtp_timeout +: 10\b/);
      expect(shown).toMatch(/rtp_timeout_hold +: 300\b/);
      expect(await under.lab.agency.console('pjsip show endpoint t1-emergency')).toMatch(/rtp_timeout +: 0\b/);
      expect(await under.lab.agency.console('pjsip show aor t1-private')).toMatch(/qualify_timeout +: 3\.0/);
    });

    test('is named by the audit where somebody set it otherwise, put right by harden, and then named no more', async () => {
      const config = await readFile(under.lab.configPath, 'utf8');
      await writeFile(under.lab.configPath, config.replace('phone_qualify_seconds: 0', 'phone_qualify_seconds: 30'));
      try {
        await pbx.set(DOORS, 't1-private', { rtp_timeout: '0', timers: 'no' });
        await pbx.set(DOORS, 't1-emergency', { rtp_timeout: '20' });
        await pbx.set('pjsip.conf', '101', { rtp_timeout: '30', rtp_timeout_hold: '60', timers: 'no' });
        await pbx.edit('rtp.conf', (text) => text.replace('rtcpinterval=2000\n', ''));
        await pbx.reload();
        await pbx.console('module unload res_hep_rtcp.so');
        const wrong = await pbx.wrong({
          'door-option:t1-private:rtp_timeout': ['unnoticed'],
          'door-option:t1-private:timers': ['unnoticed'],
          'door-option:t1-emergency:rtp_timeout': ['emergency', 'e.2'],
          'phone-option:101:rtp_timeout': ['emergency', 'e.2'],
          'phone-option:101:rtp_timeout_hold': ['emergency', 'e.2'],
          'phone-option:101:timers': ['unnoticed'],
          'phone-aor:101:qualify_frequency': ['unnoticed'],
          'phone-aor:102:qualify_frequency': ['unnoticed'],
          'rtcp:interval': ['unnoticed'],
          'mirror:rtcp': ['unnoticed'],
        });
        await pbx.console('module load res_hep_rtcp.so');
        expect(wrong).toEqual([]);

        expect(await harden('--apply')).toMatchObject({ code: 0, stderr: '' });
        expect(await unnoticed()).toEqual([]);
        expect(await under.lab.agency.console('pjsip show aor 101')).toMatch(/qualify_frequency +: 30\b/);
        expect((await harden()).code).toBe(0);
        expect(await harden('--revert')).toMatchObject({ code: 0 });
        expect(await unnoticed()).toContain('phone-option:101:timers');
      } finally {
        await pbx.whileSet(async () => undefined);
        await writeFile(under.lab.configPath, config);
      }
      expect(await unnoticed()).toEqual([]);
    });

    const silentFor = async (dialled: string): Promise<number> => {
      const began = Date.now();
      await under.call('101', dialled, [{ do: 'stay-silent', forMs: SILENT_MS }]);
      return Date.now() - began;
    };

    test('[G3] ends a call of which nothing is heard, and never an emergency call', async () => {
      const began = Date.now();
      expect((await under.call('101', PUBLIC_NUMBERS.answers.number, [talk(SILENT_MS)])).outcome).toBe('answered');
      expect(Date.now() - began).toBeGreaterThanOrEqual(SILENT_MS);

      expect(await silentFor(PUBLIC_NUMBERS.answers.number)).toBeLessThan(SILENT_MS);
      expect(await silentFor('000')).toBeGreaterThanOrEqual(SILENT_MS);
    });

    test('a phone with a timeout of its own loses a silent emergency call: that is why the audit calls it one', async () => {
      await pbx.whileSet(async () => {
        await pbx.set('pjsip.conf', '101', { rtp_timeout: '10' });
        await pbx.reload();
        expect(await silentFor('000')).toBeLessThan(SILENT_MS);
      });
    });
  },
);
