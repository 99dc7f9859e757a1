import { appendFile, chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENCY, PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { withheld } from '../unit/cli/product-process.ts';
import { LabUnderTest, TWO_TRUNKS, talk } from './lab-under-test.ts';
import { makePlain } from './plain-pbx.ts';

const { answers, mobile } = PUBLIC_NUMBERS;

/** Every configuration file of the agency's PBX: its bytes, mode and owner. */
async function snapshot(directory: string): Promise<ReadonlyMap<string, string>> {
  const all = (await readdir(directory, { recursive: true })).sort();
  const read = all.map(async (path): Promise<readonly [string, string]> => {
    const { mode, uid, gid } = await stat(join(directory, path));
    const bytes = path.endsWith('.conf') ? (await readFile(join(directory, path))).toString('hex') : '';
    return [path, `${mode} ${uid} ${gid} ${bytes}`];
  });
  return new Map(await Promise.all(read));
}

describe.each(['22', '16'] as const)(
  'a PBX of Asterisk %s that never heard of the product',
  { timeout: 180_000 },
  (release) => {
    let under: LabUnderTest;
    let plain: ReadonlyMap<string, string>;
    let untouched: Awaited<ReturnType<typeof withheld>>;

    beforeAll(async () => {
      under = await LabUnderTest.up(TWO_TRUNKS, release);
      untouched = await harden();
      await makePlain(under);
      await chmod(join(under.lab.agencyConfig, 'voicemail.conf'), 0o604);
      plain = await snapshot(under.lab.agencyConfig);
    });
    afterAll(async () => await under.down());

    const harden = (...words: readonly string[]) => withheld(['harden', '-c', under.lab.configPath, ...words]);

    test('has nothing left to harden where the product has set it up', () => {
      expect(untouched).toMatchObject({ code: 0, stdout: '', stderr: '' });
    });

    test('tells its carrier who calls: the test can see what hardening does', async () => {
      expect((await under.call('101', answers.number, [talk(200)])).outcome).toBe('answered');
      expect(under.faults('private')).not.toEqual([]);
    });

    test('is shown everything that would change, without a number, a name or a password, and nothing is changed', async () => {
      const { code, stdout } = await harden();

      expect(code).toBe(1);
      expect(stdout).toContain('+++ b/withheld/pjsip-doors.conf');
      expect(stdout).toContain('+#include withheld/pjsip-doors.conf');
      expect(stdout).toMatch(
        /^-use_callerid_contact = yes ; the carrier likes it\n\+use_callerid_contact = no ; the carrier likes it$/m,
      );
      for (const line of ['-rtp_timeout=30', '+rtp_timeout=0', '-timers=no', '+timers=yes', '+rtcpinterval=2000'])
        expect(stdout.split('\n')).toContain(line);
      expect(stdout).toMatch(/^\+ same => n,Goto\(withheld-out,\+61\$\{EXTEN:1\},1\) ; the way out$/m);
      expect(stdout).toMatch(/^Emergency routes:\n {2}000 from a phone in \[desk\]: .*A ROUTE OF YOURS IS REPLACED$/m);
      expect(stdout).toMatch(/^By hand:/m);
      for (const secret of [
        under.lab.credentials.ari,
        ...Object.values(under.lab.credentials.phones),
        AGENCY.siteNumber.slice(1),
        AGENCY.name,
      ])
        expect(stdout).not.toContain(secret);
      expect(await snapshot(under.lab.agencyConfig)).toEqual(plain);
    });

    test('[G3] keeps its own emergency route until somebody says otherwise', async () => {
      const { code, stdout, stderr } = await harden('--apply');

      expect(code).toBe(2);
      expect(stderr).toContain('an emergency route of yours would behave differently');
      expect(stdout).toContain('Emergency routes:');
      expect(await snapshot(under.lab.agencyConfig)).toEqual(plain);
    });

    test('is not touched while Asterisk refuses what it has already', async () => {
      const path = join(under.lab.agencyConfig, 'pjsip.conf');
      const before = await readFile(path);
      await appendFile(path, '#include nothing-there.conf\n');
      const { code, stderr } = await harden('--apply', '--emergency');
      await writeFile(path, before);
      await under.lab.agency.console('module reload res_pjsip.so');

      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing-there.conf') });
      expect(stderr).toContain('error: the PBX refuses part of its configuration as it is; nothing was changed');
      expect(await snapshot(under.lab.agencyConfig)).toEqual(plain);
    });

    test('is put back as it was, by itself, when Asterisk refuses any of it', async () => {
      // A transport that the trunk is to use and that is not there: Asterisk finds out, the configuration cannot.
      const path = under.lab.configPath;
      const config = await readFile(path, 'utf8');
      await writeFile(path, config.replace('signalling_transport: outside-t1', 'signalling_transport: outside-t9'));
      const { code, stdout, stderr } = await harden('--apply', '--emergency');
      await writeFile(path, config);

      expect(stderr).toMatch(/error: the PBX did not take the new configuration: everything was put back as it was/);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^backup {4}/m);
      expect(await snapshot(under.lab.agencyConfig)).toEqual(plain);
      expect((await under.call('101', answers.number, [talk(200)])).outcome).toBe('answered');
    });

    test('[G1] once hardened, its calls leave withheld on every path it had', async () => {
      const { code, stdout, stderr } = await harden('--apply', '--emergency');
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: 'note: res_pjsip_messaging.so is still loaded; restart Asterisk\n',
      });
      expect(stdout).toMatch(/^reloaded/m);
      await under.contactBecomes('t1', 'Avail');

      expect((await under.call('101', answers.number, [talk(200)])).outcome).toBe('answered');
      expect(under.faults('private')).toEqual([]);

      const forwarded = await under.forwarding('102', answers.number, () => under.call('101', '102', [talk(200)]));
      expect(forwarded.outcome).toBe('answered');
      expect(under.faults('private')).toEqual([]);

      const transfer = { do: 'blind-transfer', to: mobile.number } as const;
      await under.call('101', answers.number, [talk(200), transfer, talk(200)]);
      expect(under.faults('private')).toEqual([]);

      await under.forwarding('102', answers.number, () => under.survivorIsForwarded(AGENCY.dids.desk));
      // Asterisk 16 puts no user into the Contact of an answer; it names nobody, but it is not the door's.
      expect(release === '16' ? under.wordsToldToCallers(AGENCY.dids.desk) : under.faults('private')).toEqual([]);
    });

    test.each(['000', '0000', '112', '1831000'])("[G3] and %s shows the site's own number", async (dialled) => {
      expect((await under.call('101', dialled, [talk(200)])).outcome).toBe('answered');
      expect(under.invites()).toEqual(['t1: 000']);
      expect(under.faults('emergency')).toEqual([]);
    });

    test('its phones have the codes about callers; without a daemon they hear that it is not possible now', async () => {
      const code = await under.call('101', '*601', [talk(8_000)]);
      expect(code).toMatchObject({ outcome: 'answered', releasedBy: 'far-end' });
      expect(await under.leftAnyway()).toEqual([]);
    });

    test('relays no text messages once restarted, keeps no log of numbers, and mails none', async () => {
      await under.lab.agency.stop();
      await under.lab.agency.start();
      await under.contactBecomes('t1', 'Avail');
      expect(await under.lab.agency.console('module show like res_pjsip_messaging')).not.toMatch(/Running/);
      const read = (name: string) => readFile(join(under.lab.agencyConfig, name), 'utf8');
      expect(await read('logger.conf')).toContain('messages => warning,error\n');
      expect(await read('voicemail.conf')).not.toContain('@');
      expect(await read('voicemail.conf')).toContain('attach=no');
      expect((await stat(join(under.lab.agencyConfig, 'voicemail.conf'))).mode & 0o777).toBe(0o604);
    });

    test('is not changed again: a second --apply finds nothing', async () => {
      const before = await snapshot(under.lab.agencyConfig);
      expect(await harden()).toMatchObject({ code: 0 });
      const second = await harden('--apply');

      expect(second).toMatchObject({ code: 0 });
      expect(second.stdout).toContain('nothing to change');
      expect(await snapshot(under.lab.agencyConfig)).toEqual(before);
    });

    test('[G8] does not lose what somebody changed since: --revert names it and stops', async () => {
      const path = join(under.lab.agencyConfig, 'extensions.conf');
      const before = await readFile(path);
      await appendFile(path, '; mine\n');
      const stopped = await harden('--revert');

      expect(stopped.code).toBe(1);
      expect(stopped.stderr).toContain('changed since: extensions.conf');
      expect(await readFile(path, 'utf8')).toContain('; mine');
      await writeFile(path, before);
    });

    test('[G8] is put back byte for byte by --revert, and works as it did', async () => {
      const reverted = await harden('--revert');

      expect(reverted).toMatchObject({ code: 0, stderr: '' });
      expect(await snapshot(under.lab.agencyConfig)).toEqual(plain);
      expect((await under.call('101', answers.number, [talk(200)])).outcome).toBe('answered');
      expect(await harden('--revert')).toMatchObject({ code: 1, stdout: '' });
    });
  },
);
