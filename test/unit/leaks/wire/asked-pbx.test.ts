import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../../src/call/call-event.ts';
import { AskedPbx } from '../../../../src/leaks/wire/asked-pbx.ts';
import type { WireQuestion } from '../../../../src/leaks/wire/wire-words.ts';
import { settle } from '../../../fakes/fake-timer.ts';

const LEG = '1700000000.7' as LegId;

describe('the PBX as the wire check asks it', () => {
  it('[G10] is asked to take a leaking call back however many questions wait', async () => {
    const asked: WireQuestion[] = [];
    const pbx = new AskedPbx((_id, question) => asked.push(question), null);
    for (let each = 0; each < 1_000; each += 1) void pbx.variable(LEG, 'CHANNEL(pjsip,call-id)');
    expect(await pbx.variable(LEG, 'one too many')).toEqual({ outcome: 'unknown', why: 'too many questions' });

    const answer = pbx.hangUp(LEG);
    await settle();
    expect(asked.at(-1)).toEqual({ what: 'hangUp', leg: LEG });
    pbx.answered(asked.length, { outcome: 'ok', value: null });
    expect(await answer).toEqual({ outcome: 'ok', value: null });
  });

  it.each([
    ['ok', { outcome: 'ok', value: null }],
    ['no such leg', { outcome: 'refused', why: 'HTTP 404' }],
  ] as const)('[G10] is not asked to end a leg that was ended by the shorter way: %s', async (_what, answer) => {
    const asked: WireQuestion[] = [];
    const pbx = new AskedPbx(
      (_id, question) => asked.push(question),
      async () => answer,
    );

    expect(await pbx.hangUp(LEG)).toEqual(answer);
    expect(asked).toEqual([]);
  });

  it('[G10] is asked to end a leg that the shorter way did not end', async () => {
    const asked: WireQuestion[] = [];
    const unknown = { outcome: 'unknown', why: 'unreachable' } as const;
    const pbx = new AskedPbx(
      (_id, question) => asked.push(question),
      async () => unknown,
    );

    const answer = pbx.hangUp(LEG);
    await settle();
    expect(asked).toEqual([{ what: 'hangUp', leg: LEG }]);
    pbx.answered(1, { outcome: 'ok', value: null });
    expect(await answer).toEqual({ outcome: 'ok', value: null });
  });
});
