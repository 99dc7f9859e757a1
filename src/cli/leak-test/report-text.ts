import { PROBE_PATHS, PROBED_DOORS, type ProbedDoor } from '../../leaks/tester/probe-path.ts';
import type { ControlReport, LeakTestReport, PathReport, ProbeFinding } from '../../leaks/tester/report.ts';
import { columns } from '../columns.ts';
import { oneLine } from '../output.ts';

const WORDS: Readonly<Record<PathReport['outcome'], string>> = {
  clean: 'clean',
  leaked: 'LEAKED',
  inconclusive: 'unclear',
  closed: 'closed',
  'not-run': 'not run',
};

const SENTENCES: Readonly<Record<LeakTestReport['verdict'], string>> = {
  clean: 'clean: nothing that may not leave was seen on any path that was tried',
  leaked: 'LEAKED: something left that may not',
  inconclusive: 'inconclusive: nothing was seen to leak, but not everything that must be tried could be',
};

function table(paths: readonly PathReport[]): readonly string[] {
  const trunks = [...new Set(paths.map(({ trunk }) => trunk))];
  const doors = trunks.flatMap((trunk) =>
    PROBED_DOORS.filter((door) => paths.some((path) => path.trunk === trunk && path.door === door)).map(
      (door) => [trunk, door] as const,
    ),
  );
  const cell = (name: string, trunk: string, door: ProbedDoor) => {
    const found = paths.find((each) => each.path === name && each.trunk === trunk && each.door === door);
    return found === undefined ? '' : WORDS[found.outcome];
  };
  const used = PROBE_PATHS.filter((name) => paths.some(({ path }) => path === name));
  return columns([
    ['path', ...doors.map(([trunk, door]) => `${trunk}-${door}`)],
    ...used.map((name) => [name, ...doors.map(([trunk, door]) => cell(name, trunk, door))]),
  ]);
}

function findingLines({ message, vector, place, excerpt, severity, rows, setting }: ProbeFinding): readonly string[] {
  const known = rows.length > 0 ? ` (${rows.join(' ')})` : '';
  return [
    `  ${severity}: ${vector} in ${place || 'the message'} of ${message}${known}`,
    ...(excerpt === '' ? [] : [`    seen    ${excerpt}`]),
    `    closes  ${setting}`,
  ];
}

/** The same finding on many paths is told once, with the paths it was seen on. */
function told(paths: readonly PathReport[]): readonly string[] {
  const doors = new Map<string, PathReport[]>();
  for (const path of paths.filter(({ findings }) => findings.length > 0)) {
    const key = `${path.trunk}-${path.door}`;
    doors.set(key, [...(doors.get(key) ?? []), path]);
  }
  return [...doors].flatMap(([door, found]) => {
    const groups = new Map<string, { finding: ProbeFinding; on: string[] }>();
    for (const { path, findings } of found)
      for (const finding of findings) {
        const key = `${finding.vector} ${finding.place}`;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { finding, on: [path] });
        else if (!group.on.includes(path)) group.on.push(path);
      }
    return [
      '',
      `door ${door}`,
      ...[...groups.values()].flatMap(({ finding, on }) => [...findingLines(finding), `    on      ${on.join(', ')}`]),
    ];
  });
}

function controlLine({ kind, trunk, site, held, why }: ControlReport): string {
  const what =
    kind === 'positive'
      ? `a door built to leak on ${trunk} is caught`
      : `emergency door of ${site} on ${trunk} presents`;
  return `  ${held ? 'yes' : 'NO '}  ${what}${why === null ? '' : `: ${why}`}`;
}

/** The report for a person, line by line. */
export function reportLines(report: LeakTestReport): readonly string[] {
  const { paths, controls, verdict, reasons, limits, partial } = report;
  const unexplained = paths.filter(({ outcome }) => outcome === 'not-run' || outcome === 'closed');
  const whys = [...new Set(unexplained.map(({ path, outcome, why }) => `  ${path} ${WORDS[outcome]}: ${why ?? ''}`))];
  return [
    ...table(paths),
    '',
    'controls',
    ...controls.map(controlLine),
    ...controls
      .filter(({ kind, findings }) => kind === 'negative' && findings.length > 0)
      .flatMap(({ findings }) => findings.flatMap(findingLines)),
    ...(whys.length === 0 ? [] : ['', ...whys]),
    ...told(paths),
    '',
    ...(verdict === 'clean' ? [] : [...reasons.map((reason) => `because  ${reason}`), '']),
    ...limits.map((limit) => `not seen here: ${limit}`),
    '',
    `${SENTENCES[verdict]}${partial ? ' (of the part that was asked for)' : ''}`,
  ].map(oneLine);
}
