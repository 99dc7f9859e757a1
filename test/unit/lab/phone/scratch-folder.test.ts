import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearScratch, makeScratchFolder } from '../../../../src/lab/phone/scratch-folder.ts';

let scratch: string;
let phone: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'withheld-scratch-'));
  phone = join(scratch, 'phone-101');
  mkdirSync(phone);
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function leave(name: string): void {
  mkdirSync(join(phone, name));
  writeFileSync(join(phone, name, 'register.xml'), 'a password');
}

/** The name of a folder that a process made, with the start time the kernel gives it. */
function nameOf(pid: number): string {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return `sipp-${pid}-${status.slice(status.lastIndexOf(')') + 2).split(' ')[19]}-abcdef`;
}

test('a scratch folder is for its owner alone and names the process that made it', async () => {
  const folder = await makeScratchFolder(phone);

  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(basename(folder).slice(0, -6)).toBe(nameOf(process.pid).slice(0, -6));
});

test('folders of processes that were killed are removed with the passwords in them', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  await once(child, 'spawn');
  leave(nameOf(child.pid ?? 0));
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  await clearScratch(scratch);

  expect(readdirSync(phone)).toEqual([]);
});

test('a folder of a process whose number another one has now is removed', async () => {
  leave(`sipp-${process.pid}-1-abcdef`);
  await clearScratch(scratch);

  expect(readdirSync(phone)).toEqual([]);
});

test('folders of calls that still run are left alone, and so is what is no scratch folder', async () => {
  const folder = await makeScratchFolder(phone);
  mkdirSync(join(scratch, 'phone-102'));
  writeFileSync(join(scratch, 'notes'), '');
  await clearScratch(scratch);

  expect(readdirSync(phone)).toEqual([basename(folder)]);
  expect(readdirSync(scratch)).toEqual(['notes', 'phone-101', 'phone-102']);
});

test('folders as an earlier version named them are removed', async () => {
  leave('sipp-DVqY1v');
  await clearScratch(scratch);

  expect(readdirSync(phone)).toEqual([]);
});

test('there being no scratch at all is nothing to clear', async () => {
  await expect(clearScratch(join(scratch, 'none'))).resolves.toBeUndefined();
});
