import { z } from 'zod';
import type { PbxAnswer } from '../../../ports/pbx.ts';
import type { Reading } from '../../../ports/pbx-settings.ts';
import { asAnswer, asValue } from '../ari/answer.ts';
import type { AriRequester } from '../ari/requester.ts';
import type { ConsoleTrouble, PbxConsole } from '../console.ts';

const LIVE = 'live';
const TOO_LONG: ConsoleTrouble = 'the answer is too long';
const Options = z
  .array(z.object({ attribute: z.string(), value: z.string() }))
  .transform((all) => new Map(all.map(({ attribute, value }) => [attribute, value])));
const Endpoints = z.array(z.object({ technology: z.string(), resource: z.string() }));
const Modules = z.array(z.object({ name: z.string(), status: z.string() }));

export function known<T>(value: T, from = LIVE): Reading<T> {
  return { known: true, from, value };
}

export function unknown<T>(why: string, from = LIVE): Reading<T> {
  return { known: false, from, why };
}

/** What a console answer says, read by `read`; what is not understood is unknown. */
export function readAs<T>(answer: PbxAnswer<string>, read: (printed: string) => T | null): Reading<T> {
  if (answer.outcome !== 'ok') return unknown(answer.why);
  const value = read(answer.value);
  return value === null ? unknown('the answer was not understood') : known(value);
}

/** The console and ARI of one PBX for one look at it: each command is run once, and one that hangs is not waited for again. */
export class AskedOnce {
  readonly #console: PbxConsole;
  readonly #requester: AriRequester;
  readonly #answers = new Map<string, Promise<PbxAnswer<string>>>();
  #consoleGone: PbxAnswer<string> | null = null;
  #ariGone: PbxAnswer<string> | null = null;

  constructor(console: PbxConsole, requester: AriRequester) {
    this.#console = console;
    this.#requester = requester;
  }

  /** Whether the console ever failed to answer. */
  get consoleGone(): boolean {
    return this.#consoleGone !== null;
  }

  ask(command: string): Promise<PbxAnswer<string>> {
    const before = this.#answers.get(command);
    if (before !== undefined) return before;
    const asked = this.#run(command);
    this.#answers.set(command, asked);
    return asked;
  }

  async #run(command: string): Promise<PbxAnswer<string>> {
    if (this.#consoleGone !== null) return this.#consoleGone;
    const answer = await this.#console.run(command);
    // One answer that is too long says nothing of the next.
    if (answer.outcome === 'unknown' && answer.why !== TOO_LONG) this.#consoleGone = answer;
    return answer;
  }

  async #get(path: readonly string[]): Promise<PbxAnswer<string>> {
    if (this.#ariGone !== null) return this.#ariGone;
    const reply = await this.#requester.send({ method: 'GET', path });
    const answer = asAnswer(reply);
    if (reply.kind === 'nothing') this.#ariGone = answer;
    return answer;
  }

  /** The options of a PJSIP object as they are in force; `null` when the PBX did not tell. */
  async options(type: string, name: string): Promise<ReadonlyMap<string, string> | null> {
    const answer = await this.#get(['asterisk', 'config', 'dynamic', 'res_pjsip', type, name]);
    const read = asValue(answer, (json) => Options.safeParse(json).data ?? null);
    return read.outcome === 'ok' ? read.value : null;
  }

  async endpointNames(): Promise<Reading<readonly string[]>> {
    const read = asValue(await this.#get(['endpoints', 'PJSIP']), (json) => Endpoints.safeParse(json).data ?? null);
    return read.outcome === 'ok' ? known(read.value.map(({ resource }) => resource)) : unknown(read.why);
  }

  /** Modules that run. */
  async modules(): Promise<Reading<ReadonlySet<string>>> {
    const read = asValue(await this.#get(['asterisk', 'modules']), (json) => Modules.safeParse(json).data ?? null);
    if (read.outcome !== 'ok') return unknown(read.why);
    return known(new Set(read.value.filter(({ status }) => status === 'Running').map(({ name }) => name)));
  }
}
