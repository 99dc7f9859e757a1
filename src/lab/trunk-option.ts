import { Failure } from '../failure.ts';
import type { LabTrunk } from './lab-plan.ts';

const PROFILES: readonly LabTrunk['profile'][] = ['rfc3325', 'account-from', 'dialled-prefix', 'rpid'];
const TRANSPORTS: readonly LabTrunk['transport'][] = ['udp', 'tcp', 'tls'];
const ACCESS: readonly LabTrunk['access'][] = ['register', 'address'];

/**
 * A trunk as `lab up --trunk` takes it: `profile[,transport][,access][,prefix=CODE][,present=CODE]`, the parts behind the first in any
 * order, e.g. `dialled-prefix,tcp,prefix=1831`. Udp and address when not said. Throws USAGE.
 */
export function readTrunkOption(text: string, id: string): LabTrunk {
  const [first = '', ...parts] = text.split(',');
  const profile = PROFILES.find((each) => each === first);
  if (profile === undefined)
    throw new Failure('USAGE', `--trunk ${first}: allowed profiles are ${PROFILES.join(', ')}`);
  let trunk: LabTrunk = { id, profile, transport: 'udp', access: 'address' };
  for (const part of parts) {
    const transport = TRANSPORTS.find((each) => each === part);
    const access = ACCESS.find((each) => each === part);
    const code = /^(prefix|present)=([0-9*#]{0,8})$/.exec(part);
    if (transport !== undefined) trunk = { ...trunk, transport };
    else if (access !== undefined) trunk = { ...trunk, access };
    else if (code !== null) trunk = { ...trunk, [code[1] ?? '']: code[2] ?? '' };
    else
      throw new Failure(
        'USAGE',
        `--trunk: "${part}" is none of ${[...TRANSPORTS, ...ACCESS].join(', ')}, prefix=CODE, present=CODE`,
      );
  }
  return trunk;
}
