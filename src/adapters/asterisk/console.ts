import { execFile } from 'node:child_process';
import type { PbxAnswer } from '../../ports/pbx.ts';
import { isWireSafe } from './wire-text.ts';

const DEADLINE_MS = 10_000;
const LONGEST_OUTPUT = 16 * 1024 * 1024;
/** What Asterisk's console says, on either stream, when no Asterisk listens on the socket or we may not use it (22.10.1, 16.28). */
const NOT_CONNECTED = /Unable to connect to remote asterisk/;
/** How Asterisk says no to a command: it knows none of that name, or a module that brings it is not loaded. */
const NO_SUCH_COMMAND = /^No such command /m;
const WHY = {
  late: 'no answer in time',
  long: 'the answer is too long',
  connect: 'unable to connect to the console',
  program: 'the console command cannot be run',
  unsafe: 'unsafe text',
  unknownCommand: 'no such command',
  failed: 'the console command failed',
} as const;

/** Why a console gave no answer, in words that quote nothing of the PBX. */
export type ConsoleTrouble = (typeof WHY)[keyof typeof WHY];

function troubleOf(error: Error & { code?: unknown; killed?: boolean }, output: string): ConsoleTrouble {
  if (NOT_CONNECTED.test(output)) return WHY.connect;
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return WHY.long;
  if (error.killed === true) return WHY.late;
  return typeof error.code === 'string' ? WHY.program : WHY.failed;
}

/** Asterisk's own console command, run without a shell. It changes nothing by itself: whoever asks a command answers for it. */
export class PbxConsole {
  readonly #program: string;
  readonly #parameters: readonly string[];
  readonly #deadlineMs: number;

  /** `command`: the words that run the console (`asterisk.console`), without `-rx`. */
  constructor(command: readonly string[], deadlineMs = DEADLINE_MS) {
    const [program = '', ...parameters] = command;
    this.#program = program;
    this.#parameters = parameters;
    this.#deadlineMs = deadlineMs;
  }

  /**
   * What the console prints for one command. `refused`: Asterisk knows no such command, or the text may not be sent. `unknown`: no
   * connection, no answer in time, or an answer that was too long. Never rejects; settles by its deadline.
   */
  async run(command: string): Promise<PbxAnswer<string>> {
    if (!isWireSafe(command)) return { outcome: 'refused', why: WHY.unsafe };
    const options = {
      timeout: this.#deadlineMs,
      // A console of Asterisk 22 that waits for a frozen PBX does not end on SIGTERM.
      killSignal: 'SIGKILL',
      maxBuffer: LONGEST_OUTPUT,
      windowsHide: true,
    } as const;
    return await new Promise((settle) => {
      const done = (error: Error | null, stdout: string, stderr: string): void => {
        if (error !== null) settle({ outcome: 'unknown', why: troubleOf(error, `${stdout}\n${stderr}`) });
        else if (NOT_CONNECTED.test(`${stdout}\n${stderr}`)) settle({ outcome: 'unknown', why: WHY.connect });
        else if (NO_SUCH_COMMAND.test(stdout)) settle({ outcome: 'refused', why: WHY.unknownCommand });
        else settle({ outcome: 'ok', value: stdout });
      };
      try {
        execFile(this.#program, [...this.#parameters, '-rx', command], options, done);
      } catch {
        settle({ outcome: 'unknown', why: WHY.program });
      }
    });
  }
}
