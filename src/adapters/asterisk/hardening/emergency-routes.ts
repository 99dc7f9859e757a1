import type { Dialplan, DialplanMatch } from '../conf/dialplan.ts';

/** What becomes of one emergency number dialled in one context. */
export interface EmergencyRoute {
  /** As typed. Emergency numbers are public. */
  readonly dialled: string;
  /** Where phones begin now. */
  readonly context: string;
  /** Where the number is found now; `null`: nowhere. */
  readonly before: string | null;
  readonly after: string | null;
  /** It was there, was not ours, and would behave differently. */
  readonly replaced: boolean;
}

function said(match: DialplanMatch | null): string | null {
  if (match === null) return null;
  const place = match.step === null ? 'switch' : `${match.extension} (${match.step.path}:${match.step.at + 1})`;
  return `[${match.context}] ${place}`;
}

/** The step behind a match, to see whether it does the same as before. */
function doing(match: DialplanMatch | null, dialplan: Dialplan): string {
  if (match?.step === null || match === null) return '';
  const { context, extension } = match.step;
  const steps = dialplan.steps.filter((step) => step.context === context && step.extension === extension);
  return steps.map(({ application }) => application).join('\n');
}

/**
 * Each emergency number whose way changes, in each context in which a phone begins. `moved`: context now → context then. Pure.
 */
export function emergencyRoutes(
  before: Dialplan,
  after: Dialplan,
  moved: ReadonlyMap<string, string>,
  numbers: readonly string[],
): readonly EmergencyRoute[] {
  return [...moved].flatMap(([context, then]) =>
    numbers.flatMap((dialled): readonly EmergencyRoute[] => {
      const was = before.find(context, dialled);
      const becomes = after.find(then, dialled);
      const isSame = was?.context === becomes?.context && was?.extension === becomes?.extension;
      if (isSame && doing(was, before) === doing(becomes, after)) return [];
      const isOurs = was?.context.startsWith('withheld-') ?? false;
      return [{ dialled, context, before: said(was), after: said(becomes), replaced: was !== null && !isOurs }];
    }),
  );
}
