import { describe, expect, it } from 'vitest';
import type { LegId } from '../../../src/call/call-event.ts';
import { safeWindow } from '../../../src/call/safe-window.ts';
import { contactHouse, DESK, say } from './contact-house.ts';
import { CALL, SURVIVOR } from './contact-samples.ts';

const MINUTE = 60_000;

describe('the code that says what was agreed', () => {
  it.each([
    ['601', 'agency-calls-back', 'plan-agency'],
    ['602', 'survivor-calls-back', 'plan-survivor'],
    ['600', 'nobody-calls', 'plan-nobody'],
  ] as const)(
    '*60 as %s keeps %s for this call, recorded by the phone, and is confirmed',
    async (digits, protocol, prompt) => {
      const house = contactHouse();
      house.talk();
      await house.timer.wind(MINUTE);

      expect(await house.dial(digits)).toEqual([say(prompt)]);

      const recorded = { by: '101', at: house.timer.now() };
      const isAgency = protocol === 'agency-calls-back';
      expect(house.store.plans).toEqual([
        expect.objectContaining({
          contact: house.contact,
          call: CALL,
          protocol,
          agreed: recorded,
          consent: isAgency ? recorded : null,
        }),
      ]);
      const [plan] = house.store.plans;
      expect(plan?.sealed !== null).toBe(isAgency);
      if (plan?.sealed)
        expect(house.sealer.open(plan.sealed, { contact: house.contact, plan: plan.ref })).toEqual(SURVIVOR);
    },
  );

  it('takes the place of what was agreed before in the same call, number and all', async () => {
    const house = contactHouse();
    house.talk();
    await house.dial('601');
    await house.dial('600');
    expect(house.store.plans).toEqual([
      expect.objectContaining({ protocol: 'nobody-calls', sealed: null, consent: null }),
    ]);
  });

  it('is kept for the call alone where the caller has no number; that the agency calls back is then refused', async () => {
    const house = contactHouse();
    house.callers.clear();
    house.calls.live({ call: CALL, incoming: true, trunk: 't1', worker: '101', answeredAt: 1 }, null);
    house.present(CALL);
    expect(await house.dial('601')).toEqual([say('code-no-number')]);
    expect(house.store.plans).toEqual([]);
    expect(await house.dial('602')).toEqual([say('plan-survivor')]);
    expect(house.store.plans).toEqual([expect.objectContaining({ contact: null, call: CALL })]);
  });

  it('can only forbid once the call has ended: nobody can be asked any more', async () => {
    const house = contactHouse();
    house.talk();
    house.end('network-drop');
    expect(await house.dial('601')).toEqual([say('code-too-late')]);
    expect(await house.dial('600')).toEqual([say('plan-nobody')]);
    expect(house.store.plans[0]?.expiresAt).toBe(house.timer.now() + 30 * MINUTE);
    await house.timer.wind(31 * MINUTE);
    expect(await house.dial('600')).toEqual([say('code-refused')]);
  });

  it('does not count a call whose leg the PBX does not have', async () => {
    const house = contactHouse();
    house.talk();
    house.present('1800000000.99' as LegId);
    expect(await house.dial('601')).toEqual([say('code-refused')]);
  });

  it('is about the call this very phone is in, and about no other phone', async () => {
    const house = contactHouse();
    house.talk();
    expect(await house.dial('601', '102')).toEqual([say('code-refused')]);
    expect(house.store.plans).toEqual([]);
  });

  it.each([
    ['t1-in', 'PJSIP'],
    ['199', 'PJSIP'],
    ['101', 'Local'],
  ])('is refused to %s by %s, and so is a code nobody knows', async (endpoint, technology) => {
    const house = contactHouse();
    house.talk();
    expect(await house.dial('601', endpoint, DESK, technology)).toEqual([say('code-refused')]);
    expect(await house.dial('603')).toEqual([say('code-refused')]);
    expect(house.store.plans).toEqual([]);
  });

  it('says that it is not possible now when the disk or the PBX does not answer, and leaves no agreement behind', async () => {
    const house = contactHouse();
    house.talk();
    house.store.writable = false;
    expect(await house.dial('601')).toEqual([say('code-not-now')]);
    house.store.writable = true;
    house.pbx.present = { outcome: 'unknown', why: 'lost' };
    expect(await house.dial('601')).toEqual([say('code-not-now')]);
    expect(house.store.plans).toEqual([]);
  });

  it('takes a call-back back that nobody heard confirmed; what forbids one stays', async () => {
    const house = contactHouse();
    house.talk();
    house.pbx.answer = { outcome: 'refused', why: 'gone' };
    await house.dial('601');
    expect(house.store.plans).toEqual([]);
    await house.dial('600');
    expect(house.store.plans).toHaveLength(1);
  });
});

describe('the notice', () => {
  it('is told of each call that ended, against what was agreed in it, and again on demand', async () => {
    const house = contactHouse();
    const told: string[] = [];
    house.notices.onNotice(({ agreed, happened, next }) => told.push(`${happened}, ${agreed}, ${next}`));
    house.talk();
    await house.dial('601');
    await house.timer.wind(MINUTE);
    await house.notices.tell(house.end('network-drop', { answeredAt: house.timer.now() - 2 * MINUTE }));
    expect(told).toEqual(['line-lost, agency-calls-back, may-call-back']);
    expect(await house.dial('65')).toEqual(['withheld-notice line-lost']);
    expect(await house.dial('65', '102')).toEqual([say('code-refused')]);
  });

  it('allows nothing when the plans cannot be read', async () => {
    const house = contactHouse();
    const told: string[] = [];
    house.notices.onNotice(({ agreed, next }) => told.push(`${agreed}, ${next}`));
    house.talk();
    await house.dial('601');
    await house.timer.wind(MINUTE);
    house.store.writable = false;
    await house.notices.tell(house.end('network-drop', { answeredAt: house.timer.now() - 2 * MINUTE }));
    expect(told).toEqual(['not-agreed, do-not-call']);
  });

  it('keeps to the times the contact once named, whatever is agreed in the call', async () => {
    const house = contactHouse();
    const shut = safeWindow('mon 00:00-00:01');
    if (shut === null) throw new Error('no window');
    house.talk();
    await house.dial('601');
    const [plan] = house.store.plans;
    if (plan === undefined) throw new Error('no plan');
    house.store.plans.push({ ...plan, ref: 'standing' as never, call: null, sealed: null, windows: [shut] });
    await house.timer.wind(MINUTE);
    await house.notices.tell(house.end('network-drop', { answeredAt: house.timer.now() - 2 * MINUTE }));
    await house.timer.wind(2 * MINUTE);
    expect(await house.dial('66')).toEqual([say('callback-outside-window')]);
  });
});
