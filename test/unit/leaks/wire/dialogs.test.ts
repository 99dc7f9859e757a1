import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../../src/call/call-event.ts';
import { Dialogs } from '../../../../src/leaks/wire/dialogs.ts';
import { FakeTimer } from '../../../fakes/fake-timer.ts';

const leg = (name: string) => name as LegId;
const endpoint = 't1-private';

function known() {
  const clock = new FakeTimer();
  const dialogs = new Dialogs(clock);
  const opened = (callId: string, by: string) => dialogs.opened(callId, { leg: leg(by), endpoint });
  const ended = (by: string) => dialogs.ended(leg(by));
  return { clock, dialogs, opened, ended };
}

describe('which leg a Call-ID belongs to', () => {
  it('[G6] is known 40 s longer than the leg is there, and not for ever', async () => {
    const { clock, dialogs, opened, ended } = known();
    opened('first', '1');
    ended('1');
    await clock.wind(39_000);
    opened('second', '2');
    expect(dialogs.of('first')).toMatchObject({ leg: '1', endpoint });

    await clock.wind(2_000);
    opened('third', '3');
    expect(dialogs.of('first')).toBeUndefined();
    expect(dialogs.of('second')).toMatchObject({ leg: '2' });
  });

  it('[G6] stays known for as long as the leg is there, whatever ends meanwhile', async () => {
    const { clock, dialogs, opened, ended } = known();
    opened('long', 'long');
    for (let minute = 0; minute < 60; minute += 1) {
      opened(`short ${minute}`, `${minute}`);
      ended(`${minute}`);
      await clock.wind(60_000);
    }

    expect(dialogs.of('long')).toMatchObject({ leg: 'long' });
    expect(dialogs.knows(leg('long'))).toBe(true);
    expect(dialogs.of('short 58')).toBeUndefined();
  });

  it('[G6] is the later one where two say it is theirs, and the end of the first does not make it unknown', async () => {
    const { clock, dialogs, opened, ended } = known();
    opened('one', '1');
    opened('one', '2');
    ended('1');
    await clock.wind(50_000);
    opened('another', '3');

    expect(dialogs.of('one')).toMatchObject({ leg: '2' });
  });

  it('[G6] is known again when a leg takes up what had ended', async () => {
    const { clock, dialogs, opened, ended } = known();
    opened('one', '1');
    ended('1');
    await clock.wind(30_000);
    opened('one', '2');
    await clock.wind(30_000);
    opened('another', '3');

    expect(dialogs.of('one')).toMatchObject({ leg: '2' });
  });

  it('[G6] is known 40 s and not for ever when it is learnt after the leg’s end, whichever of the latest thousands that was', async () => {
    const { clock, dialogs, opened, ended } = known();
    for (let call = 0; call < 5_000; call += 1) ended(`${call}`);
    opened('first', '0');
    opened('last', '4999');
    expect(dialogs.knows(leg('0'))).toBe(false);
    await clock.wind(39_000);
    opened('another', 'another');
    expect(dialogs.of('first')).toMatchObject({ leg: '0' });

    await clock.wind(2_000);
    opened('one more', 'one more');
    expect([dialogs.of('first'), dialogs.of('last')]).toEqual([undefined, undefined]);
    expect(dialogs.of('another')).toMatchObject({ leg: 'another' });
  });

  it('[G6] is forgotten sooner where more end than can be remembered: the oldest first', () => {
    const { dialogs, opened, ended } = known();
    for (let call = 0; call < 100_000; call += 1) {
      opened(`call ${call}`, `${call}`);
      ended(`${call}`);
    }

    expect(dialogs.of(`call ${100_000 - 32_768}`)).toBeDefined();
    expect(dialogs.of(`call ${100_000 - 32_769}`)).toBeUndefined();
    expect(dialogs.of('call 0')).toBeUndefined();
  });
});
