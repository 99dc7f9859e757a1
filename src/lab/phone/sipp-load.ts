import { loadScenario } from './load-scenario.ts';
import type { PhoneLine } from './phone-line.ts';
import { SippProcess } from './sipp-process.ts';

export interface SippLoadOptions extends PhoneLine {
  readonly sippCommand: readonly string[];
  /** An existing folder for scratch files. */
  readonly directory: string;
  /** Numbers as dialled, taken in turn, again from the first when they run out. */
  readonly numbers: readonly string[];
  readonly ratePerSecond: number;
  readonly seconds: number;
  /** How long an answered call stays up, default 100 ms. */
  readonly talkMs?: number;
}

export interface SippLoadResult {
  readonly placed: number;
  /** Answered and ended as they should. */
  readonly answered: number;
  /** Refused, not answered in time, or ended wrongly. */
  readonly failed: number;
}

/** How long a call may take to be answered before it counts as failed. */
const ANSWER_MS = 10_000;
const MARGIN_MS = 20_000;

/** Cumulative columns of SIPp's statistics file, last line (docs "Statistics"). */
function readCount(csv: string, column: string): number {
  const lines = csv.trim().split('\n');
  const index = (lines[0] ?? '').split(';').indexOf(column);
  return Number((lines.at(-1) ?? '').split(';')[index] ?? Number.NaN) || 0;
}

/**
 * Many calls from one phone at a fixed rate: INVITE (a challenge is answered), ACK, a short talk without RTP, BYE. The rate is that of new
 * calls and does not wait for the PBX.
 */
export class SippLoad {
  readonly #options: SippLoadOptions;

  constructor(options: SippLoadOptions) {
    this.#options = options;
  }

  /** Places ratePerSecond × seconds calls and waits for the last to end. Throws LAB_PHONE_FAILED when SIPp cannot run. */
  async run(): Promise<SippLoadResult> {
    const { address, port, pbx, sippCommand, directory, numbers, ratePerSecond, seconds, talkMs = 100 } = this.#options;
    const calls = Math.round(ratePerSecond * seconds);
    if (numbers.some((number) => !/^[0-9+*]+$/.test(number)) || numbers.length === 0)
      throw new RangeError('numbers to dial must be digits');
    const together = Math.ceil(ratePerSecond * ((talkMs + ANSWER_MS) / 1000)) + 10;
    const sipp = new SippProcess({
      command: sippCommand,
      directory,
      local: { address, port },
      files: {
        'load.xml': loadScenario(this.#options, talkMs, ANSWER_MS),
        'numbers.csv': `SEQUENTIAL\n${numbers.join('\n')}\n`,
      },
      parameters: [
        ...['-sf', 'load.xml', '-inf', 'numbers.csv', '-m', `${calls}`, '-r', `${ratePerSecond}`, '-l', `${together}`],
        ...['-trace_stat', '-stf', 'counts.csv', '-fd', '1', `${pbx.address}:${pbx.port}`],
      ],
      limitMs: seconds * 1000 + ANSWER_MS + talkMs + MARGIN_MS,
      trace: false,
      keep: ['counts.csv'],
    });
    await sipp.start();
    const end = await sipp.ended();
    const counts = end.kept['counts.csv'] ?? '';
    const placed = readCount(counts, 'TotalCallCreated');
    const answered = readCount(counts, 'SuccessfulCall(C)');
    return { placed, answered, failed: placed - answered };
  }
}
