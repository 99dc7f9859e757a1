import { detectionFindings } from './detection.ts';
import { directDials, queueMembers } from './direct-dials.ts';
import { besideDoors, doorOptions } from './door-options.ts';
import { emergencyFirst } from './emergency-first.ts';
import { type AuditFinding, inOrder } from './finding.ts';
import type { Audited } from './house.ts';
import { keptData } from './kept-data.ts';
import { mirrorFindings } from './mirror.ts';
import { dangerousModules } from './modules.ts';
import { otherLines } from './other-lines.ts';
import { otherTrunkFindings } from './other-trunks.ts';
import { ownDialplan } from './own-dialplan.ts';
import { phoneOptions } from './phones.ts';
import { pjsipGlobal } from './pjsip-global.ts';
import { accountNames, registrationContacts, sectionNames } from './registrations.ts';
import { rights } from './rights.ts';
import { tellingGlobals, tellingSteps } from './telling-steps.ts';
import { transportAddresses, transportCertificates } from './transports.ts';
import { unreadSettings } from './unread.ts';
import { voicemailLocks } from './voicemail-locks.ts';
import { voicemailRoutes } from './voicemail-routes.ts';
import { voicemailSilence } from './voicemail-silence.ts';

/** Each looks at what it names. What could not be read is told by `unreadSettings` alone; the others pass over it. */
const RULES: readonly ((audited: Audited) => readonly AuditFinding[])[] = [
  unreadSettings,
  doorOptions,
  besideDoors,
  otherTrunkFindings,
  phoneOptions,
  pjsipGlobal,
  transportAddresses,
  transportCertificates,
  registrationContacts,
  accountNames,
  sectionNames,
  dangerousModules,
  mirrorFindings,
  detectionFindings,
  directDials,
  queueMembers,
  tellingSteps,
  tellingGlobals,
  emergencyFirst,
  ownDialplan,
  otherLines,
  voicemailLocks,
  voicemailRoutes,
  voicemailSilence,
  keptData,
  rights,
];

/** Every leak-prone setting, worst first. Pure. */
export function audit(audited: Audited): readonly AuditFinding[] {
  return inOrder(RULES.flatMap((rule) => rule(audited)));
}
