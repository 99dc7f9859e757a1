import { beforeEach, describe, expect, it } from 'vitest';
import { DROP_PROTOCOLS, HAPPENED, NEXT_STEPS, type Notice } from '../../../src/call/notice.ts';
import { NoticeDesk, type NoticeWay, noticePlace, noticeText } from '../../../src/contacts/notices.ts';
import { PROMPTS } from '../../../src/contacts/prompts.ts';
import type { DeskPhones, PhoneState, RingEnd } from '../../../src/ports/desk-phones.ts';
import { FakeTimer } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';
import { leg } from './kept-calls.ts';

const MINUTE = 60_000;

class FakePhones implements DeskPhones {
  readonly rung: string[] = [];
  readonly written: string[] = [];
  stateNow: PhoneState = 'free';
  end: RingEnd = 'heard';

  async state(): Promise<PhoneState> {
    return this.stateNow;
  }

  async ring(extension: string, words: string): Promise<RingEnd> {
    this.rung.push(`${extension} ${words}`);
    return this.end;
  }

  async write(extension: string, text: string) {
    this.written.push(`${extension} ${text}`);
    return { outcome: 'ok', value: null } as const;
  }

  async close(): Promise<void> {}
}

describe('a notice to a worker', () => {
  let timer: FakeTimer;
  let phones: FakePhones;

  beforeEach(() => {
    timer = new FakeTimer();
    phones = new FakePhones();
  });

  function deskWith(way: NoticeWay): NoticeDesk {
    return new NoticeDesk({
      phones,
      clock: timer,
      timer,
      log: new KeptLog(),
      way,
      extensions: new Set(['101', '102']),
      told: () => undefined,
    });
  }

  const lost = (of: Partial<Notice> = {}): Notice => ({
    call: leg('1.1'),
    worker: '102',
    happened: 'line-lost',
    agreed: 'agency-calls-back',
    next: 'may-call-back',
    callbackFrom: timer.now() + MINUTE,
    endedAt: timer.now(),
    ...of,
  });

  it('rings the phone of the worker who had the call, and is then heard', async () => {
    const desk = deskWith('ring');
    desk.tell(lost());
    await timer.wind(MINUTE);

    expect(phones.rung).toEqual(['102 line-lost_agency-calls-back_may-call-back']);
    expect(desk.shown()[0]?.state).toBe('heard');
  });

  it('waits for a phone that is in a call, rings three times at most, and gives up after five minutes', async () => {
    phones.stateNow = 'busy';
    const desk = deskWith('ring');
    desk.tell(lost());
    await timer.wind(2 * MINUTE);
    expect(phones.rung).toEqual([]);
    phones.stateNow = 'free';
    phones.end = 'not-heard';
    await timer.wind(30 * MINUTE);

    expect(phones.rung).toHaveLength(3);
    expect(desk.shown()[0]?.state).toBe('shown');
  });

  it('never rings after five minutes, however busy the phone was', async () => {
    phones.stateNow = 'busy';
    const desk = deskWith('ring');
    desk.tell(lost());
    await timer.wind(5 * MINUTE);
    phones.stateNow = 'free';
    await timer.wind(30 * MINUTE);

    expect(phones.rung).toEqual([]);
    expect(desk.shown()[0]?.state).toBe('shown');
  });

  it.each(['caller-ended', 'worker-ended', 'caller-left'] as const)('does not ring after %s', async (happened) => {
    deskWith('ring').tell(lost({ happened }));
    await timer.wind(MINUTE);

    expect(phones.rung).toEqual([]);
  });

  it('rings no phone that is not of the house, and nobody when nobody had answered', async () => {
    const desk = deskWith('both');
    desk.tell(lost({ worker: '0370100001' }));
    desk.tell(lost({ call: leg('1.2'), worker: null }));
    await timer.wind(MINUTE);

    expect([...phones.rung, ...phones.written]).toEqual([]);
    expect(desk.shown()).toHaveLength(2);
  });

  it('is not told when a later one of the same phone stands, or the daemon has stopped', async () => {
    const desk = deskWith('ring');
    desk.tell(lost());
    desk.tell(lost({ call: leg('1.2'), happened: 'house-ended' }));
    await timer.wind(MINUTE);
    expect(phones.rung).toEqual(['102 house-ended_agency-calls-back_may-call-back']);

    desk.tell(lost({ call: leg('1.3') }));
    desk.stop();
    await timer.wind(MINUTE);
    expect(phones.rung).toHaveLength(1);
  });

  it('is written on the phone where that is chosen, and only shown where nothing is', async () => {
    deskWith('message').tell(lost());
    deskWith('none').tell(lost());
    await timer.wind(MINUTE);

    expect(phones.rung).toEqual([]);
    expect(phones.written).toHaveLength(1);
    expect(phones.written[0]).toMatch(/^102 The line was lost\./);
  });

  it('is heard again by the phone that asks for its last one, and by no other', () => {
    const desk = deskWith('none');
    desk.tell(lost());

    expect(noticePlace(desk.last('102'))).toEqual({
      context: 'withheld-notice',
      extension: 'line-lost_agency-calls-back_may-call-back',
    });
    expect(noticePlace(desk.last('101'))).toEqual({ context: 'withheld-notice', extension: 'none' });
  });

  it('has a sentence for everything that can happen, be agreed and be next, without a digit', () => {
    for (const happened of HAPPENED)
      for (const agreed of DROP_PROTOCOLS)
        for (const next of NEXT_STEPS)
          expect(noticeText({ happened, agreed, next })).toMatch(/^[A-Z][^0-9]*\. [A-Z][^0-9]*\. [A-Z][^0-9]*\.$/);
    for (const [name, text] of PROMPTS) expect(text, name).toMatch(/^[A-Z][^0-9]+\.$/);
  });
});
