import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { PbxAnswer } from '../../ports/pbx.ts';
import type { ActingRights, LinkTrouble, PbxInspection, PbxModule, PbxVersion } from '../../ports/pbx-inspection.ts';
import type { AmiFields } from './ami/action.ts';
import type { AmiConnection } from './ami/connection.ts';
import { asAnswer, asValue } from './ari/answer.ts';
import { Timestamp } from './ari/event.ts';
import type { AriRequester } from './ari/requester.ts';
import type { LinkCounts } from './link-counts.ts';

const Version = z
  .object({
    system: z.object({ version: z.string().max(100) }),
    status: z.object({ startup_time: Timestamp, last_reload_time: Timestamp }),
  })
  .transform(
    ({ system, status }): PbxVersion => ({
      version: system.version,
      startedAt: status.startup_time,
      reloadedAt: status.last_reload_time,
    }),
  );

const Modules = z.array(
  z
    .object({ name: z.string().max(200), status: z.string() })
    .transform(({ name, status }): PbxModule => ({ name, running: status === 'Running' })),
);

const Applications = z.array(z.object({ name: z.string().max(200) }).transform(({ name }) => name));
const OverloadTrigger = z
  .array(z.object({ attribute: z.string(), value: z.string() }))
  .transform(
    (settings) => settings.find(({ attribute }) => attribute === 'taskprocessor_overload_trigger')?.value ?? 'global',
  );

const Ping = z.object({ timestamp: Timestamp }).transform(({ timestamp }) => timestamp);

/**
 * One action per privilege class that does nothing even when it is allowed, because what it needs is missing. Asterisk checks the
 * privilege first and answers `Permission denied` (seen on 22.10.1), whatever else is wrong.
 */
const RIGHTS = {
  call: ['Hangup', {}],
  originate: ['Originate', {}],
  command: ['Command', {}],
  config: ['GetConfig', {}],
  system: ['ModuleCheck', {}],
  reporting: ['CoreStatus', {}],
} as const satisfies Record<Exclude<keyof ActingRights, 'events'>, readonly [action: string, fields: AmiFields]>;

export interface InspectorOptions {
  readonly requester: AriRequester;
  readonly ami: AmiConnection;
  readonly counts: LinkCounts;
  readonly clock: Clock;
  readonly trouble: () => LinkTrouble;
}

export class Inspector implements PbxInspection {
  readonly #options: InspectorOptions;

  constructor(options: InspectorOptions) {
    this.#options = options;
  }

  get trouble(): LinkTrouble {
    return this.#options.trouble();
  }

  version(): Promise<PbxAnswer<PbxVersion>> {
    return this.#get(['asterisk', 'info'], Version);
  }

  modules(): Promise<PbxAnswer<readonly PbxModule[]>> {
    return this.#get(['asterisk', 'modules'], Modules);
  }

  applications(): Promise<PbxAnswer<readonly string[]>> {
    return this.#get(['applications'], Applications);
  }

  actingAlive(): Promise<PbxAnswer<null>> {
    return this.#options.ami.act('Ping', {});
  }

  async actingRights(): Promise<PbxAnswer<ActingRights>> {
    const { ami, counts } = this.#options;
    const may = { call: false, originate: false, command: false, config: false, system: false, reporting: false };
    for (const right of ['call', 'originate', 'command', 'config', 'system', 'reporting'] as const) {
      const [action, fields] = RIGHTS[right];
      const answer = await ami.act(action, fields);
      if (answer.outcome === 'unknown') return answer;
      may[right] = answer.outcome === 'ok' || answer.why !== 'permission denied';
    }
    return { outcome: 'ok', value: { ...may, events: counts.amiEvents > 0 } };
  }

  overloadTrigger(): Promise<PbxAnswer<string>> {
    return this.#get(['asterisk', 'config', 'dynamic', 'res_pjsip', 'global', 'global'], OverloadTrigger);
  }

  async clockSkew(): Promise<PbxAnswer<number>> {
    const { clock } = this.#options;
    const before = clock.now();
    const answer = await this.#get(['asterisk', 'ping'], Ping);
    const middle = (before + clock.now()) / 2;
    return answer.outcome === 'ok' ? { outcome: 'ok', value: answer.value - middle } : answer;
  }

  async #get<T>(path: readonly string[], schema: z.ZodType<T>): Promise<PbxAnswer<T>> {
    const reply = await this.#options.requester.send({ method: 'GET', path });
    return asValue(asAnswer(reply), (json) => schema.safeParse(json).data ?? null);
  }
}
