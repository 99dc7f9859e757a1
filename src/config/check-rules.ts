import type { Path, Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';

type Rule = ParsedConfig['rules'][number];

function checkAction(rule: Rule, at: Path): readonly Problem[] {
  const actions = (['door', 'trunk', 'refuse'] as const).filter((key) => rule[key] !== undefined);
  if (actions.length !== 1) {
    const found = actions.length === 0 ? 'no action' : `the actions ${actions.join(', ')}`;
    return [{ path: at, found, allowed: 'exactly one of door, trunk, refuse' }];
  }
  if (rule.door === 'parent' && rule.from === undefined && rule.to === undefined) {
    const allowed = 'door: parent with from or to: a rule that loosens every call is a mistake';
    return [{ path: at, found: 'a loosening without a condition', allowed }];
  }
  return [];
}

/** What one rule's keys say together, and what they name elsewhere. */
export function checkRules(config: ParsedConfig): readonly Problem[] {
  const trunks = config.trunks.map(({ id }) => id);
  const extensions = new Set(config.sites.flatMap((site) => site.extensions));
  return config.rules.flatMap((rule, index) => {
    const at: Path = ['rules', index];
    const problems: Problem[] = [...checkAction(rule, at)];
    if (rule.trunk !== undefined && !trunks.includes(rule.trunk)) {
      problems.push({ path: [...at, 'trunk'], found: `"${rule.trunk}"`, allowed: trunks.join(', ') });
    }
    for (const [position, extension] of (rule.from ?? []).entries()) {
      if (extensions.has(extension)) continue;
      const path = [...at, 'from', position];
      problems.push({ path, found: 'an extension of no site', allowed: 'an extension listed in a site' });
    }
    return problems;
  });
}
