import { describe, expect, it } from 'vitest';
import { doorVerdicts } from '../../../src/leaks/door-verdicts.ts';
import type { LeakTestReport, PathReport } from '../../../src/leaks/tester/report.ts';

const path = (door: PathReport['door'], outcome: PathReport['outcome'], mandatory = true): PathReport => ({
  trunk: 't1',
  door,
  path: 'policy-forgotten',
  outcome,
  mandatory,
  why: null,
  messages: 3,
  findings:
    outcome === 'leaked'
      ? [
          {
            message: 'INVITE',
            vector: 'from-user',
            rows: ['A2'],
            place: 'From',
            excerpt: '<sip:[user]@[…]>',
            severity: 'leak',
            setting: 'from_user',
          },
        ]
      : [],
});
const report = (paths: readonly PathReport[], changed: Partial<LeakTestReport> = {}): LeakTestReport => ({
  format: 1,
  startedAt: '2026-11-24T10:00:00Z',
  endedAt: '2026-11-24T10:00:10Z',
  asterisk: '22.10.1',
  verdict: 'clean',
  partial: false,
  reasons: [],
  controls: [{ kind: 'positive', trunk: 't1', site: null, held: true, why: null, findings: [] }],
  paths,
  limits: [],
  ...changed,
});

describe('what a leak test says of a door', () => {
  it('[G10] is clean only when every mandatory path through it was', () => {
    expect(doorVerdicts(report([path('private', 'clean'), path('private', 'not-run', false)]))).toEqual([
      { door: 't1-private', verdict: 'clean' },
    ]);
    for (const outcome of ['inconclusive', 'not-run', 'closed'] as const)
      expect(doorVerdicts(report([path('private', 'clean'), path('private', outcome)]))).toEqual([
        { door: 't1-private', verdict: 'inconclusive' },
      ]);
  });

  it('[G10] is never clean when a control did not hold, there was none, or only a part was tried', () => {
    const paths = [path('private', 'clean')];
    const blind = report(paths, {
      controls: [{ kind: 'positive', trunk: 't1', site: null, held: false, why: 'not caught', findings: [] }],
    });
    for (const each of [blind, report(paths, { controls: [] }), report(paths, { partial: true })])
      expect(doorVerdicts(each)).toEqual([{ door: 't1-private', verdict: 'inconclusive' }]);
  });

  it('[G10] is leaked by one path, even of a test that could not see everything', () => {
    const paths = [path('private', 'clean'), path('private', 'leaked'), path('parent', 'clean')];

    expect(doorVerdicts(report(paths, { controls: [] }))).toEqual([
      { door: 't1-private', verdict: 'leaked', why: 'from-user' },
      { door: 't1-parent', verdict: 'inconclusive' },
    ]);
  });

  it('[G10] is nothing for the door of calls from the carrier, which is never closed', () => {
    expect(doorVerdicts(report([path('in', 'leaked')]))).toEqual([]);
  });
});
