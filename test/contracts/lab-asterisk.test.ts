import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AsteriskProcess } from '../../src/lab/asterisk-process.ts';

const DYING = fileURLToPath(new URL('./fakes/dying-pbx.mjs', import.meta.url));

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'withheld-dying-'));
});
afterEach(async () => await rm(directory, { recursive: true, force: true }));

test('a PBX of the lab counts as stopped when its process is gone, not when it has lost its command line', async () => {
  const pbx = new AsteriskProcess(
    { command: [process.execPath, DYING, directory], modules: '', data: '', sbin: '' },
    directory,
  );
  await pbx.start();
  const pid = await pbx.pid();
  await pbx.stop();

  expect(pid).not.toBeNull();
  expect(existsSync(`/proc/${pid}/task/${pid}/fd/0`)).toBe(false);
  expect(await pbx.pid()).toBeNull();
});
