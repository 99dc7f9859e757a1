import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../src/call/call-event.ts';
import type { DropClass } from '../../../src/call/drop-verdict.ts';
import type { Notice } from '../../../src/call/notice.ts';
import { CALLED_BACK, contactHouse, DESK, say, TRUNK } from './contact-house.ts';
import { CALL, endedCall, numberOf, SURVIVOR, verdictOf } from './contact-samples.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const AGAIN = '1800000009.40' as LegId;

/** Phone 101 talked to the survivor, agreed that the agency calls back, and the call ended like this. */
async function dropped(name: DropClass = 'network-drop', agreed = true) {
  const house = contactHouse();
  const answeredAt = house.talk();
  await house.timer.wind(MINUTE);
  if (agreed) await house.dial('601');
  await house.timer.wind(MINUTE);
  house.end(name, { answeredAt });
  return house;
}

describe('a call-back', () => {
  it('waits until the caller has had a minute to call first, then leaves by the private door with the number', async () => {
    const house = await dropped();
    await house.timer.wind(59 * SECOND);
    expect(await house.dial('66')).toEqual([say('callback-wait')]);
    await house.timer.wind(1 * SECOND);
    expect(await house.dial('66')).toEqual([CALLED_BACK]);
  });

  it('is not made on a trunk on which many calls were lost, before it has held for a minute', async () => {
    const house = await dropped('mass-drop');
    house.notices.trunk({ trunk: 't1', reachable: false });
    await house.timer.wind(2 * MINUTE);
    expect(await house.dial('66')).toEqual([say('callback-wait')]);
    house.notices.trunk({ trunk: 't1', reachable: true });
    await house.timer.wind(59 * SECOND);
    expect(await house.dial('66')).toEqual([say('callback-wait')]);
    await house.timer.wind(1 * SECOND);
    expect(await house.dial('66')).toEqual([CALLED_BACK]);
  });

  it('is not made, and nobody is told to think of one, when a mailbox said goodbye to the caller; a loss there is told', async () => {
    const house = await dropped('pbx-ended');
    const told: Notice[] = [];
    house.notices.onNotice((notice) => told.push(notice));
    for (const name of ['pbx-ended', 'setup-failed', 'abandoned', 'survivor-ended', 'unknown'] as const)
      await house.notices.tell(house.end(name, { atMailbox: true }));
    expect(told).toEqual([]);
    house.end('pbx-ended', { atMailbox: true });
    await house.timer.wind(2 * MINUTE);
    expect(await house.dial('66')).toEqual([say('callback-not-allowed')]);
    await house.notices.tell(house.end('network-drop', { atMailbox: true }));
    expect(told.map(({ happened }) => happened)).toEqual(['line-lost']);
  });

  it('is told of once the trunk has held, to whoever was told to wait for it', async () => {
    const house = await dropped('mass-drop');
    const told: Notice[] = [];
    house.notices.onNotice((notice) => told.push(notice));
    house.notices.trunk({ trunk: 't1', reachable: false });
    const call = house.calls.last('101', house.timer.now());
    if (call === null) throw new Error('no call');
    await house.notices.tell(call);
    house.notices.trunk({ trunk: 't1', reachable: true });
    await house.timer.wind(30 * SECOND);
    house.notices.trunk({ trunk: 't1', reachable: false });
    await house.timer.wind(MINUTE);
    expect(told.map(({ next }) => next)).toEqual(['wait']);
    house.notices.trunk({ trunk: 't1', reachable: true });
    await house.timer.wind(MINUTE);
    expect(told.map(({ next }) => next)).toEqual(['wait', 'may-call-back']);
    house.notices.trunk({ trunk: 't1', reachable: true });
    await house.timer.wind(MINUTE);
    expect(told).toHaveLength(2);
  });

  it('is not told of where the caller has called again meanwhile', async () => {
    const house = await dropped('mass-drop');
    const told: Notice[] = [];
    house.notices.onNotice((notice) => told.push(notice));
    house.notices.trunk({ trunk: 't1', reachable: false });
    const call = house.calls.last('101', house.timer.now());
    if (call === null) throw new Error('no call');
    await house.notices.tell(call);
    house.notices.trunk({ trunk: 't1', reachable: true });
    house.notices.returned(call.call);
    await house.timer.wind(2 * MINUTE);
    expect(told.map(({ next }) => next)).toEqual(['wait']);
  });

  it('is made by nobody but the phone that spoke, and not while it speaks', async () => {
    const house = await dropped();
    await house.timer.wind(2 * MINUTE);
    expect(await house.dial('66', '102')).toEqual([say('code-refused')]);
    expect(await house.dial('66', 't1-in')).toEqual([say('code-refused')]);
    house.calls.live({ call: AGAIN, incoming: true, trunk: 't1', worker: '101', answeredAt: house.timer.now() }, null);
    house.present(AGAIN);
    expect(await house.dial('66')).toEqual([say('callback-not-allowed')]);
    expect(house.store.all).toEqual([]);
  });

  it('is not made without an agreement, and not after an end of the caller', async () => {
    const house = await dropped('network-drop', false);
    await house.timer.wind(2 * MINUTE);
    expect(await house.dial('66')).toEqual([say('callback-not-allowed')]);
    const ended = await dropped('survivor-ended-abruptly');
    await ended.timer.wind(2 * MINUTE);
    expect(await ended.dial('66')).toEqual([say('callback-not-allowed')]);
    expect(await ended.dial('661')).toEqual([say('callback-not-allowed')]);
  });

  it("is made after the worker's own hang-up only where that worker says that it was a slip", async () => {
    const house = await dropped('worker-ended');
    await house.timer.wind(2 * MINUTE);
    expect(await house.dial('66')).toEqual([say('callback-not-allowed')]);
    expect(await house.dial('661')).toEqual([CALLED_BACK]);
  });

  it('is not made while the same contact calls in, rings or is being called, or nobody can tell', async () => {
    const house = await dropped();
    await house.timer.wind(2 * MINUTE);
    house.present(AGAIN);
    house.callers.set(AGAIN, SURVIVOR);
    expect(await house.dial('66')).toEqual([say('callback-caller-is-calling')]);
    house.pbx.present = { outcome: 'unknown', why: 'lost' };
    expect(await house.dial('66')).toEqual([say('code-not-now')]);
    house.present(AGAIN);
    house.callers.set(AGAIN, numberOf('+61491570110'));
    expect(await house.dial('66')).toEqual([CALLED_BACK]);
    house.passed();
    expect(await house.dial('66', '101', AGAIN)).toEqual([say('callback-caller-is-calling')]);
  });

  it('[G12] is made at most twice, five minutes apart', async () => {
    const house = await dropped();
    await house.timer.wind(MINUTE);
    expect(await house.dial('66')).toEqual([CALLED_BACK]);
    house.passed();
    house.over(17);
    await house.timer.wind(4 * MINUTE + 59 * SECOND);
    expect(await house.dial('66')).toEqual([say('callback-wait')]);
    await house.timer.wind(1 * SECOND);
    expect(await house.dial('66')).toEqual([CALLED_BACK]);
    house.passed();
    house.over(19);
    await house.timer.wind(6 * MINUTE);
    expect(await house.dial('66')).toEqual([say('callback-no-tries-left')]);
    expect(house.store.all.map(({ end }) => end)).toEqual(['busy', 'nobody-answered']);
  });

  it.each([
    ['a refusal (603)', 21],
    ['anonymous calls being refused (433)', 127],
    ['a wrong number', 1],
    ['an end that nobody understands', 99],
  ])('is not made again after %s', async (_what, cause) => {
    const house = await dropped();
    await house.timer.wind(MINUTE);
    await house.dial('66');
    house.passed();
    house.over(cause);
    await house.timer.wind(6 * MINUTE);
    expect(await house.dial('66')).toEqual([say('callback-not-allowed')]);
  });

  it('is not made again once it was answered', async () => {
    const house = await dropped();
    await house.timer.wind(MINUTE);
    await house.dial('66');
    house.passed();
    house.pbx.variables.set(`${TRUNK} CHANNEL(state)`, { outcome: 'ok', value: 'Up' });
    await house.timer.wind(2 * SECOND);
    house.over(16);
    await house.timer.wind(6 * MINUTE);
    expect(house.store.all).toMatchObject([{ end: 'answered' }]);
    expect(await house.dial('66')).toEqual([say('callback-not-allowed')]);
  });

  it('leaves a second try where the detector says that the worker gave up; without its word nobody tries again', async () => {
    const verdict = { ...verdictOf('setup-failed', 0), detail: 'cancelled' } as const;
    for (const told of [true, false]) {
      const house = await dropped();
      await house.timer.wind(MINUTE);
      await house.dial('66');
      house.passed();
      house.over(127);
      await house.timer.wind(250);
      if (told)
        house.watch.told(endedCall('setup-failed', house.timer.now(), { call: TRUNK, answeredAt: null, verdict }));
      await house.timer.wind(5 * SECOND);
      expect(house.store.all).toMatchObject([{ end: told ? 'nobody-answered' : 'refused' }]);
    }
  });

  it('is one try when a carrier fails and the next one takes it', async () => {
    const house = await dropped();
    await house.timer.wind(MINUTE);
    await house.dial('66');
    house.passed();
    house.over(34);
    await house.timer.wind(1 * SECOND);
    house.passed('1800000001.22' as LegId);
    await house.timer.wind(5 * SECOND);
    expect(house.store.all).toMatchObject([{ end: null }]);
    house.over(17, '1800000001.22' as LegId);
    expect(house.store.all).toMatchObject([{ end: 'busy' }]);
  });

  it('is over for good when the link is lost meanwhile, or the daemon ends: nobody saw how it went', async () => {
    const house = await dropped();
    await house.timer.wind(MINUTE);
    await house.dial('66');
    house.passed();
    house.watch.linksChanged({ ari: 'down', ami: 'up' });
    expect(house.store.all).toMatchObject([{ end: 'unclear' }]);
    await house.timer.wind(6 * MINUTE);
    expect(await house.dial('66')).toEqual([say('callback-not-allowed')]);
  });

  it('is not made any more once the contact has called again', async () => {
    const house = await dropped();
    house.callBack.returned(CALL);
    await house.timer.wind(MINUTE);
    expect(await house.dial('66')).toEqual([say('callback-not-allowed')]);
  });

  it('is not made when the try cannot be written down, and the plan expires', async () => {
    const house = await dropped();
    await house.timer.wind(MINUTE);
    house.store.writable = false;
    expect(await house.dial('66')).toEqual([say('code-not-now')]);
    house.store.writable = true;
    house.store.ending(CALL, house.timer.now());
    expect(await house.dial('66')).toEqual([say('callback-not-allowed')]);
  });

  it('is not made to a number that the rules of the configuration refuse', async () => {
    const house = await dropped();
    house.forbidden.add(SURVIVOR.reveal());
    await house.timer.wind(MINUTE);
    expect(await house.dial('66')).toEqual([say('callback-not-allowed')]);
    expect(house.store.all).toEqual([]);
  });

  it('does not count a try whose leg had gone before anything was dialled as one that may not be repeated', async () => {
    const house = await dropped();
    await house.timer.wind(MINUTE);
    house.pbx.answer = { outcome: 'refused', why: 'gone' };
    await house.dial('66');
    expect(house.store.all).toMatchObject([{ end: 'failed' }]);
  });
});

describe('the system by itself', () => {
  it('[G12] never calls anybody: whatever ends, however long it lasts, no leg is sent on that did not ask', async () => {
    const anyClass = fc.constantFrom<DropClass>('network-drop', 'mass-drop', 'pbx-failed', 'worker-ended', 'unknown');
    await fc.assert(
      fc.asyncProperty(anyClass, fc.integer({ min: 0, max: 60 }), async (name, minutes) => {
        const house = await dropped(name);
        const asked = house.pbx.sentOn.length;
        await house.notices.tell(house.end(name));
        await house.timer.wind(minutes * MINUTE);
        house.passed(TRUNK, AGAIN);
        house.over(17);
        house.watch.linksChanged({ ari: 'down', ami: 'down' });
        await house.timer.wind(MINUTE);
        expect(house.pbx.sentOn.slice(asked)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('sends on only the very leg that dialled the code', async () => {
    const house = await dropped();
    await house.timer.wind(MINUTE);
    await house.dial('66');
    expect(
      house.pbx.sentOn.filter(({ place }) => place.context === 'withheld-call-back').map(({ leg }) => leg),
    ).toEqual([DESK]);
  });
});
