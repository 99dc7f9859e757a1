import type { DialplanContext, DialplanStep } from '../../../ports/pbx-settings.ts';

/** Asterisk prints at most 1,023 characters of a step. */
const CUT_FROM = 1000;
const CONTEXT = /^\[ Context '(.*)' created by '.*' \]$/;
const STEP = /^\s+(?:'(.*?)'(?: \(CID match '.*?'\))? =>|\[[^\]]*\])?\s*(\S+)\. ([A-Za-z0-9_]+)\((.*)$/;
const HINT = /^\s+'(.*?)'(?: \(CID match '.*?'\))? =>\s+hint: /;
const REGISTRAR = /\s+\[[^\]\s]*\]$/;
const INCLUDE = /^\s+Include =>\s+'(.*)'\s+\[.*\]$/;
const SWITCH = /^\s+(?:Alt\. Switch|Eval-switch|Switch) =>\s+'(.*)'\s+\[.*\]$/i;
const PASSED_OVER = /^\s+Ignore pattern => |^\s*Autohints/i;
const END = /^-= \d+ extensions? \(\d+ priorit(?:y|ies)\) in (\d+) contexts?\. =-$/m;

interface Growing {
  readonly name: string;
  readonly steps: DialplanStep[];
  readonly includes: string[];
  readonly switches: string[];
}

function stepOf(line: string, extension: string): DialplanStep {
  const [, named, priority = '', application = '', rest = ''] = STEP.exec(line) ?? [];
  // A line that is not understood may be anything.
  if (application === '') return { extension, priority: '?', application: '', data: '', whole: false };
  const text = rest.replace(REGISTRAR, '').trimEnd();
  const whole = text.endsWith(')') && text.length < CUT_FROM;
  return { extension: named ?? extension, priority, application, data: whole ? text.slice(0, -1) : text, whole };
}

/** Takes one line of a context; gives the extension that the next line may go on with. */
function take(line: string, context: Growing, extension: string): string {
  const [, included] = INCLUDE.exec(line) ?? [];
  const [, switched] = SWITCH.exec(line) ?? [];
  const [, hinted] = HINT.exec(line) ?? [];
  if (included !== undefined) context.includes.push(included);
  if (switched !== undefined) context.switches.push(switched);
  if (included !== undefined || switched !== undefined || PASSED_OVER.test(line)) return extension;
  if (hinted !== undefined) return hinted;
  const step = stepOf(line, extension);
  context.steps.push(step);
  return step.extension;
}

/** What `dialplan show` prints, `null` when it is not all there. Steps that were printed in part are marked. Pure. */
export function dialplanListing(printed: string): readonly DialplanContext[] | null {
  const [, expected] = END.exec(printed) ?? [];
  if (expected === undefined) return null;
  const contexts: Growing[] = [];
  let extension = '';
  for (const line of printed.slice(0, printed.search(END)).split('\n')) {
    const [, begun] = CONTEXT.exec(line) ?? [];
    const context = contexts.at(-1);
    if (begun !== undefined) contexts.push({ name: begun, steps: [], includes: [], switches: [] });
    if (begun !== undefined) extension = '';
    else if (context !== undefined && line.trim() !== '') extension = take(line, context, extension);
  }
  return Number(expected) === contexts.length ? contexts : null;
}
