import { expect, test } from 'vitest';
import { type Mailbox, type MessageId, mailboxOf } from '../../../src/call/mailbox.ts';
import { Failure } from '../../../src/failure.ts';
import type { KeptMessage, MailboxStore } from '../../../src/ports/mailbox-store.ts';
import { MessageNotices, nextNotice } from '../../../src/voicemail/notices.ts';
import { FakeTimer, settle } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';

const EVERY_MS = 300_000;
const ADDRESSES = new Map([
  ['101', 'one@harbour.example'],
  ['102', 'two@harbour.example'],
]);

function house() {
  const clock = new FakeTimer();
  const messages: KeptMessage[] = [];
  const sent: string[] = [];
  const state = { relay: true, underWay: 0, most: 0 };
  /** How long the relay takes for a mail. */
  const takes = { ms: 0 };
  const log = new KeptLog();
  const notices = new MessageNotices({
    mail: {
      send: async (address) => {
        state.underWay += 1;
        state.most = Math.max(state.most, state.underWay);
        if (takes.ms > 0) await new Promise<void>((resolve) => clock.after(takes.ms, resolve));
        state.underWay -= 1;
        if (!state.relay) return new Failure('VOICEMAIL_NOTICE_NOT_SENT');
        sent.push(`${(clock.now() / 1_000) % 300} ${address}`);
        return null;
      },
    },
    store: { messages: async () => ({ outcome: 'ok', value: messages }) } as Partial<MailboxStore> as MailboxStore,
    addresses: ADDRESSES,
    everyMs: EVERY_MS,
    clock,
    timer: clock,
    log,
  });
  const comes = (text: string) => {
    const box = mailboxOf(text) as Mailbox;
    messages.push({
      box,
      id: `${messages.length}`.padStart(32, '0') as MessageId,
      day: 0,
      heardDay: null,
      held: false,
    });
    notices.arrived(box);
  };
  return { clock, comes, log, messages, notices, sent, state, takes };
}

test('mails leave on the grid, one to a mailbox however many messages came, and none where none came', async () => {
  const { clock, comes, notices, sent } = house();
  notices.start();
  await clock.wind(EVERY_MS);
  expect(sent).toEqual([]);
  await clock.wind(17_000);
  comes('101');
  comes('101');
  comes('103');
  await settle();
  expect(sent).toEqual([]);
  await clock.wind(2 * EVERY_MS);
  expect(sent).toEqual(['0 one@harbour.example']);
  comes('102');
  await clock.wind(EVERY_MS);
  expect(sent).toEqual(['0 one@harbour.example', '0 two@harbour.example']);
  await notices.stop();
});

test('a message that was heard before the grid needs no mail', async () => {
  const { clock, comes, messages, notices, sent } = house();
  notices.start();
  comes('101');
  messages[0] = { ...(messages[0] as KeptMessage), heardDay: 0 };
  await clock.wind(EVERY_MS);
  expect(sent).toEqual([]);
});

test('whoever has an unheard message is told after a start, and a relay that was away is tried again', async () => {
  const { clock, comes, log, notices, sent, state } = house();
  comes('102');
  state.relay = false;
  notices.start();
  await clock.wind(EVERY_MS);
  expect(sent).toEqual([]);
  expect(log.events).toEqual(['message-notice-not-sent']);
  state.relay = true;
  await clock.wind(EVERY_MS);
  expect(sent).toEqual(['0 two@harbour.example']);
});

test('after a stop nothing is sent', async () => {
  const { clock, comes, notices, sent } = house();
  notices.start();
  comes('101');
  await notices.stop();
  await clock.wind(3 * EVERY_MS);
  expect(sent).toEqual([]);
});

test('the grid is the same for every machine: whole multiples since the epoch', () => {
  expect(nextNotice(0, EVERY_MS)).toBe(EVERY_MS);
  expect(nextNotice(EVERY_MS - 1, EVERY_MS)).toBe(EVERY_MS);
  expect(nextNotice(EVERY_MS, EVERY_MS)).toBe(2 * EVERY_MS);
});

test('a relay that takes longer than the grid is waited for: one mail at a time, and an end waits for it', async () => {
  const { clock, comes, notices, sent, state, takes } = house();
  takes.ms = 2.5 * EVERY_MS;
  notices.start();
  comes('101');
  await clock.wind(EVERY_MS);
  comes('102');
  await clock.wind(EVERY_MS);
  let isOver = false;
  const over = notices.stop().then(() => {
    isOver = true;
  });
  await clock.wind(EVERY_MS);
  expect([sent, isOver]).toEqual([[], false]);
  await clock.wind(5 * EVERY_MS);
  await over;
  expect([sent.length, state.most]).toEqual([1, 1]);
});
