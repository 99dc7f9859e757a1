import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallReport } from '../../src/lab/call-report.ts';
import type { DoorShown } from '../../src/lab/door-shown.ts';
import type { LabStatus } from '../../src/lab/lab-status.ts';
import { type AsteriskRelease, ensurePackages, packagedAsterisk } from '../../src/lab/packages.ts';
import { LabDirectory } from './lab-directory.ts';

let directory: LabDirectory;

beforeEach(async () => {
  directory = await LabDirectory.make();
});

afterEach(async () => await directory.remove());

/** An Asterisk as a machine would have it installed under a prefix of its own: Debian's, behind a program of one path. */
async function installAsterisk(directory: LabDirectory, release: AsteriskRelease): Promise<string> {
  const { command, modules, data } = packagedAsterisk(await ensurePackages(release, () => undefined));
  const prefix = join(directory.path, 'opt');
  const links = { 'lib/asterisk/modules': modules, 'var/lib/asterisk': data };
  for (const [path, target] of Object.entries(links)) {
    await mkdir(dirname(join(prefix, path)), { recursive: true });
    await symlink(target, join(prefix, path));
  }
  const program = join(prefix, 'sbin/asterisk');
  await mkdir(dirname(program), { recursive: true });
  await writeFile(program, `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$@"\n`);
  await chmod(program, 0o755);
  return program;
}

describe("with an Asterisk of the machine's own as the agency's PBX", () => {
  test.each([
    { release: '22', says: /^22\.\d+\.\d+/, onEndpoints: true },
    { release: '16', says: /^16\.28\./, onEndpoints: false },
  ] as const)(
    'the lab asks it for its version ($release), attaches the constants as that one needs, and a call leaves withheld',
    async ({ release, says, onEndpoints }) => {
      const program = await installAsterisk(directory, release);
      const up = await directory.run('up', '--asterisk', program);
      expect(up, up.stderr).toMatchObject({ code: 0 });

      const record = JSON.parse(await readFile(join(directory.lab, 'lab.json'), 'utf8'));
      expect(record.version).toMatch(says);
      expect(record.asterisk).toEqual({
        program,
        modules: join(directory.path, 'opt/lib/asterisk/modules'),
        data: join(directory.path, 'opt/var/lib/asterisk'),
      });
      const doors = await readFile(join(directory.lab, 'agency/etc/withheld/pjsip-doors.conf'), 'utf8');
      expect(doors.includes('set_var=PJSIP_HEADER')).toBe(onEndpoints);
      // An option that the oldest ones would refuse the registration for.
      expect(doors.includes('max_random_initial_delay=0')).toBe(onEndpoints);

      const { agency, release: named } = await directory.json<LabStatus>('status');
      expect(named).toBe(release);
      expect(agency.version).toMatch(says);
      expect(agency.ownAsterisk?.program).toBe(program);
      expect(agency.consoleCommand[0]).toBe(program);

      const report = await directory.json<CallReport>('call', '--from', '101', '--to', '0370100001', '--talk', '200');
      expect(report.ended).toEqual({ outcome: 'answered', status: 200, releasedBy: 'phone' });
      const [invite] = report.farEnd;
      expect(invite?.identity).toContainEqual({ name: 'Privacy', value: 'id' });
      expect(invite?.identity.find(({ name }) => name === 'From')?.value).toMatch(/^"Anonymous" <sip:anonymous@/);

      // Without a word about the Asterisk, the next `up` takes the same.
      await directory.run('down');
      expect((await directory.run('up')).code).toBe(0);
      expect((await directory.json<LabStatus>('status')).agency.ownAsterisk?.program).toBe(program);
      await directory.run('down');
    },
  );
});

describe('lab mode', () => {
  test('[G1] [G3] shows a call through each door of each trunk, and ends with 0 only while every one holds', async () => {
    const held = await directory.run('start', '--once', '--json');
    const lines = JSON.parse(held.stdout) as DoorShown[];

    expect(lines.map(({ trunk, door, faults }) => [`${trunk}-${door}`, faults])).toEqual(
      ['t1', 't2'].flatMap((trunk) => ['private', 'parent', 'emergency', 'in'].map((door) => [`${trunk}-${door}`, []])),
    );
    expect(held.code).toBe(0);

    // The second trunk's private door shows a desk: edited, so the lab keeps it.
    const doors = join(directory.lab, 'agency/etc/withheld/pjsip-doors.conf');
    const text = await readFile(doors, 'utf8');
    const [before = '', door = ''] = text.split(/(?=\[t2-private\]\ntype=endpoint)/);
    await writeFile(doors, `${before}${door.replace(/^from_user=.*$/m, 'from_user=101')}`);
    const leaking = await directory.run('start', '--once', '--json');
    const shown = JSON.parse(leaking.stdout) as DoorShown[];

    expect(shown.filter((each) => !each.held).map(({ trunk, door: name }) => `${trunk}-${name}`)).toEqual([
      't2-private',
    ]);
    expect(leaking.code).toBe(1);
    // Its OPTIONS or its INVITE were enough.
    expect(shown.find(({ held }) => !held)?.faults).toContain('the live check has closed the door');
  }, 300_000);
});
