import { constantsFor } from '../../adapters/asterisk/files/plan-of-config.ts';
import type { Config } from '../../config/config.ts';
import { type Finding, sound, unsound } from './finding.ts';

const OLDEST = 16;
const NEWEST = 22;

/** The release in the PBX's own words, shortened to what a release looks like: the text comes over a socket. */
function shown(version: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9.+~_/-]{0,39}/.exec(version)?.[0] ?? 'without a number';
}

function majorOf(version: string): number | null {
  const major = /^(?:certified[/-])?([0-9]{1,3})\./.exec(version)?.[1];
  return major === undefined ? null : Number(major);
}

/** Asterisk 16 to 22 are supported; a newer or nameless one is a warning, an older one fails. Pure. */
export function releaseCheck(version: string): Finding {
  const major = majorOf(version);
  if (major === null || major > NEWEST) return unsound('release', 'warning', 'PBX_VERSION_UNKNOWN', shown(version));
  if (major < OLDEST) return unsound('release', 'failed', 'PBX_VERSION_UNSUPPORTED', shown(version));
  return sound('release', `Asterisk ${shown(version)}`);
}

/** The way constants are attached fits the release: `set_var` below 22.10.0 freezes the PBX (Asterisk issue 1872). Pure. */
export function constantsCheck(version: string, setting: Config['asterisk']['constants']): Finding {
  const safe = constantsFor(version, 'auto');
  if (setting === 'set_var' && safe === 'predial')
    return unsound('constants', 'failed', 'PBX_CONSTANTS_UNSAFE', shown(version));
  const used = constantsFor(version, setting);
  return sound(
    'constants',
    used === 'set_var' ? 'constant headers stand on the endpoints' : 'constant headers are set before dialling',
  );
}

/** The first releases of each branch whose Dial can be told how long to wait for the first sign of life. */
const PATIENT: Readonly<Record<number, number>> = { 18: 22, 20: 7, 21: 2 };

/** Whether the dialplan's bound on a carrier's first sign of life works: 18.22, 20.7, 21.2 and every 22. Unknown counts as not. Pure. */
export function patienceCheck(version: string): Finding {
  const [major = 0, minor = 0] = (/^(?:certified[/-])?([0-9]{1,3})\.([0-9]{1,3})/.exec(version) ?? [])
    .slice(1)
    .map(Number);
  const since = PATIENT[major];
  const bounded = since === undefined ? major >= 22 : minor >= since;
  return bounded
    ? sound('patience', 'a carrier that neither rings nor speaks is left for the next')
    : unsound('patience', 'warning', 'PBX_WAITS_FOR_CARRIER', shown(version));
}
