import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LegEnder } from '../../src/adapters/asterisk/leg-ender.ts';
import type { LegId } from '../../src/call/call-event.ts';
import { AskedPbx } from '../../src/leaks/wire/asked-pbx.ts';
import type { WireQuestion } from '../../src/leaks/wire/wire-words.ts';
import { FakeAri, type FakeAriAnswer } from './fakes/fake-ari.ts';

const LEG = 'h1-1795474600.1' as LegId;
const DELETE = `channels/${LEG}`;
/** The deadline is a quarter of a second; a busy machine may take longer to say so. */
const SOON_MS = 2_000;

describe('a leaking leg is ended by a connection of its own', () => {
  let ari: FakeAri;
  let ender: LegEnder;

  beforeEach(async () => {
    ari = await new FakeAri().start();
    ender = new LegEnder({ url: ari.url, user: 'withheld', password: 'ari-secret', application: 'withheld' });
    await ender.warm();
  });
  afterEach(async () => await ari.kill());

  it('that is open before it is needed', async () => {
    // A connection is free again a turn after its answer.
    await pause(50);
    const before = ari.httpConnections;
    expect(await ender.hangUp(LEG)).toEqual({ outcome: 'ok', value: null });
    expect(ari.made('DELETE', DELETE)).toHaveLength(1);
    expect(ari.httpConnections).toBe(before);
  });

  it.each<readonly [FakeAriAnswer, string]>([
    ['hang', 'never answers'],
    ['half', 'stops in the middle of an answer'],
    ['reset', 'breaks the connection'],
    [{ status: 401, json: {} }, 'refuses the login'],
    [{ status: 500 }, 'fails'],
  ])('%s: a PBX that %s is asked by the other way at once', async (answer) => {
    const asked: WireQuestion[] = [];
    ari.everything = answer;
    const pbx = new AskedPbx(
      (id, question) => {
        asked.push(question);
        pbx.answered(id, { outcome: 'ok', value: null });
      },
      (leg) => ender.hangUp(leg),
    );
    const began = Date.now();

    expect(await pbx.hangUp(LEG)).toEqual({ outcome: 'ok', value: null });

    expect(asked).toEqual([{ what: 'hangUp', leg: LEG }]);
    expect(Date.now() - began).toBeLessThan(SOON_MS);
  });

  it('which ends many at once while the PBX hangs, and works again when it is back', async () => {
    ari.everything = 'hang';
    const legs = Array.from({ length: 50 }, (_, at) => `1795474600.${at}` as LegId);
    const ends = await Promise.all(legs.map((leg) => ender.hangUp(leg)));
    expect(new Set(ends.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));

    ari.everything = null;
    await expect.poll(async () => (await ender.hangUp(LEG)).outcome, { timeout: SOON_MS }).toBe('ok');
  });

  it("and a leg that is gone already is nobody else's business", async () => {
    const asked: WireQuestion[] = [];
    ari.answers.set(`DELETE ${DELETE}`, { status: 404, json: { message: 'Channel not found' } });
    const pbx = new AskedPbx(
      (_, question) => asked.push(question),
      (leg) => ender.hangUp(leg),
    );

    expect(await pbx.hangUp(LEG)).toMatchObject({ outcome: 'refused' });
    expect(asked).toEqual([]);
  });
});
