import { describe, expect, it } from 'vitest';
import { sarifReport } from '../../../src/cli/audit/sarif-report.ts';
import { finding } from '../../../src/leaks/audit/finding.ts';

const FINDINGS = [
  finding({ rule: 'a', subject: ['x'], severity: 'leak', rows: ['A1'], from: 'live', found: 'f', why: 'w', fix: 'x' }),
  finding({
    rule: 'b',
    subject: [],
    severity: 'fingerprint',
    rows: [],
    from: 'hep.conf',
    found: 'g',
    why: 'v',
    fix: 'y',
  }),
  finding({ rule: 'a', subject: ['y'], severity: 'kept', rows: [], from: 'live', found: 'h', why: 'w', fix: 'z' }),
];

describe('a report in SARIF 2.1.0', () => {
  it('has what the standard requires: version, tool, rules by their index, a message and a level for each result', () => {
    expect(sarifReport(FINDINGS, '1.2.3')).toEqual({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'Withheld',
              semanticVersion: '1.2.3',
              rules: [
                { id: 'a', shortDescription: { text: 'w' } },
                { id: 'b', shortDescription: { text: 'v' } },
              ],
            },
          },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'a',
              ruleIndex: 0,
              level: 'error',
              message: { text: 'f. w. Fix: x' },
              locations: [{ logicalLocations: [{ name: 'live PBX', kind: 'resource' }] }],
              partialFingerprints: { 'findingId/v1': 'a:x' },
              properties: { severity: 'leak', rows: ['A1'] },
            },
            expect.objectContaining({
              ruleId: 'b',
              ruleIndex: 1,
              level: 'note',
              locations: [{ physicalLocation: { artifactLocation: { uri: 'hep.conf', uriBaseId: 'ASTERISK' } } }],
            }),
            expect.objectContaining({ ruleId: 'a', ruleIndex: 0, level: 'warning' }),
          ],
        },
      ],
    });
  });

  it('is whole when nothing was found', () => {
    expect(sarifReport([], '1.2.3')).toMatchObject({ version: '2.1.0', runs: [{ results: [] }] });
  });
});
