import { Counter, type Registry } from 'prom-client';
import type { MessageOutcome } from '../../ports/message-counts.ts';

const OUTCOMES: readonly MessageOutcome[] = ['sealed', 'empty', 'lost', 'refused', 'failed'];

/** What became of callers who would leave a message in a secured mailbox. Which mailbox is no label. */
export class MessageMetrics {
  readonly #messages: Counter<'outcome'>;

  constructor(registers: Registry[]) {
    this.#messages = new Counter({
      name: 'withheld_messages_total',
      help: 'Callers at secured mailboxes, by what became of their message.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of OUTCOMES) this.#messages.inc({ outcome }, 0);
  }

  count(outcome: MessageOutcome): void {
    this.#messages.inc({ outcome });
  }
}
