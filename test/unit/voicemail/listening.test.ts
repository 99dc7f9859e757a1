import { beforeEach, describe, expect, test } from 'vitest';
import type { MessageId } from '../../../src/call/mailbox.ts';
import type { Transcript } from '../../../src/call/speech.ts';
import { Listening } from '../../../src/voicemail/listening.ts';
import type { Voice } from '../../../src/voicemail/voice.ts';
import { FakeTimer, settle } from '../../fakes/fake-timer.ts';
import { FakeTranscriber } from '../../fakes/fake-transcriber.ts';

const VOICE: Voice = { samples: new Uint8Array(160_000), seconds: 10, closed: true };
const SPEECH = { stretches: [{ from: 1, to: 4 }] };
const MADE: Transcript = {
  engine: 'sherpa',
  model: 'moonshine',
  sha256: 'a'.repeat(64),
  segments: [{ from: 1, to: 4, text: 'call me', confidence: 0.9 }],
};
/** Four times ten seconds, and ten more. */
const PATIENCE_MS = 50_000;

const id = (nth: number) => `${nth}`.padStart(32, '0') as MessageId;

describe('a message', () => {
  let machine: FakeTranscriber;
  let timer: FakeTimer;
  let counted: string[];
  let heard: number;
  let listening: Listening;

  beforeEach(() => {
    machine = new FakeTranscriber();
    timer = new FakeTimer();
    counted = [];
    heard = 0;
    listening = new Listening({
      transcriber: machine,
      timer,
      leastConfidence: 0.5,
      transcribed: (outcome) => counted.push(outcome),
    });
    listening.onHeard(() => {
      heard += 1;
    });
  });

  const asked = (nth = 1, wanted = true) => listening.listen(id(nth), VOICE, wanted);

  test('that is to have no transcript starts no engine, and is told where somebody speaks', async () => {
    expect(await asked(1, false)).toEqual({ speech: machine.speech, transcript: null, without: null });
    expect([machine.tries.length, counted]).toEqual([0, []]);
  });

  test('that is to have no transcript waits a second for a machine that hangs, and no longer', async () => {
    machine.answers = false;
    const answer = asked(1, false);
    await timer.wind(1_000);

    expect(await answer).toEqual({ speech: null, transcript: null, without: null });
  });

  test('whose owner does not want a transcript any more gets none, and nothing of what was made is kept', async () => {
    machine.answers = false;
    expect(await asked()).toBeNull();
    await settle();
    machine.answers = true;

    expect(await asked(1, false)).toEqual({ speech: machine.speech, transcript: null, without: null });
    // Nor does it come back: it would have to be made anew.
    expect(await asked()).toBeNull();
    expect(machine.tries.length).toBeGreaterThanOrEqual(1);
  });

  test('waits for its transcript without holding up whoever asks, and has it when it is asked for again', async () => {
    expect(await asked()).toBeNull();
    expect(await asked()).toBeNull();
    await settle();
    machine.tries[0]?.end({ speech: SPEECH, made: MADE });
    await settle();

    expect(heard).toBe(1);
    expect(await asked()).toEqual({ speech: SPEECH, transcript: { transcript: MADE, leftOut: 0 }, without: null });
    expect([machine.tries.length, counted]).toEqual([1, ['made']]);
  });

  test('is listened to after the one before it, never beside it', async () => {
    await asked(1);
    await asked(2);
    await settle();
    expect(machine.tries).toHaveLength(1);
    machine.tries[0]?.end({ speech: SPEECH, made: MADE });
    await settle();

    expect(machine.tries).toHaveLength(2);
  });

  test('has a second try after a crash, and no third', async () => {
    await asked();
    await settle();
    machine.tries[0]?.end({ speech: SPEECH, made: { none: 'crashed' } });
    await settle();
    machine.tries[1]?.end({ speech: null, made: { none: 'crashed' } });
    await settle();

    expect(machine.tries).toHaveLength(2);
    expect(await asked()).toEqual({ speech: SPEECH, transcript: null, without: 'crashed' });
    expect(counted).toEqual(['crashed']);
  });

  test('has no second try where it must end the same way', async () => {
    await asked();
    await settle();
    machine.tries[0]?.end({ speech: SPEECH, made: { none: 'model-changed' } });
    await settle();

    expect([machine.tries.length, counted]).toEqual([1, ['model-changed']]);
  });

  test('goes on without a transcript when its patience is over: its try is ended', async () => {
    await asked();
    await timer.wind(PATIENCE_MS - 1);
    expect([heard, machine.tries[0]?.signal.aborted]).toEqual([0, false]);
    await timer.wind(1);

    expect([heard, machine.tries[0]?.signal.aborted]).toEqual([1, true]);
    expect(await asked()).toEqual({ speech: null, transcript: null, without: 'late' });
  });

  test('goes on without a transcript although its turn never came', async () => {
    await asked(1);
    await timer.wind(10_000);
    await asked(2);
    await timer.wind(PATIENCE_MS - 10_000);
    // The first is over; the second has had its turn for ten seconds when its own patience is.
    await timer.wind(10_000);

    expect([heard, counted]).toEqual([2, ['late', 'late']]);
  });

  test('has no transcript where four wait for theirs already', async () => {
    for (const nth of [1, 2, 3, 4]) expect(await asked(nth)).toBeNull();

    expect(await asked(5)).toEqual({ speech: machine.speech, transcript: null, without: 'busy' });
    expect(counted).toEqual(['busy']);
  });

  test('does not wait where no engine is configured', async () => {
    machine.hasEngine = false;

    expect(await asked()).toMatchObject({ transcript: null, without: 'not-configured' });
    expect([machine.tries.length, counted]).toEqual([0, ['not-configured']]);
  });

  test('has no transcript of an engine that says where nobody looked for speech', async () => {
    await asked();
    await settle();
    machine.tries[0]?.end({ speech: null, made: MADE });
    await settle();

    expect(await asked()).toEqual({ speech: null, transcript: null, without: 'unreadable' });
  });

  test('that is gone is listened to no longer, and nothing is told of it', async () => {
    await asked();
    await settle();
    listening.forget(id(1));
    await settle();

    expect([machine.tries[0]?.signal.aborted, heard, counted]).toEqual([true, 0, []]);
  });
});
