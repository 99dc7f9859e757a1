import type { PbxFile } from './asterisk-text.ts';
import { dialplanData } from './dialplan-data.ts';
import { doorEndpoints } from './door-endpoints.ts';
import type { PbxPlan } from './pbx-plan.ts';

/** Every PBX file that is made from the configuration. The dialplan's logic is not among them: those files are shipped as they are. */
export function productFiles(plan: PbxPlan): readonly PbxFile[] {
  return [doorEndpoints(plan), dialplanData(plan)];
}
