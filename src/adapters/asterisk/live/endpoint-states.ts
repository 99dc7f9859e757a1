import { z } from 'zod';
import type { TrunkReach } from '../../../call/trunk-reach.ts';
import { asAnswer, asValue } from '../ari/answer.ts';
import type { AriRequester } from '../ari/requester.ts';
import type { SourceLine } from '../evidence/own-evidence.ts';
import type { HouseNames } from './house-names.ts';

const ASK_EVERY_MS = 5_000;
const Endpoints = z.array(z.object({ resource: z.string().min(1).max(200), state: z.string().max(40).optional() }));

export interface EndpointStatesParts {
  readonly requester: AriRequester;
  readonly names: HouseNames;
  readonly line: (line: SourceLine) => void;
  /** How a trunk is, told at the first answer and at each change. */
  readonly trunk: (reach: TrunkReach) => void;
}

/**
 * Whether phones of ours and the carriers can be reached, asked now and then: to be told of phones would mean to be told of everything their legs go
 * through. Of phones only a change is told. A trunk is reachable as long as none of its doors is known not to be.
 */
export class EndpointStates {
  readonly #parts: EndpointStatesParts;
  /** Phones by their neutral name, trunks by their id. */
  readonly #reachable = new Map<string, boolean>();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: EndpointStatesParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => void this.#ask(), ASK_EVERY_MS);
    void this.#ask();
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
    const known = endpoints.value.filter(({ state }) => state === 'online' || state === 'offline');
    const trunks = new Map<string, boolean>();
    for (const { resource, state } of known) {
      const alias = names.aliasOf(resource);
      const trunk = names.isWayOut(resource) ? names.trunkOf(alias) : null;
      if (trunk !== null) trunks.set(trunk, (trunks.get(trunk) ?? true) && state === 'online');
      if (alias.startsWith('w')) this.#phone(alias, state === 'online');
    }
    for (const [trunk, reachable] of trunks) this.#trunk(trunk, reachable);
  }

  #trunk(trunk: string, reachable: boolean): void {
    if (this.#reachable.get(trunk) === reachable) return;
    this.#reachable.set(trunk, reachable);
    this.#parts.trunk({ trunk, reachable });
  }

  #phone(resource: string, reachable: boolean): void {
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
