import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { AsteriskProcess } from '../../src/lab/asterisk-process.ts';
import { freeBlock } from '../../src/lab/lab-block.ts';

/**
 * A stand-in for the asterisk program, for what a real one cannot be made to do on demand. Its `asterisk.conf` says how it behaves:
 * `ok`, `dies` while it starts, `stubborn` (ignores its console and SIGTERM). It answers `-rx` only while it runs, as the real one does.
 */
const STAND_IN = `
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
const given = process.argv.slice(2);
const configuration = given[given.indexOf('-C') + 1];
const how = readFileSync(configuration, 'utf8').trim();
const up = configuration + '.up';
const asked = given.indexOf('-rx');
if (asked >= 0) {
  try {
    process.kill(Number(readFileSync(up, 'utf8')), 0);
  } catch {
    process.exit(1);
  }
  const command = given[asked + 1];
  if (command === 'hang') { process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); }
  if (command === 'core show uptime seconds') console.log('System uptime: 1');
  if (command === 'core waitfullybooted') console.log('Asterisk has fully booted.');
  if (command === 'core stop now' && how !== 'stubborn') process.kill(Number(readFileSync(up, 'utf8')), 'SIGTERM');
} else if (how === 'dies') {
  console.error('no such module');
  process.exitCode = 3;
} else {
  process.on('SIGTERM', () => { if (how !== 'stubborn') { rmSync(up, { force: true }); process.exit(0); } });
  writeFileSync(up, String(process.pid));
  setInterval(() => undefined, 1000);
}
`;

const directories: string[] = [];
const started: AsteriskProcess[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((each) => each.signal('SIGKILL')));
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true });
});

function standIn(how: 'ok' | 'dies' | 'stubborn'): { pbx: AsteriskProcess; directory: string } {
  const directory = mkdtempSync(join(tmpdir(), 'withheld-pbx-'));
  directories.push(directory);
  mkdirSync(join(directory, 'etc'));
  mkdirSync(join(directory, 'run'));
  writeFileSync(join(directory, 'stand-in.mjs'), STAND_IN);
  writeFileSync(join(directory, 'etc/asterisk.conf'), how);
  const command = [process.execPath, join(directory, 'stand-in.mjs')];
  const pbx = new AsteriskProcess({ command, modules: '', data: '', sbin: '' }, directory);
  started.push(pbx);
  return { pbx, directory };
}

function readable(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

const pidFile = (directory: string) => join(directory, 'run/withheld-lab.pid');

test('another process finds a started PBX again by its directory alone, and can end it', async () => {
  const { pbx, directory } = standIn('ok');
  await pbx.start();
  const other = new AsteriskProcess(
    { command: [process.execPath, join(directory, 'stand-in.mjs')], modules: '', data: '', sbin: '' },
    directory,
  );
  expect(await other.pid()).toBe(await pbx.pid());
  await other.stop();
  expect(await pbx.pid()).toBeNull();
  expect(existsSync(pidFile(directory))).toBe(false);
});

test('a PBX that dies while it starts is reported with its exit code and what it wrote', async () => {
  const { pbx } = standIn('dies');
  await expect(pbx.start()).rejects.toMatchObject({
    code: 'LAB_PBX_FAILED',
    message: expect.stringContaining('exit 3: no such module'),
  });
  expect(await pbx.pid()).toBeNull();
});

test('a PBX that runs already is not started a second time', async () => {
  const { pbx } = standIn('ok');
  await pbx.start();
  const first = await pbx.pid();
  await expect(pbx.start()).rejects.toMatchObject({ code: 'LAB_PBX_FAILED' });
  expect(await pbx.pid()).toBe(first);
});

test('a PBX that ignores its console and SIGTERM is ended all the same', async () => {
  const { pbx } = standIn('stubborn');
  await pbx.start();
  const pid = await pbx.pid();
  await pbx.stop();
  expect(await pbx.pid()).toBeNull();
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
});

test('a suspended PBX still counts as running, and stopping it works', async () => {
  const { pbx } = standIn('ok');
  await pbx.start();
  await pbx.signal('SIGSTOP');
  expect(await pbx.pid()).not.toBeNull();
  await pbx.stop();
  expect(await pbx.pid()).toBeNull();
});

test('a killed PBX counts as gone although its pid file stays, and starts again', async () => {
  const { pbx, directory } = standIn('ok');
  await pbx.start();
  await pbx.signal('SIGKILL');
  await expect.poll(() => pbx.pid()).toBeNull();
  expect(existsSync(pidFile(directory))).toBe(true);
  await pbx.start();
  expect(await pbx.pid()).not.toBeNull();
});

test('a pid file that names a stranger never lets the stranger be stopped or signalled', async () => {
  const { pbx, directory } = standIn('ok');
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  try {
    writeFileSync(pidFile(directory), String(stranger.pid));
    expect(await pbx.pid()).toBeNull();
    await pbx.stop();
    await pbx.signal('SIGKILL');
    await pause(100);
    expect(stranger.exitCode).toBeNull();
    expect(stranger.signalCode).toBeNull();
  } finally {
    stranger.kill('SIGKILL');
  }
});

test.each(['', 'x', '-1', '0', '1', '1.5', '99999999'])('a pid file with %j in it names nobody', async (text) => {
  const { pbx, directory } = standIn('ok');
  writeFileSync(pidFile(directory), text);
  expect(await pbx.pid()).toBeNull();
  await pbx.stop();
});

test('a free block is a loopback block, and two asked for at once differ', async () => {
  const [one, two] = await Promise.all([freeBlock(), freeBlock()]);
  expect(one).toMatch(/^127\.\d{1,3}\.\d{1,3}$/);
  expect(two).not.toBe(one);
});

test('starting a PBX leaves no file of it open in this process', async () => {
  const { pbx } = standIn('ok');
  const open = () =>
    readdirSync('/proc/self/fd').filter((name) => readable(`/proc/self/fd/${name}`).endsWith('/output.txt'));
  await pbx.start();
  expect(open()).toEqual([]);
});

test('the console of a frozen PBX gives up, even when its own process ignores SIGTERM', async () => {
  const { pbx } = standIn('ok');
  await pbx.start();
  await pbx.signal('SIGSTOP');
  await expect(pbx.console('hang')).rejects.toThrow();
}, 20_000);
