import { statfs } from 'node:fs/promises';
import { z } from 'zod';
import type { LegId } from '../../call/call-event.ts';
import { type RecordingName, recordingOf } from '../../call/mailbox.ts';
import type { FailureCode } from '../../failure.ts';
import type { PbxAnswer } from '../../ports/pbx.ts';
import type { Recordings, RecordingsNow } from '../../ports/recordings.ts';
import { asAnswer, asDone, asValue, asVariable } from './ari/answer.ts';
import { type AriRequest, AriRequester, type AriTarget } from './ari/requester.ts';
import { LINK_TIMING } from './link-timing.ts';

/** `f_type` of a file system that lives in memory (statfs(2)): tmpfs, ramfs. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);
/** Where the dialplan keeps a caller from the greeting to the end of their message, under the name of the recording. */
const CONTEXT = 'withheld-message';
const BYTES_PER_SECOND = 16_000;
/** How many more messages of full length must fit. */
const SPARE_MESSAGES = 4;
const READ_MS = 10_000;

const Stored = z.array(z.object({ name: z.string().max(300) }));
const Channels = z.array(
  z.object({ dialplan: z.object({ context: z.string().max(100), exten: z.string().max(300) }) }),
);

/**
 * The recordings of messages behind the port, by ARI: they are read and erased over loopback and never touched as files, so that the daemon needs no
 * right to the PBX's directories. Only where they lie is looked at as a file system: it must be one in memory.
 */
export class AsteriskRecordings implements Recordings {
  readonly #target: AriTarget;
  readonly #longestSeconds: number;
  readonly #requester: AriRequester;

  constructor(target: AriTarget, longestSeconds: number) {
    this.#target = target;
    this.#longestSeconds = longestSeconds;
    this.#requester = new AriRequester(target, LINK_TIMING);
  }

  async unfit(): Promise<FailureCode | null> {
    const spool = asVariable(await this.#ask({ method: 'GET', path: ['asterisk', 'variable'], query: SPOOL }));
    if (spool.outcome !== 'ok') return 'PBX_NO_ANSWER';
    if (!spool.value.startsWith('/')) return 'VOICEMAIL_NOT_IN_MEMORY';
    try {
      // Of bigint, because a 32-bit value may be told as negative.
      const { type, bavail, bsize } = await statfs(`${spool.value}/recording`, { bigint: true });
      if (!IN_MEMORY.has(Number(BigInt.asUintN(32, type)))) return 'VOICEMAIL_NOT_IN_MEMORY';
      const needed = this.#longestSeconds * BYTES_PER_SECOND * SPARE_MESSAGES;
      return Number(bavail * bsize) < needed ? 'VOICEMAIL_MEMORY_FULL' : null;
    } catch {
      return 'VOICEMAIL_NOT_IN_MEMORY';
    }
  }

  async look(): Promise<PbxAnswer<RecordingsNow>> {
    // What is there first, who is on the line after: a recording that begins in between is in neither.
    const stored = asValue(await this.#ask({ method: 'GET', path: ['recordings', 'stored'] }), (json) => {
      const list = Stored.safeParse(json).data;
      return list?.flatMap(({ name }) => recordingOf(name) ?? []) ?? null;
    });
    if (stored.outcome !== 'ok') return stored;
    const live = asValue(await this.#ask({ method: 'GET', path: ['channels'] }), (json) => {
      const list = Channels.safeParse(json).data;
      const places = list?.map(({ dialplan }) => dialplan).filter(({ context }) => context === CONTEXT);
      return places === undefined ? null : new Set(places.flatMap(({ exten }) => recordingOf(exten)?.name ?? []));
    });
    return live.outcome === 'ok' ? { outcome: 'ok', value: { stored: stored.value, live: live.value } } : live;
  }

  async read(name: RecordingName): Promise<PbxAnswer<Uint8Array>> {
    const path = ['recordings', 'stored', name, 'file'];
    const reply = await this.#requester.send({ method: 'GET', path, binary: true, deadlineMs: READ_MS });
    const answer = asAnswer(reply);
    if (answer.outcome !== 'ok') return answer;
    return reply.kind === 'answered' ? { outcome: 'ok', value: reply.bytes } : { outcome: 'unknown', why: 'no answer' };
  }

  async erase(name: RecordingName): Promise<PbxAnswer<null>> {
    const path = ['recordings', 'stored', name];
    const erased = asDone(await this.#ask({ method: 'DELETE', path }));
    if (erased.outcome === 'unknown') return erased;
    const still = await this.#ask({ method: 'GET', path });
    if (still.outcome === 'refused' && still.why === 'HTTP 404') return { outcome: 'ok', value: null };
    return { outcome: 'unknown', why: 'it is still there' };
  }

  async follow(leg: LegId): Promise<PbxAnswer<null>> {
    const path = ['applications', this.#target.application, 'subscription'];
    return asDone(await this.#ask({ method: 'POST', path, query: { eventSource: `channel:${leg}` } }));
  }

  /** Drops every connection. */
  async close(): Promise<void> {
    await this.#requester.close();
  }

  async #ask(request: AriRequest): Promise<PbxAnswer<string>> {
    return asAnswer(await this.#requester.send(request));
  }
}

const SPOOL = { variable: 'ASTSPOOLDIR' };
