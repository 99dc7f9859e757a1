import type { AuditFinding, Severity } from '../../leaks/audit/finding.ts';

const LEVELS = {
  emergency: 'error',
  leak: 'error',
  unknown: 'error',
  around: 'warning',
  kept: 'warning',
  unnoticed: 'warning',
  link: 'warning',
  fingerprint: 'note',
} as const satisfies Record<Severity, string>;

function placeOf(from: string) {
  if (from === 'live') return { logicalLocations: [{ name: 'live PBX', kind: 'resource' }] };
  return { physicalLocation: { artifactLocation: { uri: from, uriBaseId: 'ASTERISK' } } };
}

/** The findings as SARIF 2.1.0 (OASIS), for programs that collect such reports. `version` is the product's. */
export function sarifReport(findings: readonly AuditFinding[], version: string): unknown {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Withheld',
            semanticVersion: version,
            rules: rules.map((id) => ({
              id,
              shortDescription: { text: findings.find(({ rule }) => rule === id)?.why ?? id },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(({ id, rule, severity, rows, from, found, why, fix }) => ({
          ruleId: rule,
          ruleIndex: rules.indexOf(rule),
          level: LEVELS[severity],
          message: { text: `${found}. ${why}. Fix: ${fix}` },
          locations: [placeOf(from)],
          partialFingerprints: { 'findingId/v1': id },
          properties: { severity, rows },
        })),
      },
    ],
  };
}
