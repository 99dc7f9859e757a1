import { z } from 'zod';
import { readJson } from '../ari/answer.ts';
import { Timestamp } from '../ari/event.ts';
import type { AriRequester } from '../ari/requester.ts';
import type { SourceLine } from '../evidence/own-evidence.ts';

/** Twice a second, so that a PBX that froze is known for it within five. */
const ASK_EVERY_MS = 500;
/** A PBX answers within milliseconds. */
const ANSWER_MS = 2_000;
/** We ourselves did not run for longer than this: whatever was late then may be our own doing. */
const HALTED_MS = 700;

const Info = z.object({ status: z.object({ startup_time: Timestamp }) });

export interface PbxPulseParts {
  readonly requester: AriRequester;
  readonly now: () => number;
  readonly line: (line: SourceLine) => void;
}

/** Whether the PBX lives: a cheap question again and again, and since when it runs. */
export class PbxPulse {
  readonly #parts: PbxPulseParts;
  #timer: NodeJS.Timeout | null = null;
  #lastRun = 0;
  /** Since when we run without a halt. */
  #awakeSince = 0;
  #unanswered = false;
  #booted: { readonly word: number; readonly at: number } | null = null;

  constructor(parts: PbxPulseParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#lastRun = performance.now();
    this.#timer = setInterval(() => this.#beat(), ASK_EVERY_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /**
   * Since when the PBX runs; `null` when it does not say. Its own clock may be another's: only that it says another time than before tells of a new
   * start, which then was between `lostAt` and now.
   */
  async bootedAt(lostAt: number | null): Promise<number | null> {
    const { now, requester } = this.#parts;
    const reply = await requester.send({ method: 'GET', path: ['asterisk', 'info'] });
    if (reply.kind !== 'answered' || reply.status !== 200) return null;
    const word = readJson(reply.text, (json) => Info.safeParse(json).data?.status.startup_time ?? null);
    if (word === null) return null;
    if (this.#booted?.word !== word) {
      const anew = this.#booted !== null && lostAt !== null;
      this.#booted = { word, at: anew ? Math.max(lostAt, Math.min(word, now())) : Math.min(word, now()) };
    }
    return this.#booted.at;
  }

  #beat(): void {
    const at = performance.now();
    if (at - this.#lastRun > ASK_EVERY_MS + HALTED_MS) this.#awakeSince = at;
    this.#lastRun = at;
    void this.#ask(at);
  }

  async #ask(asked: number): Promise<void> {
    const { line, requester } = this.#parts;
    const reply = await requester.send({ method: 'GET', path: ['asterisk', 'ping'], deadlineMs: ANSWER_MS });
    if (this.#timer === null) return;
    if (reply.kind === 'answered') {
      if (this.#unanswered) line({ source: 'ping', fields: { ok: true } });
      this.#unanswered = false;
    } else if (reply.kind === 'nothing' && reply.why === 'deadline') {
      // What came while we did not run is read first.
      const halted = this.#awakeSince > asked || performance.now() - asked > ANSWER_MS + HALTED_MS;
      if (halted) return;
      this.#unanswered = true;
      line({ source: 'ping', fields: { ok: false } });
    }
  }
}
