import type { Config } from '../../../config/config.ts';
import { emergencyEndpoint } from './pbx-plan.ts';
import { pbxPlanOf } from './plan-of-config.ts';

export interface WatchedDoors {
  /** Endpoint → trunk. */
  readonly ordinary: ReadonlyMap<string, string>;
  readonly emergency: ReadonlyMap<string, string>;
}

/** The doors of a configuration whose legs are watched, by the names of their endpoints. Pure. */
export function watchedDoors(config: Config): WatchedDoors {
  const plan = pbxPlanOf(config, 'predial');
  const ordinary = plan.trunks.flatMap(({ id }) =>
    (['private', 'parent', 'in'] as const).map((door) => [`${id}-${door}`, id] as const),
  );
  const emergency = plan.trunks.flatMap((trunk) =>
    plan.sites.map((site) => [emergencyEndpoint(plan, trunk, site), trunk.id] as const),
  );
  return { ordinary: new Map(ordinary), emergency: new Map(emergency) };
}
