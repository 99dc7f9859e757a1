import { execFile } from 'node:child_process';

/** What a process that hears a message may use. */
export interface Limits {
  /** Bytes of private memory: what it allocates, not the files it maps. */
  readonly memory: number;
  /** Of processor time, over all threads. */
  readonly seconds: number;
  /** How far it stands back at the processor: 19 is behind everybody. */
  readonly nice: number;
}

const PATIENCE_MS = 5_000;

/**
 * The words in front of a program that hears a message (util-linux; prlimit(1), unshare(1), setpriv(1)):
 * no core dump, because it would hold the message; no byte onto any disk, because every file would be larger than allowed (RLIMIT_FSIZE); memory by
 * RLIMIT_DATA, since the address space that a JavaScript engine reserves says nothing of what it uses; gone when the daemon is gone. `alone`: in a network of its own, where nobody is.
 */
export function sandboxWords({ memory, nice, seconds }: Limits, alone: boolean): readonly string[] {
  const limits = ['--core=0', '--fsize=0', `--data=${memory}`, `--cpu=${seconds}`, '--nofile=256'];
  const network = alone ? ['unshare', '--user', '--net', '--'] : [];
  const life = ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL', '--'];
  return ['prlimit', ...limits, '--', ...network, ...life, 'nice', '-n', String(nice)];
}

/** Whether such a process can be started on this machine. Some forbid user namespaces, and then no engine is ever started. */
export async function canBe(alone: boolean): Promise<boolean> {
  const [program = '', ...words] = [...sandboxWords({ memory: 64 * 1024 * 1024, seconds: 5, nice: 19 }, alone), 'true'];
  return await new Promise((resolve) => {
    execFile(program, words, { timeout: PATIENCE_MS, env: {} }, (error) => resolve(error === null));
  });
}
