import type { Config } from '../../../config/config.ts';
import { watchedDoors } from '../files/watched-doors.ts';
import type { HousePlan } from './house-names.ts';

/** What a configuration says of the endpoints of the PBX, for the detector. Pure. */
export function housePlanOf(config: Config): HousePlan {
  const { emergency, ordinary } = watchedDoors(config);
  return {
    doors: [...ordinary].map(([endpoint, trunk]) => ({ endpoint, trunk, incoming: endpoint === `${trunk}-in` })),
    aside: [...emergency.keys()],
  };
}
