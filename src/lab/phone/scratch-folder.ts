import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = /^sipp-(\d+)-(\d+)-/;

/** When a process started, in the kernel's ticks: with its pid it names the process for good. `null` when there is none of that pid. */
async function startOf(pid: string): Promise<string | null> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The program's name in brackets may hold anything; start time is field 22, the 20th behind it (proc(5)).
  return status?.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** Makes a private folder for one run of SIPp. Its name says which process made it. */
export async function makeScratchFolder(directory: string): Promise<string> {
  const own = String(process.pid);
  const folder = await mkdtemp(join(directory, `sipp-${own}-${(await startOf(own)) ?? '0'}-`));
  await chmod(folder, 0o700);
  return folder;
}

/** Removes the folders below `directory` whose makers have ended: they hold passwords. */
export async function clearScratch(directory: string): Promise<void> {
  for (const path of await readdir(directory, { recursive: true }).catch(() => [])) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const [, pid, start] = NAME.exec(name) ?? [];
    const isOld = /^sipp-[^-]*$/.test(name);
    const isLeft = isOld || (pid !== undefined && (await startOf(pid)) !== start);
    if (isLeft) await rm(join(directory, path), { recursive: true, force: true });
  }
}
