import { createHmac } from 'node:crypto';
import type { Config } from '../../../config/config.ts';

/** The probe phone's password at the PBX. It follows from the ARI password, so that whoever writes the PBX's files and whoever probes need not meet. */
export function probePhoneSecret(config: Config): string {
  return createHmac('sha256', config.asterisk.ari.password.reveal()).update('withheld probe phone').digest('hex');
}
