import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../failure.ts';
import { makeScratchFolder } from './scratch-folder.ts';
import { readTrace, type TracedMessage } from './sipp-trace.ts';

export interface SippRun {
  /** Program and leading parameters that run SIPp. */
  readonly command: readonly string[];
  /** Where a private folder for this run is made. It holds a password while it lives. */
  readonly directory: string;
  /** Port 0: SIPp chooses. */
  readonly local: { readonly address: string; readonly port: number };
  readonly transport?: 'udp' | 'tcp';
  /** Files to write into the private folder before the start; parameters name them by bare name. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly parameters: readonly string[];
  /** SIPp ends by itself after this many milliseconds, and is killed 3 s later at the latest. */
  readonly limitMs: number;
  /** Write each message to disk. Off for load: it costs more than the calls. */
  readonly trace: boolean;
  /** Files of the private folder to hand back at the end. */
  readonly keep?: readonly string[];
}

export interface SippEnd {
  /** SIPp's exit status; `null` when a signal ended it. 0 and 97 (ended by the scenario) are good. */
  readonly status: number | null;
  readonly messages: readonly TracedMessage[];
  /** Lines the scenario noted. */
  readonly notes: readonly string[];
  /** Why SIPp could not run or what it complained of, one line without SIP text; `null` when nothing. */
  readonly complaint: string | null;
  /** The files asked for, those that were written. */
  readonly kept: Readonly<Record<string, string>>;
}

const MESSAGES = 'messages.log';
const NOTES = 'notes.log';
const ERRORS = 'errors.log';
const KILL_MS = 3_000;
const LISTEN_MS = 5_000;

/** What SIPp says in the ordinary course of a scenario, or quotes from a message. */
const NO_COMPLAINT =
  /^\s*$|The following events|out-of-call|jumping to label|Resolving remote host|^(?:SIP\/2\.0|[A-Z]+ sips?:)/;

/** The first complaint alone, without what SIPp quotes from messages. */
function firstComplaint(errors: string): string | null {
  const line = errors.split('\n').find((each) => !NO_COMPLAINT.test(each));
  if (line === undefined) return null;
  const plain = line.replace(/^[-\d]+[\sT]+[\d:.]+(?:[\s\d.]*:)?\s*/, '').replace(/'[^']*'?/g, '…');
  return plain.slice(0, 160).trim();
}

/** One run of SIPp, bounded in time, in a folder of its own that is removed unless SIPp failed. */
export class SippProcess {
  readonly #run: SippRun;
  #child: ChildProcess | null = null;
  #folder: string | null = null;
  #end: Promise<SippEnd> | null = null;

  constructor(run: SippRun) {
    this.#run = run;
  }

  /** Starts SIPp. Throws LAB_PHONE_FAILED when its port is taken or the program cannot be started. */
  async start(): Promise<void> {
    const { command, directory, files, limitMs, local, transport = 'udp' } = this.#run;
    // SIPp says it only after the fact, and `listening` could not tell another's port from its own.
    if (await isBound(transport, local.address, local.port))
      throw new Failure(
        'LAB_PHONE_FAILED',
        'its SIP port is taken: an earlier call of it still runs; wait for its end',
      );
    const folder = await makeScratchFolder(directory);
    this.#folder = folder;
    await Promise.all(
      Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content, { mode: 0o600 })),
    );
    const [program = '', ...leading] = command;
    const child = spawn(program, [...leading, ...this.#parameters()], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      if (words.length < 8_192) words += chunk;
    });
    const killer = setTimeout(() => child.kill('SIGKILL'), limitMs + KILL_MS);
    const exited = new Promise<number | null>((resolve) => child.once('close', (status) => resolve(status)));
    this.#end = exited.then((status) => {
      clearTimeout(killer);
      return this.#collect(folder, status, words);
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) => {
        clearTimeout(killer);
        reject(new Failure('LAB_PHONE_FAILED', 'SIPp could not be started', { cause }));
      });
    });
  }

  /** Waits until SIPp has its SIP port. Throws LAB_PHONE_FAILED when it ended or did not get that far. */
  async listening(): Promise<void> {
    const { address, port } = this.#run.local;
    const until = Date.now() + LISTEN_MS;
    while (Date.now() < until) {
      if (await isBound(this.#run.transport ?? 'udp', address, port)) return;
      if (this.#child?.exitCode !== null || this.#child.signalCode !== null) break;
      await pause(10);
    }
    const end = await this.stop();
    throw new Failure('LAB_PHONE_FAILED', end.complaint ?? 'SIPp did not open its port');
  }

  /** Settles when SIPp has ended. */
  async ended(): Promise<SippEnd> {
    return (await this.#end) ?? { status: null, messages: [], notes: [], complaint: 'SIPp was not started', kept: {} };
  }

  /** The messages so far, while it runs. */
  async messages(): Promise<readonly TracedMessage[]> {
    if (this.#folder === null) return [];
    return readTrace(await readFile(join(this.#folder, MESSAGES)).catch(() => Buffer.alloc(0)));
  }

  /** Ends SIPp, which hangs up nothing, and waits for it. Does nothing more when it has ended. */
  async stop(): Promise<SippEnd> {
    const child = this.#child;
    child?.kill('SIGTERM');
    const killer = setTimeout(() => child?.kill('SIGKILL'), KILL_MS);
    const end = await this.ended();
    clearTimeout(killer);
    return end;
  }

  #parameters(): string[] {
    const { local, transport, parameters, limitMs, trace } = this.#run;
    const port = local.port === 0 ? [] : ['-p', `${local.port}`];
    const at = ['-i', local.address, ...port, '-mi', local.address, '-ci', local.address, '-bind_local'];
    const traced = trace ? ['-trace_msg', '-message_file', MESSAGES, '-trace_logs', '-log_file', NOTES] : [];
    return [
      ...parameters,
      ...at,
      // One message, then the calls: else two NOTIFYs in one go are both answered as the second (seen with 3.8.0).
      ...(trace ? ['-max_recv_loops', '1'] : []),
      ...['-t', transport === 'tcp' ? 't1' : 'u1', '-nostdin'],
      ...['-timeout', `${Math.ceil(limitMs / 1000)}s`, '-timeout_error'],
      ...['-trace_err', '-error_file', ERRORS],
      ...traced,
    ];
  }

  async #collect(folder: string, status: number | null, words: string): Promise<SippEnd> {
    const read = (name: string) => readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    const [messages, notes, errors] = await Promise.all([read(MESSAGES), read(NOTES), read(ERRORS)]);
    const wanted = this.#run.keep ?? [];
    const kept = Object.fromEntries(
      await Promise.all(wanted.map(async (name) => [name, (await read(name)).toString('utf8')] as const)),
    );
    const good = status === 0 || status === 97;
    if (good) await rm(folder, { recursive: true, force: true });
    const complaint = good ? null : firstComplaint(`${errors.toString('utf8')}\n${words}`);
    return {
      status,
      messages: readTrace(messages),
      notes: notes.toString('utf8').split('\n').filter(Boolean),
      complaint,
      kept,
    };
  }
}

/** Whether some process has this address and port open, by the kernel's table (Linux). */
async function isBound(transport: 'udp' | 'tcp', address: string, port: number): Promise<boolean> {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  const wanted = `${bytes.reverse().join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
  const table = await readFile(`/proc/net/${transport}`, 'utf8').catch(() => '');
  return table.split('\n').some((line) => {
    const [, local, , state] = line.trim().split(/\s+/);
    return local === wanted && (transport === 'udp' || state === '0A');
  });
}
