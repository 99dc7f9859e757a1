import type { ControlReport, PathReport, ProbeFinding, Verdict } from './report.ts';

/** What findings mean for the path they were made on: a leak is a leak; what nobody can explain is not clean. Pure. */
export function pathVerdict(findings: readonly ProbeFinding[]): Verdict {
  if (findings.length === 0) return 'clean';
  return findings.some(({ severity }) => severity === 'leak') ? 'leaked' : 'inconclusive';
}

function named({ trunk, door, path }: PathReport): string {
  return `${path} through ${trunk}-${door}`;
}

function controlReason({ kind, trunk, site, why }: ControlReport): string {
  const door = kind === 'positive' ? 'the door built to leak' : `the emergency door of site ${site}`;
  return `${door} on ${trunk}: ${why ?? 'did not do what it must'}`;
}

export interface TestVerdict {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/**
 * The verdict of a whole test. `leaked`: something left, whatever else is not known. `clean`: every control held, every path that must be tried was,
 * and nothing was found on any. `inconclusive`: everything else; a test without a path, or without a control of each kind, is one. Pure.
 */
export function testVerdict(paths: readonly PathReport[], controls: readonly ControlReport[]): TestVerdict {
  const leaked = [
    ...paths.filter(({ outcome }) => outcome === 'leaked').map(named),
    ...controls
      .filter(({ kind, findings }) => kind === 'negative' && findings.some(({ severity }) => severity === 'leak'))
      .map(
        ({ trunk, site }) => `the emergency door of site ${site} on ${trunk} shows more than the number of the site`,
      ),
  ];
  const missing = [
    ...paths
      .filter(
        ({ outcome, mandatory }) =>
          outcome === 'inconclusive' || (mandatory && outcome !== 'clean' && outcome !== 'leaked'),
      )
      .map((path) => `${named(path)}: ${path.why ?? 'not clear'}`),
    ...controls.filter(({ held }) => !held).map(controlReason),
    ...(paths.length === 0 ? ['nothing was tried'] : []),
    ...(['positive', 'negative'] as const)
      .filter((kind) => !controls.some((control) => control.kind === kind))
      .map((kind) => `no ${kind} control was made`),
  ];
  if (leaked.length > 0) return { verdict: 'leaked', reasons: [...leaked, ...missing] };
  return { verdict: missing.length > 0 ? 'inconclusive' : 'clean', reasons: missing };
}
