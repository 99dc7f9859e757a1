import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ChildJob, type ChildLine, childLine } from './child-words.ts';
import type { Limits } from './sandbox.ts';

export type ChildLimits = Limits;

/** More is no answer. It bounds what a child can make this process keep. */
const MOST_OUTPUT = 1024 * 1024;

/** What a child said until it ended, and what it means that it said no more. `unreadable`: it was ended for what it said. */
interface Listened {
  readonly lines: readonly ChildLine[];
  readonly ended: 'crashed' | 'unreadable';
}

/** Words that run `entry` with this program's own Node; a source file by way of its reader, which may keep nothing on a disk. */
function nodeWords(entry: URL): readonly string[] {
  const path = fileURLToPath(entry);
  if (!path.endsWith('.ts')) return [process.execPath, path];
  const reader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return [process.execPath, '--import', reader, path];
}

/** One process that listens to one message, from its start to its end. */
export class ChildRun {
  readonly #words: readonly string[];

  /** `front`: the words of the sandbox. */
  constructor(front: readonly string[], entry: URL) {
    this.#words = [...front, ...nodeWords(entry)];
  }

  /**
   * Never rejects. It and everything it started is gone when this settles: also when `signal` is aborted, when it says too much, or what it says is no
   * answer. Its standard error is thrown away: it may quote the message.
   */
  async run(job: ChildJob, samples: Uint8Array, signal: AbortSignal): Promise<Listened> {
    if (signal.aborted) return { lines: [], ended: 'crashed' };
    const [program = '', ...words] = this.#words;
    const child = started(program, words);
    if (child === null) return { lines: [], ended: 'crashed' };
    const end = (): void => killGroup(child);
    signal.addEventListener('abort', end);
    child.stdin.on('error', () => undefined);
    child.stdin.write(`${JSON.stringify(job)}\n`);
    child.stdin.end(samples);
    const lines = await answered(child, end);
    signal.removeEventListener('abort', end);
    return lines;
  }
}

/** `null`: the machine has no room for another process, or no descriptors; Node then throws, or gives a child without pipes. */
function started(program: string, words: readonly string[]): ChildProcessByStdio<Writable, Readable, null> | null {
  try {
    const child = spawn(program, words, {
      stdio: ['pipe', 'pipe', 'ignore'],
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', TSX_DISABLE_CACHE: '1' },
      // A group of its own: whatever it started ends with it.
      detached: true,
    });
    if (child.pid !== undefined && child.stdin !== undefined) return child;
    child.on('error', () => undefined);
    return null;
  } catch {
    return null;
  }
}

async function answered(child: ChildProcess, end: () => void): Promise<Listened> {
  const lines: ChildLine[] = [];
  let isUnreadable = false;
  let length = 0;
  let rest = '';
  const take = (chunk: string): void => {
    if (isUnreadable) return;
    length += chunk.length;
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    const read = length > MOST_OUTPUT ? [null] : parts.map(lineOf);
    for (const line of read) if (line !== null) lines.push(line);
    if (!read.includes(null)) return;
    isUnreadable = true;
    rest = '';
    end();
  };
  child.stdout?.setEncoding('utf8').on('data', take);
  await new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  // What it started and left behind.
  end();
  return { lines, ended: isUnreadable || rest !== '' ? 'unreadable' : 'crashed' };
}

function lineOf(text: string): ChildLine | null {
  try {
    return childLine.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}
