import type { ClirAction, ClirRule } from '../identity/policy.ts';
import type { Config } from './config.ts';

type WrittenRule = Config['rules'][number];

function actionOf({ refuse, trunk, door }: WrittenRule): ClirAction {
  if (refuse === true) return { refuse: true };
  if (trunk !== undefined) return { trunk };
  return { door: door ?? 'private' };
}

/** The rules as the policy reads them, in the order written. Each was checked to have exactly one action. */
export function clirRules(rules: readonly WrittenRule[]): readonly ClirRule[] {
  return rules.map((rule) => ({ name: rule.name, from: rule.from, to: rule.to, action: actionOf(rule) }));
}
