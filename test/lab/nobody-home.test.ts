import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { ServeProcess } from '../../src/lab/serve-process.ts';
import { CuttableLine } from './cuttable-line.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

const run = promisify(execFile);
const { answers, seesParent } = PUBLIC_NUMBERS;

describe('with nobody home', () => {
  let under: LabUnderTest;

  beforeAll(async () => {
    under = await LabUnderTest.up();
  });
  afterAll(async () => await under.down());

  /** An ordinary call leaves withheld, one that a rule would loosen too, and an emergency call shows the site. */
  async function privateAlone() {
    for (const number of [answers.number, seesParent.number]) {
      const result = await under.call('101', number, [talk(200)]);
      expect(result, number).toMatchObject({ outcome: 'answered', status: 200 });
      expect(under.faults('private'), number).toEqual([]);
    }
    await emergencyToo();
  }

  async function emergencyToo() {
    const result = await under.call('102', '000', [talk(200)]);
    expect(result).toMatchObject({ outcome: 'answered', status: 200 });
    expect(under.faults('emergency')).toEqual([]);
  }

  test('[G2] [G3] a daemon that was never started: withheld; emergency shows the site', async () => {
    await privateAlone();
  });

  describe('after a daemon that answered', () => {
    let daemon: ServeProcess;

    beforeEach(async () => {
      daemon = new ServeProcess(under.lab);
      await daemon.start();
      await under.call('101', seesParent.number, [talk(200)]);
      expect(under.faults('parent')).toEqual([]);
    });
    afterEach(async () => {
      daemon.signal('SIGCONT');
      await daemon.stop();
    });

    test('[G2] [G3] killed (SIGKILL): withheld at once', async () => {
      daemon.signal('SIGKILL');

      await privateAlone();
    });

    test('[G2] [G3] hung with its connections open (SIGSTOP): withheld at once, within the deadline, and again when it is noticed', async () => {
      daemon.signal('SIGSTOP');
      const result = await under.call('101', seesParent.number, [talk(200)]);

      expect(result.outcome).toBe('answered');
      expect(under.faults('private')).toEqual([]);
      await privateAlone();
      daemon.signal('SIGCONT');
      expect(await daemon.ready(true, 20_000)).toBe(true);
      await under.call('101', seesParent.number, [talk(200)]);
      expect(under.faults('parent')).toEqual([]);
    });

    test('[G2] stopped in the ordinary way: the heartbeat is taken back before the daemon goes', async () => {
      await daemon.stop();

      expect(await under.lab.agency.console('dialplan show globals')).not.toMatch(/WITHHELD_BEAT=\d/);
      await privateAlone();
    });

    test('[G2] [G3] [G7] the database replaced by garbage under it: calls complete, and what was there is set aside', async () => {
      await writeFile(join(under.lab.directory, 'storage/withheld.db'), Buffer.alloc(40_960, 0x5a));
      const result = await under.call('101', answers.number, [talk(200)]);

      expect(result.outcome).toBe('answered');
      expect(under.faults('private')).toEqual([]);
      await emergencyToo();
      expect(await daemon.ready(true, 20_000)).toBe(true);
    });
  });

  test.each([
    ['AMI', 5038, 'port: 5038'],
    ['ARI', 8088, ':8088'],
  ] as const)(
    '[G2] [G3] %s cut: the daemon says so, calls leave withheld, and it comes back by itself',
    async (_link, port, written) => {
      const line = new CuttableLine(under.lab.network.inside, port + 1000, port);
      const original = await readFile(under.lab.configPath, 'utf8');
      await writeFile(
        under.lab.configPath,
        original.replace(written, written.replace(String(port), String(port + 1000))),
      );
      const daemon = new ServeProcess(under.lab);
      await line.open();
      try {
        await daemon.start();
        await line.cut();
        await privateAlone();
        expect(await daemon.ready(false, 20_000)).toBe(true);
        await privateAlone();
        await line.open();
        expect(await daemon.ready(true, 20_000)).toBe(true);
        await under.call('101', seesParent.number, [talk(200)]);
        expect(under.faults('parent')).toEqual([]);
      } finally {
        await daemon.stop();
        await line.cut();
        await writeFile(under.lab.configPath, original);
      }
    },
  );

  test('[G2] [G3] [G4] disk full: calls complete withheld, nothing is loosened that cannot be written down', async () => {
    const storage = join(under.lab.directory, 'storage');
    // A file system of its own for the database, in a mount namespace of its own, filled to the brim before the daemon starts.
    const script = `mount -t tmpfs -o size=64k tmpfs "${storage}" && chmod 700 "${storage}" && dd if=/dev/zero of="${storage}/filler" bs=1k count=64 2>/dev/null; exec "$@"`;
    await run('unshare', ['-rm', 'true']);
    const daemon = new ServeProcess(under.lab, { front: ['unshare', '-rm', 'sh', '-c', script, 'sh'] });
    await daemon.launch();
    try {
      await under.settled(daemon);
      await privateAlone();
      const ready = await fetch(new URL('readyz', daemon.consoleUrl));
      expect(ready.status).toBe(503);
      expect(await ready.text()).toContain('STORAGE_FULL');
    } finally {
      await daemon.stop();
    }
  });
});
