import type { TestSummary } from '../ports/leak-test-runner.ts';
import type { DoorVerdict } from './door-verdicts.ts';
import type { LeakTestReport } from './tester/report.ts';

/** What is kept of a report. Pure: the same report always gives the same summary. */
export function testSummary(report: LeakTestReport, doors: readonly DoorVerdict[]): TestSummary {
  const tried = report.paths.filter(({ outcome }) => outcome !== 'not-run');
  return {
    startedAt: Date.parse(report.startedAt),
    endedAt: Date.parse(report.endedAt),
    verdict: report.verdict,
    part: report.partial ? 'partial' : 'whole',
    release: /\d{1,2}\.\d{1,3}(?:\.\d{1,3})?/.exec(report.asterisk)?.[0] ?? null,
    paths: tried.length,
    messages: tried.reduce((sum, { messages }) => sum + messages, 0),
    doors: doors.map((said) => ({
      door: said.door,
      verdict: said.verdict,
      vector: said.verdict === 'leaked' ? said.why : null,
    })),
  };
}
