import type { Log } from '../../ports/log.ts';

/** What the guard needs of `process`. */
interface GuardedProcess {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (reason: unknown) => void): unknown;
  exit(code: number): void;
}

export interface ProcessGuardOptions {
  readonly log: Log & { stop(): Promise<void> };
  /** Called once before the exit, to fail closed what can be failed closed at once. Must not wait; what it throws is ignored. */
  readonly failClosed?: () => void;
  readonly process: GuardedProcess;
}

/**
 * Replaces Node's crash print, which would show messages and values in clear. An exception or rejection nobody caught is logged
 * redacted as `daemon-crashed`, the log is flushed (at most a second), and the process exits with 1 for systemd to start it again:
 * the state behind such an error is unknown, so the daemon never continues. A second one while flushing exits at once.
 */
export function guardProcess({ log, failClosed, process }: ProcessGuardOptions): void {
  let crashing = false;
  const crash = (origin: string) => (reason: unknown) => {
    if (crashing) return process.exit(1);
    crashing = true;
    try {
      log.error('daemon-crashed', { origin }, reason);
      failClosed?.();
    } catch {
      // Nothing may stand between here and the exit.
    }
    const exit = (): void => process.exit(1);
    log.stop().then(exit, exit);
  };
  process.on('uncaughtException', crash('uncaughtException'));
  process.on('unhandledRejection', crash('unhandledRejection'));
}
