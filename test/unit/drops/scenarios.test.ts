import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../src/adapters/asterisk/evidence/recorded-evidence.ts';
import { type ReplayedCall, replayedCalls } from '../../../src/cli/replay/replayed-calls.ts';
import { recordings, type Scenario } from '../../scenarios/recordings.ts';
import { writtenCourses } from '../../scenarios/written-courses.ts';
import { writtenEnds } from '../../scenarios/written-ends.ts';

function replayed({ text }: Scenario): readonly ReplayedCall[] {
  const recording = readRecording(text);
  expect(recording.damaged).toEqual([]);
  return replayedCalls(recording);
}

function expectTruth(scenario: Scenario): void {
  const { classes, releasedBy, detail, offer, calls = 1 } = scenario.truth;
  const told = replayed(scenario);
  expect(told).toHaveLength(calls);
  for (const each of told) {
    expect(classes, JSON.stringify(each)).toContain(each.class);
    if (releasedBy !== undefined) expect(releasedBy, JSON.stringify(each)).toContain(each.releasedBy);
    if (detail !== undefined) expect(each.detail).toBe(detail);
    if (!offer) expect(each.callbackOffer).toBe(false);
  }
}

describe('the detector, over streams recorded in a lab', () => {
  it.each(recordings())('tells the truth: $name', expectTruth);
});

describe('the detector, over streams written after the study', () => {
  it.each([...writtenEnds(), ...writtenCourses()])('tells the truth: $name', expectTruth);
});
