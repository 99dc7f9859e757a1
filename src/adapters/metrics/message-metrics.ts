import { Counter, type Registry } from 'prom-client';
import { NO_TRANSCRIPT } from '../../call/speech.ts';
import type { MessageOutcome } from '../../ports/message-counts.ts';
import type { TranscriptOutcome } from '../../ports/transcriber.ts';

const OUTCOMES: readonly MessageOutcome[] = ['sealed', 'empty', 'lost', 'refused', 'failed'];
const TRANSCRIPT_OUTCOMES: readonly TranscriptOutcome[] = ['made', ...NO_TRANSCRIPT];

/** What became of callers who would leave a message in a secured mailbox. Which mailbox is no label. */
export class MessageMetrics {
  readonly #messages: Counter<'outcome'>;
  readonly #transcripts: Counter<'outcome'>;

  constructor(registers: Registry[]) {
    this.#messages = new Counter({
      name: 'withheld_messages_total',
      help: 'Callers at secured mailboxes, by what became of their message.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of OUTCOMES) this.#messages.inc({ outcome }, 0);
    this.#transcripts = new Counter({
      name: 'withheld_transcripts_total',
      help: 'Messages that were to have a transcript, by what became of it.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of TRANSCRIPT_OUTCOMES) this.#transcripts.inc({ outcome }, 0);
  }

  count(outcome: MessageOutcome): void {
    this.#messages.inc({ outcome });
  }

  countTranscript(outcome: TranscriptOutcome): void {
    this.#transcripts.inc({ outcome });
  }
}
