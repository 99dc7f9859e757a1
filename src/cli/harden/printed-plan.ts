import type { HardeningPlan } from '../../adapters/asterisk/hardening/hardening-plan.ts';
import type { Config } from '../../config/config.ts';
import { oneLine, printJson, printLine } from '../output.ts';
import { shownDiff } from './shown-diff.ts';

/** The ways of emergency calls that would change, in words; empty when none does. */
export function emergencyLines({ emergency }: HardeningPlan): readonly string[] {
  const lines = emergency.map(({ dialled, context, before, after, replaced }) => {
    const was = before === null ? 'found nowhere' : `found at ${before}`;
    const becomes = after === null ? 'found nowhere' : `found at ${after}`;
    return `  ${dialled} from a phone in [${context}]: now ${was}; then ${becomes}${replaced ? '; A ROUTE OF YOURS IS REPLACED' : ''}`;
  });
  return lines.length === 0 ? [] : ['Emergency routes:', ...lines];
}

/** Prints a plan to read: the diff, then emergency routes, then what is left to people. */
export function printPlan(plan: HardeningPlan, config: Config, showValues: boolean): void {
  for (const line of shownDiff(plan.changes, config, showValues)) printLine(line);
  const emergency = emergencyLines(plan);
  for (const line of emergency.length === 0 ? [] : ['', ...emergency]) printLine(oneLine(line));
  if (plan.byHand.length > 0) printLine('\nBy hand:');
  for (const line of plan.byHand) printLine(oneLine(`  ${line}`));
}

export function printPlanAsJson(plan: HardeningPlan, config: Config, showValues: boolean): void {
  const changes = plan.changes.map((change) => ({
    path: change.path,
    isNew: change.before === null,
    diff: shownDiff([change], config, showValues).join('\n'),
  }));
  printJson({ kind: plan.kind, changes, emergency: plan.emergency, byHand: plan.byHand });
}
