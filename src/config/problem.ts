/** Where a value stands: keys and list positions from the root. */
export type Path = readonly (string | number)[];

/** One thing wrong with the configuration. `found` never carries digits of a number or any part of a secret. */
export interface Problem {
  readonly path: Path;
  readonly found: string;
  readonly allowed: string;
}

/** A problem with the place in the files where it can be mended. */
export interface LocatedProblem extends Problem {
  readonly file: string;
  readonly line: number;
}

const LONGEST_SHOWN = 60;
const DIGIT_RUN = /[0-9](?:[ ().-]{0,2}[0-9]){6,}/g;

/** Control, format and separator characters as `\u…`, so that the text stays on one line and cannot steer a terminal. */
function escaped(text: string): string {
  return [...text]
    .map((c) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(c) ? `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}` : c))
    .join('');
}

/** One line of printable text: escaped, runs of seven and more digits as `N`, cut after 60 characters. */
export function printable(text: string): string {
  const masked = escaped(text.slice(0, LONGEST_SHOWN * 4).replace(DIGIT_RUN, (run) => run.replace(/[0-9]/g, 'N')));
  return masked.length > LONGEST_SHOWN ? `${masked.slice(0, LONGEST_SHOWN)}…` : masked;
}

/** `trunks[0].register.password`; keys that are not plain words are quoted. The root is `(root)`. */
function pathText(path: Path): string {
  const text = path.reduce<string>((sofar, step) => {
    if (typeof step === 'number') return `${sofar}[${step}]`;
    if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) return `${sofar}[${JSON.stringify(printable(step))}]`;
    return sofar === '' ? step : `${sofar}.${step}`;
  }, '');
  return text === '' ? '(root)' : text;
}

/** `<file>:<line> <path>: found <what>; allowed: <what>`, always exactly one line. */
export function problemLine(problem: LocatedProblem): string {
  return `${escaped(problem.file)}:${problem.line} ${pathText(problem.path)}: found ${problem.found}; allowed: ${problem.allowed}`;
}
