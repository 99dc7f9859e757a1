import { describe, expect, it } from 'vitest';
import type { ControlReport, PathReport, ProbeFinding } from '../../../../src/leaks/tester/report.ts';
import { pathVerdict, testVerdict } from '../../../../src/leaks/tester/verdict.ts';

const finding = (severity: ProbeFinding['severity']): ProbeFinding => ({
  message: 'INVITE',
  vector: 'from-user',
  rows: ['A1'],
  place: 'From',
  excerpt: '<sip:[…]@[…]>',
  severity,
  setting: 'from_user',
});

const path = (changes: Partial<PathReport> = {}): PathReport => ({
  trunk: 't1',
  door: 'private',
  path: 'decided',
  outcome: 'clean',
  mandatory: true,
  why: null,
  messages: 3,
  findings: [],
  ...changes,
});

const control = (kind: ControlReport['kind'], changes: Partial<ControlReport> = {}): ControlReport => ({
  kind,
  trunk: 't1',
  site: kind === 'negative' ? 'main' : null,
  held: true,
  why: null,
  findings: [],
  ...changes,
});

const HELD = [control('positive'), control('negative')];

describe('the verdict of a path', () => {
  it('is clean only where nothing was found', () => {
    expect(pathVerdict([])).toBe('clean');
    for (const severity of ['suspicious', 'unreadable', 'unpresented'] as const)
      expect(pathVerdict([finding(severity)])).toBe('inconclusive');
    expect(pathVerdict([finding('suspicious'), finding('leak')])).toBe('leaked');
  });
});

describe('the verdict of a leak test', () => {
  it('is clean when every control held and every path that must be tried was clean', () => {
    expect(testVerdict([path()], HELD)).toEqual({ verdict: 'clean', reasons: [] });
  });

  it('is leaked when anything leaked, whatever else is not known', () => {
    const { verdict } = testVerdict([path({ outcome: 'leaked' }), path({ outcome: 'inconclusive' })], []);

    expect(verdict).toBe('leaked');
  });

  it('is leaked when an emergency call shows more than the number of its site', () => {
    const shows = control('negative', { held: false, findings: [finding('leak')] });

    expect(testVerdict([path()], [control('positive'), shows]).verdict).toBe('leaked');
  });

  it('is not leaked because the door that is built to leak does', () => {
    const caught = control('positive', { findings: [finding('leak')] });

    expect(testVerdict([path()], [caught, control('negative')]).verdict).toBe('clean');
  });

  it.each(['inconclusive', 'not-run', 'closed'] as const)(
    'is never clean on the strength of a path that is %s',
    (outcome) => {
      expect(testVerdict([path(), path({ outcome, path: 'cancel' })], HELD).verdict).toBe('inconclusive');
    },
  );

  it('is clean without what the product rightly cannot do, but not when that was unclear', () => {
    for (const outcome of ['not-run', 'closed'] as const)
      expect(testVerdict([path(), path({ outcome, mandatory: false })], HELD).verdict).toBe('clean');
    expect(testVerdict([path(), path({ outcome: 'inconclusive', mandatory: false })], HELD).verdict).toBe(
      'inconclusive',
    );
  });

  it.each([
    ['a control did not hold', [path()], [control('positive', { held: false }), control('negative')]],
    ['there was no positive control', [path()], [control('negative')]],
    ['there was no negative control', [path()], [control('positive')]],
    ['nothing was tried', [], HELD],
  ] as const)('is inconclusive when %s, and says why', (_why, paths, controls) => {
    const { verdict, reasons } = testVerdict(paths, controls);

    expect(verdict).toBe('inconclusive');
    expect(reasons).not.toEqual([]);
  });
});
