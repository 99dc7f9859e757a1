import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOwnAsterisk } from '../../../src/lab/own-asterisk.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'withheld-machine-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function file(path: string, text = '', mode = 0o644): string {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  chmodSync(target, mode);
  return target;
}

/** A program that says what `asterisk -V` prints. */
function program(path: string, version = 'Asterisk 22.10.1'): string {
  return file(path, `#!/bin/sh\n[ "$1" = -V ] && echo "${version}"\n`, 0o755);
}

const find = (path: string, more: { modules?: string; data?: string } = {}) =>
  findOwnAsterisk({ program: path, ...more }, root);

describe("an Asterisk of the machine's own", () => {
  it.each([
    ['is not there', () => join(root, 'usr/sbin/asterisk'), /usr\/sbin\/asterisk does not exist$/],
    ['is a directory', () => root, /is not a program$/],
    ['may not be executed', () => file('usr/sbin/asterisk'), /usr\/sbin\/asterisk may not be executed$/],
    ['is something else', () => program('usr/bin/other', 'other 1.2'), /does not say "Asterisk" and a version$/],
    ['says nothing', () => file('usr/bin/other', '#!/bin/sh\nexit 1\n', 0o755), /does not say/],
  ])('that %s is refused by its path', async (_, make, says) => {
    await expect(find(make())).rejects.toMatchObject({
      code: 'LAB_NO_SUCH_ASTERISK',
      message: expect.stringMatching(says),
    });
  });

  it.each(['13.38.3', '1.8.32.3', 'certified/13.21-cert6'])('of release %s is too old', async (version) => {
    await expect(find(program('usr/sbin/asterisk', `Asterisk ${version}`))).rejects.toMatchObject({
      code: 'LAB_ASTERISK_TOO_OLD',
      detail: expect.stringContaining(version),
    });
  });

  it('of the distribution is found by its asterisk.conf, before the usual places, and says its version', async () => {
    file('elsewhere/modules/chan_pjsip.so');
    file('usr/lib/asterisk/modules/chan_pjsip.so');
    file('usr/share/asterisk/documentation/core-en_US.xml');
    file('etc/asterisk/asterisk.conf', `[directories](!)\n;astmoddir => /no\nastmoddir => ${root}/elsewhere/modules\n`);
    const path = program('usr/sbin/asterisk');

    expect(await find(path)).toEqual({
      program: path,
      version: '22.10.1',
      modules: join(root, 'elsewhere/modules'),
      data: join(root, 'usr/share/asterisk'),
    });
  });

  it.each(['usr/lib/asterisk/modules', 'usr/lib/x86_64-linux-gnu/asterisk/modules', 'usr/local/lib/asterisk/modules'])(
    'without asterisk.conf has its modules in a usual place, %s',
    async (modules) => {
      file(`${modules}/chan_pjsip.so`);
      file('var/lib/asterisk/sounds/en/vm-goodbye.wav');

      expect(await find(program('usr/sbin/asterisk'))).toMatchObject({
        modules: join(root, modules),
        data: join(root, 'var/lib/asterisk'),
      });
    },
  );

  it("installed under a prefix of its own is not given the distribution's modules, also through a link", async () => {
    file('usr/lib/asterisk/modules/chan_pjsip.so');
    file('usr/share/asterisk/documentation/core-en_US.xml');
    file('opt/pbx/lib/asterisk/modules/chan_pjsip.so');
    file('opt/pbx/var/lib/asterisk/sounds/en/vm-goodbye.wav');
    const link = join(root, 'usr/local/sbin/asterisk');
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(program('opt/pbx/sbin/asterisk'), link);

    expect(await find(link)).toMatchObject({
      program: link,
      modules: join(root, 'opt/pbx/lib/asterisk/modules'),
      data: join(root, 'opt/pbx/var/lib/asterisk'),
    });
  });

  it('whose modules or data are nowhere is refused with the option that says where they are', async () => {
    const path = program('usr/sbin/asterisk');
    await expect(find(path)).rejects.toMatchObject({
      code: 'LAB_ASTERISK_INCOMPLETE',
      detail: expect.stringContaining('--asterisk-modules'),
    });

    file('modules/chan_pjsip.so');
    await expect(find(path, { modules: join(root, 'modules') })).rejects.toMatchObject({
      code: 'LAB_ASTERISK_INCOMPLETE',
      detail: expect.stringContaining('--asterisk-data'),
    });

    file('data/sounds/en/vm-goodbye.wav');
    expect(await find(path, { modules: join(root, 'modules'), data: join(root, 'data') })).toMatchObject({
      modules: join(root, 'modules'),
      data: join(root, 'data'),
    });
  });

  it('is not given other modules than those that were named, when nothing is in them', async () => {
    file('usr/lib/asterisk/modules/chan_pjsip.so');
    mkdirSync(join(root, 'empty'));

    await expect(find(program('usr/sbin/asterisk'), { modules: join(root, 'empty') })).rejects.toMatchObject({
      code: 'LAB_ASTERISK_INCOMPLETE',
      detail: expect.stringContaining('--asterisk-modules'),
    });
  });
});
