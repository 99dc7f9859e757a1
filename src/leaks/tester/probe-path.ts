/**
 * The ways by which a call or a message can come to a door, each tried by itself. `…-forgotten`: past the policy, as a foreign dialplan would; the
 * door alone holds back then.
 */
export const PROBE_PATHS = [
  'direct',
  'decided',
  'policy-forgotten',
  'originate-ari',
  'originate-ami',
  'originate-callfile',
  'challenge-401',
  'cancel',
  'forward-302',
  'forward-forgotten',
  'blind-transfer',
  'transfer-forgotten',
  'attended-transfer',
  'hold-after-transfer',
  'update-from-phone',
  'message',
  'inbound-answered',
  'inbound-hairpin',
  'options',
  'register',
  'fax-identity',
] as const;

export type ProbePath = (typeof PROBE_PATHS)[number];

/** Through which door a path goes. `in`: it begins at the carrier. */
export type ProbedDoor = 'private' | 'parent' | 'in';

export const PROBED_DOORS: readonly ProbedDoor[] = ['private', 'parent', 'in'];

const IN: ReadonlySet<ProbePath> = new Set<ProbePath>(['inbound-answered', 'options', 'register']);
/** The dialplan chooses the door there, and it chooses the private one. */
const PRIVATE_ONLY: ReadonlySet<ProbePath> = new Set<ProbePath>(['direct', 'originate-callfile']);

/**
 * Without these a test can be clean: a call file and an originate through AMI need rights that the product rightly lacks, and REGISTER goes to the
 * carrier and to nobody else, so that only the wire check of a running daemon sees it.
 */
const OPTIONAL: ReadonlySet<ProbePath> = new Set<ProbePath>(['originate-ami', 'originate-callfile', 'register']);

export function isMandatory(path: ProbePath): boolean {
  return !OPTIONAL.has(path);
}

/** The paths that lead through a door, in the order in which they are tried. Pure. */
export function pathsThrough(door: ProbedDoor): readonly ProbePath[] {
  return PROBE_PATHS.filter((path) => {
    if (IN.has(path)) return door === 'in';
    return door === 'private' || (door === 'parent' && !PRIVATE_ONLY.has(path));
  });
}
