import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../src/adapters/asterisk/evidence/recorded-evidence.ts';
import { replayedCalls } from '../../../src/cli/replay/replayed-calls.ts';
import { chance, fuzzed } from '../../scenarios/fuzzed-stream.ts';
import { recordings } from '../../scenarios/recordings.ts';
import { writtenCourses } from '../../scenarios/written-courses.ts';
import { writtenEnds } from '../../scenarios/written-ends.ts';

const REPLAYS = 400;

describe('the detector, over damaged streams', () => {
  it('never offers a call-back that the truth forbids', () => {
    const forbidding = [...recordings(), ...writtenEnds(), ...writtenCourses()].filter(({ truth }) => !truth.offer);
    const random = chance(20_261_128);
    const wrong: string[] = [];
    for (let replay = 0; replay < REPLAYS; replay += 1) {
      const scenario = forbidding[replay % forbidding.length];
      if (scenario === undefined) continue;
      const { text, done } = fuzzed(scenario.text, random);
      for (const call of replayedCalls(readRecording(text)))
        if (call.callbackOffer) wrong.push(`${replay} ${scenario.name}: ${done.join(', ')}: ${JSON.stringify(call)}`);
    }
    expect(wrong).toEqual([]);
  });

  it('says the same of the same stream', () => {
    for (const { text } of recordings().slice(0, 6))
      expect(replayedCalls(readRecording(text))).toEqual(replayedCalls(readRecording(text)));
  });
});
