/**
 * How bad a finding is, worst first.
 *
 * - `emergency`: an emergency call may not get through, or not as it must.
 * - `leak`: shows outside who or where the agency, a worker or a caller is.
 * - `unknown`: could not be read, so nobody knows.
 * - `around`: a way to call out past the doors and the dialplan, or the right to make one.
 * - `kept`: numbers, names or voices are kept, or sent to another program.
 * - `unnoticed`: a call that is lost is not noticed, or not in time.
 * - `link`: lets calls be told to belong together, or to one network.
 * - `fingerprint`: tells which product this is, and how it is set.
 */
export const SEVERITIES = [
  'emergency',
  'leak',
  'unknown',
  'around',
  'kept',
  'unnoticed',
  'link',
  'fingerprint',
] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One leak-prone setting. No text of it holds a number, a name or a secret. */
export interface AuditFinding {
  /** Stable: the rule, and what it was found on, joined by `:`. */
  readonly id: string;
  /** The first part of the id. */
  readonly rule: string;
  readonly severity: Severity;
  /** Rows of the leak catalogue; empty when none fits. */
  readonly rows: readonly string[];
  /** `live`, or the name of the file it was read in. */
  readonly from: string;
  readonly found: string;
  readonly why: string;
  readonly fix: string;
}

/** What a rule says; the id is made of `rule` and `subject`. */
export type FindingParts = Omit<AuditFinding, 'id'> & { readonly subject: readonly string[] };

export function finding({ subject, ...parts }: FindingParts): AuditFinding {
  return { id: [parts.rule, ...subject].join(':'), ...parts };
}

/** Worst first, then by id. Of findings with one id, those after the first get `#2`, `#3` …: names that are masked can look alike. */
export function inOrder(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  const rank = ({ severity }: AuditFinding): number => SEVERITIES.indexOf(severity);
  const sorted = [...findings].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const times = new Map<string, number>();
  return sorted.map((each) => {
    const time = (times.get(each.id) ?? 0) + 1;
    times.set(each.id, time);
    return time === 1 ? each : { ...each, id: `${each.id}#${time}` };
  });
}
