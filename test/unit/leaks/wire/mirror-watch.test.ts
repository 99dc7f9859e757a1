import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../../src/call/call-event.ts';
import { MirrorWatch } from '../../../../src/leaks/wire/mirror-watch.ts';
import { FakeTimer } from '../../../fakes/fake-timer.ts';
import { KeptLog } from '../../../fakes/kept-log.ts';

const LEG = '1700000000.7' as LegId;

function watched() {
  const timer = new FakeTimer();
  let silences = 0;
  const changed = (_trunk: string, state: string) => {
    if (state === 'silent') silences += 1;
  };
  const doors = new Map([['t1-private', 't1']]);
  const mirror = new MirrorWatch({ clock: timer, timer, log: new KeptLog(), doors, changed });
  const created = (dialog?: string) =>
    mirror.handle({
      kind: 'created',
      at: 0,
      leg: LEG,
      through: { technology: 'PJSIP', endpoint: 't1-private' },
      incoming: false,
      ...(dialog === undefined ? {} : { dialog }),
    });
  return { timer, mirror, created, state: () => mirror.states.get('t1'), silences: () => silences };
}

describe('whether the mirror shows what it must', () => {
  it('[G6] is not known before the first call', () => {
    expect(watched().state()).toBe('unverified');
  });

  it('[G6] is verified by a call that was seen, and silent by one that was not', async () => {
    const { timer, mirror, created, state, silences } = watched();
    created('first');
    mirror.seen('t1', 'first');
    await timer.wind(3_000);
    expect(state()).toBe('verified');
    created('second');
    await timer.wind(3_000);

    expect(state()).toBe('silent');
    expect(silences()).toBe(1);
  });

  it('[G6] says nothing of a call that was over before it had to be seen', async () => {
    const { timer, mirror, created, state } = watched();
    created('first');
    mirror.handle({
      kind: 'ended',
      at: 0,
      leg: LEG,
      through: { technology: 'PJSIP', endpoint: 't1-private' },
      cause: 16,
    });
    await timer.wind(5_000);

    expect(state()).toBe('unverified');
  });

  it('[G6] takes any message on the trunk where the PBX does not name the call (Asterisk 16)', async () => {
    const { timer, mirror, created, state } = watched();
    created();
    mirror.seen('t1', 'whatever');
    await timer.wind(3_000);
    expect(state()).toBe('verified');
    created();
    await timer.wind(3_000);

    expect(state()).toBe('silent');
  });

  it('[G6] is verified by a call that the mirror showed before the PBX said that it began', async () => {
    const { timer, mirror, created, state } = watched();
    mirror.seen('t1', 'first');
    await timer.wind(40);
    created();
    await timer.wind(3_000);

    expect(state()).toBe('verified');
  });

  it("[G6] goes by the Call-ID that the dialplan's word names, whatever else was seen on the trunk", async () => {
    const { timer, mirror, created, state } = watched();
    created();
    mirror.handle({
      kind: 'passed',
      at: 0,
      leg: LEG,
      through: { technology: 'PJSIP', endpoint: 't1-private' },
      asking: '1700000000.6' as LegId,
      dialog: 'mine',
    });
    mirror.seen('t1', "another's");
    await timer.wind(3_000);

    expect(state()).toBe('silent');
  });

  it('[G6] is verified by a call that was seen before ten thousand others, and again and again amid many more', async () => {
    const { timer, mirror, created, state } = watched();
    created('first');
    mirror.seen('t1', 'first');
    for (let other = 0; other < 10_000; other += 1) mirror.seen('t1', `other ${other}`);
    await timer.wind(3_000);
    expect(state()).toBe('verified');

    created('second');
    for (let other = 0; other < 50_000; other += 1) {
      if (other % 5_000 === 0) mirror.seen('t1', 'second');
      mirror.seen('t1', `another ${other}`);
    }
    await timer.wind(3_000);
    expect(state()).toBe('verified');
  });

  it('[G6] is silent for a call that was not seen amid many others that were', async () => {
    const { timer, mirror, created, state } = watched();
    created('first');
    for (let other = 0; other < 50_000; other += 1) mirror.seen('t1', `other ${other}`);
    await timer.wind(3_000);

    expect(state()).toBe('silent');
  });
});
