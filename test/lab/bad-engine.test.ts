import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { opened } from '../../src/adapters/sealing/age-opener.ts';
import { DatabaseGuest } from '../../src/adapters/sqlite/guest.ts';
import { VOICEMAIL } from '../../src/adapters/sqlite/schema.ts';
import { Failure } from '../../src/failure.ts';
import { recogniser } from '../recogniser.ts';
import { SECURED_DID, SecuredLab } from './secured-lab.ts';

const CALL_S = 11;
/** More than a message of ten minutes takes, twice. */
const MOST_GROWTH_MB = 80;
/** Every question to the daemon is answered well before a caller would notice. */
const SLOWEST_MS = 1_000;

describe('an engine that misbehaves', { timeout: 240_000 }, () => {
  let house: SecuredLab;
  let directory = '';

  beforeAll(async () => {
    const { command, model, sha256 } = await recogniser();
    directory = await mkdtemp(join(tmpdir(), 'withheld-mood-'));
    await writeFile(join(directory, 'mood'), 'exec "$@"');
    house = await SecuredLab.up({
      transcriber: {
        engine: 'pocketsphinx',
        command: ['sh', '-c', `. ${directory}/mood`, 'sh', ...command],
        model,
        sha256,
        least_confidence_percent: 0,
        allow_unfit_engine_for_tests: true,
      },
    });
    await house.under.daemon.start();
    await house.enrol();
    const sql = 'UPDATE mailbox SET owner_enrolled = 1, strong_login = 1, auto_lock = 1, transcript_wanted = 1';
    const storage = join(house.under.lab.directory, 'storage');
    const failure = await new DatabaseGuest(storage, VOICEMAIL).write([{ sql, params: [] }]);
    if (failure !== null) throw failure;
  });
  afterAll(async () => {
    await house.down();
    await rm(directory, { recursive: true, force: true });
  });

  const daemonMb = async () => {
    const status = await readFile(`/proc/${house.under.daemon.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
  };

  /** The longest that the daemon took to say that it lives, and the most memory it had, until the message was there. */
  async function worst(
    until: () => Promise<boolean>,
  ): Promise<{ readonly milliseconds: number; readonly megabytes: number }> {
    let [milliseconds, megabytes] = [0, 0];
    for (const end = Date.now() + 150_000; Date.now() < end && !(await until()); ) {
      const asked = Date.now();
      await fetch(new URL('healthz', house.under.daemon.consoleUrl));
      milliseconds = Math.max(milliseconds, Date.now() - asked);
      megabytes = Math.max(megabytes, await daemonMb());
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return { milliseconds, megabytes };
  }

  test.each([
    ['hangs', 'exec sleep 600', 'late'],
    ['dies at once', 'kill -9 $$', 'engine-failed'],
    ['writes without end', 'exec yes something', 'engine-failed'],
    ['takes all the memory it can get', 'a=x; while :; do a=$a$a; done', 'engine-failed'],
  ])(
    'one that %s leaves the daemon as it was, and the message is sealed without a transcript',
    async (_, mood, why) => {
      await writeFile(join(directory, 'mood'), mood);
      const before = new Set((await house.messages()).map(({ id }) => id));
      const memory = await daemonMb();
      await house.speaks(SECURED_DID, CALL_S);
      const fresh = async () => (await house.messages()).filter(({ id }) => !before.has(id));
      const { megabytes, milliseconds } = await worst(async () => (await fresh()).length > 0);

      const [message, ...others] = await fresh();
      if (message === undefined || others.length > 0) throw new Error(`${others.length} messages`);
      const sealed = await house.shelf.read(message);
      const clear = sealed instanceof Failure ? sealed : await opened(sealed, house.owner.text);
      if (clear instanceof Failure) throw clear;
      expect(JSON.parse(clear.facts)).toMatchObject({ transcript: null, no_transcript: why });
      expect(megabytes - memory).toBeLessThan(MOST_GROWTH_MB);
      expect(milliseconds).toBeLessThan(SLOWEST_MS);
      await house.under.soon(
        () => house.recorded(),
        (files) => files.size === 0,
      );
      expect((await house.recorded()).size).toBe(0);
      expect(await readdir(directory)).toEqual(['mood']);
    },
  );
});
