import type { Failure } from '../failure.ts';

/** A result, on standard output. The only way commands print. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A result for programs: one JSON document, indented, on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Something beside the result (progress, problems), on standard error. */
export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A failure as its two lines on standard error: what happened, and what to do. Never a stack, never a cause. */
export function printFailure(failure: Failure): void {
  printNote(`error: ${oneLine(failure.message)}`);
  printNote(`hint: ${oneLine(failure.hint)}`);
}

/** Line breaks and control characters made visible, so that a text stays one line and cannot steer a terminal. */
export function oneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

/** A closed pipe (`withheld status | head -1`) must not end a command with an exception, nor a daemon at all. */
export function tolerateClosedOutput(): void {
  const ignore = (): void => undefined;
  process.stdout.on('error', ignore);
  process.stderr.on('error', ignore);
}
