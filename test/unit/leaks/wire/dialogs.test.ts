import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../../src/call/call-event.ts';
import { Dialogs } from '../../../../src/leaks/wire/dialogs.ts';
import { FakeTimer } from '../../../fakes/fake-timer.ts';

const leg = (name: string) => name as LegId;
const endpoint = 't1-private';

function known() {
  const clock = new FakeTimer();
  return { clock, dialogs: new Dialogs(clock) };
}

describe('which leg a Call-ID belongs to', () => {
  it('[G6] is known 40 s longer than the leg is there, and not for ever', async () => {
    const { clock, dialogs } = known();
    dialogs.opened('first', { leg: leg('1'), endpoint });
    dialogs.ended(leg('1'));
    await clock.wind(39_000);
    dialogs.opened('second', { leg: leg('2'), endpoint });
    expect(dialogs.of('first')).toMatchObject({ leg: '1', endpoint });

    await clock.wind(2_000);
    dialogs.opened('third', { leg: leg('3'), endpoint });
    expect(dialogs.of('first')).toBeUndefined();
    expect(dialogs.of('second')).toMatchObject({ leg: '2' });
  });

  it('[G6] stays known for as long as the leg is there, whatever ends meanwhile', async () => {
    const { clock, dialogs } = known();
    dialogs.opened('long', { leg: leg('long'), endpoint });
    for (let minute = 0; minute < 60; minute += 1) {
      dialogs.opened(`short ${minute}`, { leg: leg(`${minute}`), endpoint });
      dialogs.ended(leg(`${minute}`));
      await clock.wind(60_000);
    }

    expect(dialogs.of('long')).toMatchObject({ leg: 'long' });
    expect(dialogs.knows(leg('long'))).toBe(true);
    expect(dialogs.of('short 58')).toBeUndefined();
  });

  it('[G6] is the later one where two say it is theirs, and the end of the first does not make it unknown', async () => {
    const { clock, dialogs } = known();
    dialogs.opened('one', { leg: leg('1'), endpoint });
    dialogs.opened('one', { leg: leg('2'), endpoint });
    dialogs.ended(leg('1'));
    await clock.wind(50_000);
    dialogs.opened('another', { leg: leg('3'), endpoint });

    expect(dialogs.of('one')).toMatchObject({ leg: '2' });
  });

  it('[G6] is known again when a leg takes up what had ended', async () => {
    const { clock, dialogs } = known();
    dialogs.opened('one', { leg: leg('1'), endpoint });
    dialogs.ended(leg('1'));
    await clock.wind(30_000);
    dialogs.opened('one', { leg: leg('2'), endpoint });
    await clock.wind(30_000);
    dialogs.opened('another', { leg: leg('3'), endpoint });

    expect(dialogs.of('one')).toMatchObject({ leg: '2' });
  });

  it('[G6] is forgotten sooner where more end than can be remembered: the oldest first', () => {
    const { dialogs } = known();
    for (let call = 0; call < 100_000; call += 1) {
      dialogs.opened(`call ${call}`, { leg: leg(`${call}`), endpoint });
      dialogs.ended(leg(`${call}`));
    }

    expect(dialogs.of(`call ${100_000 - 32_768}`)).toBeDefined();
    expect(dialogs.of(`call ${100_000 - 32_769}`)).toBeUndefined();
    expect(dialogs.of('call 0')).toBeUndefined();
  });
});
