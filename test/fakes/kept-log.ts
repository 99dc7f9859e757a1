import type { Log } from '../../src/ports/log.ts';

/** A log that keeps its events. */
export class KeptLog implements Log {
  readonly events: string[] = [];

  info(event: string): void {
    this.events.push(event);
  }

  warn(event: string): void {
    this.events.push(event);
  }

  error(event: string): void {
    this.events.push(event);
  }
}
