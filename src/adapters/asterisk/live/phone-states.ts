import { z } from 'zod';
import { asAnswer, asValue } from '../ari/answer.ts';
import type { AriRequester } from '../ari/requester.ts';
import type { SourceLine } from '../evidence/own-evidence.ts';
import type { HouseNames } from './house-names.ts';

const ASK_EVERY_MS = 5_000;
const Endpoints = z.array(z.object({ resource: z.string().min(1).max(200), state: z.string().max(40).optional() }));

export interface PhoneStatesParts {
  readonly requester: AriRequester;
  readonly names: HouseNames;
  readonly line: (line: SourceLine) => void;
}

/**
 * Whether phones of ours can be reached, asked now and then: to be told of it would mean to be told of everything their legs go through. Only a change is
 * told. The doors are heard of anyway.
 */
export class PhoneStates {
  readonly #parts: PhoneStatesParts;
  readonly #reachable = new Map<string, boolean>();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: PhoneStatesParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#ask(), ASK_EVERY_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #ask(): Promise<void> {
    const { names, requester } = this.#parts;
    const answer = asAnswer(await requester.send({ method: 'GET', path: ['endpoints', 'PJSIP'] }));
    const endpoints = asValue(answer, (json) => Endpoints.safeParse(json).data ?? null);
    if (endpoints.outcome !== 'ok' || this.#timer === null) return;
    for (const { resource, state } of endpoints.value) {
      const alias = names.aliasOf(resource);
      if (alias.startsWith('w') && (state === 'online' || state === 'offline')) this.#is(alias, state === 'online');
    }
  }

  #is(resource: string, reachable: boolean): void {
    const before = this.#reachable.get(resource);
    this.#reachable.set(resource, reachable);
    // A phone that was never there is not lost.
    if (before === undefined || before === reachable) return;
    const fields = {
      type: 'ContactStatusChange',
      endpoint: { resource },
      contact_info: { contact_status: reachable ? 'Reachable' : 'Unreachable' },
    };
    this.#parts.line({ source: 'ari', fields });
  }
}
