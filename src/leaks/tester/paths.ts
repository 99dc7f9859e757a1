import {
  cancelled,
  challenged,
  decided,
  fax,
  originatedByAmi,
  originatedByAri,
  originatedByCallFile,
  policyForgotten,
} from './calling-paths.ts';
import { answeredInbound, askedForLife, hairpinned } from './carrier-paths.ts';
import { blindlyTransferred, forwarded, heldAfterTransfer, transferred, updated, written } from './phone-paths.ts';
import type { ProbePath } from './probe-path.ts';
import type { Ran, Stage } from './stage.ts';

/** Tries one path. Never rejects for what the PBX does. */
export type Walk = (stage: Stage, door: 'private' | 'parent') => Promise<Ran>;

/** How each path is walked; `direct` is walked for all trunks at once, and `register` is the daemon's to see (`leak-test.ts`). */
export const WALKS: Readonly<Record<Exclude<ProbePath, 'direct' | 'register'>, Walk>> = {
  decided,
  'policy-forgotten': policyForgotten,
  'originate-ari': originatedByAri,
  'originate-ami': originatedByAmi,
  'originate-callfile': originatedByCallFile,
  'challenge-401': challenged,
  cancel: cancelled,
  'forward-302': (stage, door) => forwarded(stage, `${stage.trunk}-${door}`),
  'forward-forgotten': (stage, door) => forwarded(stage, `straight-${stage.trunk}-${door}`),
  'blind-transfer': (stage, door) => blindlyTransferred(stage, `${stage.trunk}-${door}`),
  'transfer-forgotten': (stage, door) => blindlyTransferred(stage, `straight-${stage.trunk}-${door}`),
  'attended-transfer': transferred,
  'hold-after-transfer': heldAfterTransfer,
  'update-from-phone': updated,
  message: written,
  'inbound-answered': answeredInbound,
  'inbound-hairpin': hairpinned,
  options: askedForLife,
  'fax-identity': fax,
};

/** Which paths go past the dialplan, so that what it adds cannot be there. */
export const STRAIGHT: ReadonlySet<ProbePath> = new Set<ProbePath>([
  'policy-forgotten',
  'forward-forgotten',
  'transfer-forgotten',
  'originate-ari',
  'originate-ami',
  'originate-callfile',
]);
