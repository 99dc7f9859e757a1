import { describe, expect, it } from 'vitest';
import type { CallEvent, LegId } from '../../../src/call/call-event.ts';
import { LiveCheck } from '../../../src/leaks/live-check.ts';
import type { WireFact, WireSide } from '../../../src/leaks/wire/wire-words.ts';
import { FakePbx } from '../../fakes/fake-pbx.ts';
import { FakeTimer } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';
import { RecordedLines, recorded } from './wire/recorded-lines.ts';

const LEG = '1700000000.7' as LegId;

/** The side that hears the mirror, as a puppet: `tells` is what it tells at once. */
async function live(...tells: readonly WireFact[]) {
  const { doors } = new RecordedLines(recorded('ordinary-22'));
  const told: CallEvent[] = [];
  const counted: string[] = [];
  const log = new KeptLog();
  const timer = new FakeTimer();
  const puppet = { tell: (_fact: WireFact): void => undefined };
  const side: WireSide = {
    start: async (tell) => {
      puppet.tell = tell;
      for (const fact of tells) tell(fact);
    },
    handle: (event) => told.push(event),
    adopt: () => undefined,
    stop: async () => undefined,
  };
  const check = new LiveCheck({
    pbx: new FakePbx(),
    side,
    clock: timer,
    timer,
    log,
    doors,
    keep: () => undefined,
    counts: {
      looked: (look, messages) => counted.push(`${look} ${messages}`),
      leaked: () => counted.push('leaked'),
      doorClosed: () => counted.push('closed'),
      mirrorSilent: () => counted.push('silent'),
    },
  });
  await check.start();
  const wire = () => check.checks.find(({ name }) => name === 'wire');
  return { check, counted, log, told, wire, tell: (fact: WireFact) => puppet.tell(fact), trunk: doors[0]?.trunk ?? '' };
}

const created = (endpoint: string, technology = 'PJSIP'): CallEvent => ({
  kind: 'created',
  at: 0,
  leg: LEG,
  through: { technology, endpoint },
  incoming: false,
});

describe('the live check', () => {
  it('[G10] says that nobody looks until the mirror is heard, and when that is lost', async () => {
    const { check, log, tell, trunk, wire } = await live({ kind: 'listening', heard: false });
    expect(wire()).toMatchObject({ ok: false, why: 'WIRE_NOT_LISTENING' });
    expect(log.events).toEqual(['wire-not-listening']);

    tell({ kind: 'listening', heard: true });
    tell({ kind: 'mirror', trunk, state: 'verified' });
    expect(wire()).toMatchObject({ ok: true });
    expect(check.trunk(trunk).wire).toBe('verified');

    tell({ kind: 'listening', heard: false });
    expect(wire()).toMatchObject({ ok: false, why: 'WIRE_NOT_LISTENING' });
    expect(check.trunk(trunk).wire).toBe('unverified');
    expect(log.events).toEqual(['wire-not-listening', 'wire-listening', 'wire-not-listening']);
  });

  it('[G6] says when calls leave and the mirror is silent', async () => {
    const { counted, tell, trunk, wire } = await live({ kind: 'listening', heard: true });
    tell({ kind: 'mirror', trunk, state: 'silent' });

    expect(wire()).toMatchObject({ ok: false, why: 'WIRE_SILENT' });
    expect(counted).toEqual(['silent']);
  });

  it('[G10] closes the door it is told of, and counts what was looked at', async () => {
    const { check, counted, tell, trunk } = await live({ kind: 'listening', heard: true });
    tell({ kind: 'close', endpoint: `${trunk}-private`, why: 'from-user' });
    tell({ kind: 'looked', counts: { clean: 7, violation: 1, unplaced: 0, unusable: 0 } });

    expect(check.trunk(trunk).doors).toContainEqual(
      expect.objectContaining({ name: `${trunk}-private`, state: 'closed', why: 'from-user' }),
    );
    expect(counted).toEqual(['closed', 'clean 7', 'violation 1']);
  });

  it('passes on what becomes of the legs of its doors, and of no others', async () => {
    const { check, told, trunk } = await live({ kind: 'listening', heard: true });
    const own = created(`${trunk}-private`);
    for (const event of [own, created('101'), created(`${trunk}-private`, 'IAX2')]) check.handle(event);
    check.handle({ kind: 'left', at: 0, leg: LEG });

    expect(told).toEqual([own]);
  });
});
