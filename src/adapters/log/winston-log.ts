import { createLogger, format, type Logform, type Logger, transports } from 'winston';
import { Failure } from '../../failure.ts';
import type { Log, LogFields } from '../../ports/log.ts';
import { type Printable, Redactor } from './redactor.ts';
import { Scrubber } from './scrubber.ts';

export type LogLevel = 'error' | 'warn' | 'info';

export interface WinstonLogOptions {
  /** Lines below this level are not written. Default `info`. */
  readonly level?: LogLevel;
  /** Words that must never be printed: names, sites, places. */
  readonly secrets?: readonly string[];
  /** Single words of them that must not be printed by themselves. */
  readonly parts?: readonly string[];
  /** Where the lines go. Default: standard output, for journald to keep. */
  readonly output?: NodeJS.WritableStream;
}

/** A constant of our own code: words joined by dashes. Anything else is redacted like other text. */
const EVENT_NAME = /^[a-z]+(?:-[a-z]+)+$/;
/** Longest time `stop()` waits for the output to take what is written. */
const FLUSH_MS = 1_000;

/**
 * One JSON object per line: `level`, `timestamp` (ISO 8601, UTC), `event`, then `fields`, the failure's `code` and `hint`, and `cause` with
 * name, message, code, stack and its own `cause`. All of it is redacted last, just before it becomes JSON, except the names of the event
 * and of the fields, which are constants: a secret called Record must not eat `record-refused`, which would also tell what it is.
 * Nothing is written to files, and health never depends on a line: a broken output loses lines silently and counts them in `lost`.
 */
export class WinstonLog implements Log {
  readonly #logger: Logger;
  readonly #output: NodeJS.WritableStream;
  #stopped = false;
  #lost = 0;

  constructor(options: WinstonLogOptions = {}) {
    this.#output = options.output ?? process.stdout;
    this.#logger = createLogger({
      level: options.level ?? 'info',
      levels: { error: 0, warn: 1, info: 2 },
      exitOnError: false,
      format: format.combine(
        format.timestamp(),
        redaction(new Redactor(new Scrubber(options.secrets ?? [], options.parts))),
        format.json({ deterministic: false }),
      ),
      transports: [new transports.Stream({ stream: this.#output })],
    });
    // Without these, a closed pipe ends the daemon.
    this.#output.on('error', this.#countLoss);
    this.#logger.on('error', this.#countLoss);
  }

  /** Lines and writes that the output refused. */
  get lost(): number {
    return this.#lost;
  }

  info(event: string, fields?: LogFields): void {
    this.#write('info', event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#write('warn', event, fields);
  }

  error(event: string, fields?: LogFields & { readonly cause?: never }, cause?: unknown): void {
    this.#write('error', event, fields, cause);
  }

  /** Resolves when the output has taken every line, or after a second. Later lines are dropped. Never rejects. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    const flushed = new Promise<void>((resolve) => {
      this.#logger.once('finish', () => this.#afterOutput(resolve));
      this.#logger.end();
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FLUSH_MS);
    });
    await Promise.race([flushed, late]);
    clearTimeout(timer);
    // The `error` listeners stay: an output may still break while the process ends.
  }

  #write(level: LogLevel, event: string, fields: LogFields | undefined, cause?: unknown): void {
    if (this.#stopped) return;
    try {
      this.#logger.log({ level, message: event, fields, cause });
    } catch (error) {
      this.#countLoss(error);
    }
  }

  #afterOutput(done: () => void): void {
    try {
      this.#output.write('', () => done());
    } catch {
      done();
    }
  }

  readonly #countLoss = (_error: unknown): void => {
    this.#lost += 1;
  };
}

/** The last format before JSON: builds the line anew from redacted copies, so nothing that another format added can pass beside it. */
function redaction(redactor: Redactor): Logform.Format {
  return {
    transform(info: Logform.TransformableInfo): Logform.TransformableInfo {
      const line: Logform.TransformableInfo = { level: info.level, message: undefined };
      delete line.message;
      const symbols: Record<symbol, unknown> = {};
      for (const symbol of Object.getOwnPropertySymbols(info)) symbols[symbol] = info[symbol as never];
      Object.assign(line, symbols, { timestamp: info['timestamp'] });
      try {
        return Object.assign(line, body(redactor, info));
      } catch {
        return Object.assign(line, { event: 'log-line-unprintable' });
      }
    },
  };
}

function body(redactor: Redactor, info: Logform.TransformableInfo): Record<string, Printable> {
  const { message, fields, cause } = info;
  const isName = typeof message === 'string' && EVENT_NAME.test(message);
  const parts: Record<string, Printable> = { event: isName ? message : redactor.redact(message, 'event') };
  if (fields !== undefined && fields !== null) parts['fields'] = redactor.redactFields(fields);
  if (cause instanceof Failure) {
    parts['code'] = cause.code;
    parts['hint'] = redactor.redact(cause.hint);
  }
  if (cause !== undefined) parts['cause'] = redactor.redact(cause, 'cause');
  return parts;
}
