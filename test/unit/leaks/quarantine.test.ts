import { describe, expect, it } from 'vitest';
import { overrideSeconds } from '../../../src/cli/quarantine.ts';
import { doorState, Quarantine } from '../../../src/leaks/quarantine.ts';
import { FakePbx } from '../../fakes/fake-pbx.ts';
import { FakeTimer, settle } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';

function quarantined() {
  const pbx = new FakePbx();
  const timer = new FakeTimer();
  const closed: string[] = [];
  const quarantine = new Quarantine({
    pbx,
    clock: timer,
    timer,
    log: new KeptLog(),
    doors: ['t1-private', 't1-parent'],
    closed: (endpoint) => closed.push(endpoint),
  });
  return { pbx, timer, closed, quarantine };
}

describe('the quarantine', () => {
  it('[G2] has the PBX keep that a door is closed, and closes it once', async () => {
    const { pbx, closed, quarantine } = quarantined();
    quarantine.close('t1-private', 'from-user');
    quarantine.close('t1-private', 'contact-user');
    await settle();

    expect(pbx.keeps.get('closed-t1-private')).toBe('1800000000 from-user');
    expect(closed).toEqual(['t1-private']);
    expect(quarantine.states.get('t1-private')).toMatchObject({ state: 'closed', why: 'from-user' });
  });

  it('[G2] tries again until the PBX has taken it', async () => {
    const { pbx, timer, quarantine } = quarantined();
    pbx.keeping = { outcome: 'unknown', why: 'link down' };
    quarantine.start();
    quarantine.close('t1-private', 'from-user');
    await settle();
    expect(quarantine.states.get('t1-private')?.state).toBe('closed');
    pbx.keeping = null;
    await timer.wind(20_000);

    expect(pbx.keeps.get('closed-t1-private')).toMatch(/from-user$/);
    quarantine.stop();
  });

  it('[G2] finds closed what an earlier life of the daemon closed', async () => {
    const { pbx, closed, quarantine } = quarantined();
    pbx.keeps.set('closed-t1-parent', '1700000000 secret-word');
    await quarantine.look();

    expect(quarantine.states.get('t1-parent')).toEqual({
      state: 'closed',
      since: 1_700_000_000_000,
      why: 'secret-word',
    });
    expect(quarantine.states.get('t1-private')).toEqual({ state: 'open' });
    expect(closed).toEqual(['t1-parent']);
  });

  it('[G10] makes a leak on the wire the reason of a door that a round trip had closed, overridden or not', async () => {
    const { pbx, quarantine, timer } = quarantined();
    pbx.keeps.set('closed-t1-private', '1700000000 round-trip');
    pbx.keeps.set('open-t1-private', `${Math.floor(timer.now() / 1000) + 600} pat`);
    await quarantine.look();
    quarantine.close('t1-private', 'from-user');
    await settle();

    expect(pbx.keeps.get('closed-t1-private')).toBe('1800000000 from-user');
    expect(pbx.keeps.get('open-t1-private')).toMatch(/ pat$/);
    expect(quarantine.states.get('t1-private')).toMatchObject({ state: 'overridden', why: 'from-user' });
  });

  it('[G10] closes a door again that was opened at the PBX and leaks once more', async () => {
    const { pbx, closed, quarantine } = quarantined();
    quarantine.close('t1-private', 'from-user');
    await settle();
    pbx.keeps.set('closed-t1-private', '');
    quarantine.close('t1-private', 'contact-user');
    await settle();

    expect(pbx.keeps.get('closed-t1-private')).toMatch(/contact-user$/);
    expect(closed).toHaveLength(2);
  });

  it('[G1] opens a door only when the PBX has taken that', async () => {
    const { pbx, quarantine } = quarantined();
    quarantine.close('t1-private', 'from-user');
    await settle();
    pbx.keeping = { outcome: 'unknown', why: 'link down' };
    expect(await quarantine.reopen('t1-private')).toBe(false);
    expect(quarantine.states.get('t1-private')?.state).toBe('closed');
    pbx.keeping = null;

    expect(await quarantine.reopen('t1-private')).toBe(true);
    expect(quarantine.states.get('t1-private')).toEqual({ state: 'open' });
  });

  it('[G1] lets a named person open a door for a time, and no longer', () => {
    const closed = '1700000000 from-user';
    const at = 1_700_000_100_000;

    expect(doorState(closed, '1700000200 Pat', at)).toMatchObject({ state: 'overridden', by: 'Pat' });
    expect(doorState(closed, '1700000100 Pat', at)).toMatchObject({ state: 'closed' });
    expect(doorState(closed, 'forever Pat', at)).toMatchObject({ state: 'closed' });
    expect(doorState('', '1700000200 Pat', at)).toEqual({ state: 'open' });
    expect(doorState('broken', '', at)).toMatchObject({ state: 'closed' });
  });

  it.each([
    ['30m', 1_800],
    ['2h', 7_200],
    ['7d', 604_800],
    ['8d', null],
    ['0h', null],
    ['2 h', null],
    ['', null],
  ])('reads how long a door may be let open: %s', (text, seconds) => {
    expect(overrideSeconds(text)).toBe(seconds);
  });
});
