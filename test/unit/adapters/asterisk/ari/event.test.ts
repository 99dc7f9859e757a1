import { expect, test } from 'vitest';
import { readFrame } from '../../../../../src/adapters/asterisk/ari/event.ts';

const channel = { state: 'Down', id: '1.1', name: 'PJSIP/101-00000001' };
const created = (timestamp: unknown) => readFrame(JSON.stringify({ type: 'ChannelCreated', timestamp, channel }));

test('Asterisk times are read with their zone', () => {
  const at = Date.UTC(2026, 10, 5, 10, 0, 0, 123);

  expect(created('2026-11-05T10:00:00.123+0000')).toMatchObject({ timestamp: at });
  expect(created('2026-11-05T21:00:00.123+1100')).toMatchObject({ timestamp: at });
});

test.each([null, '', 'yesterday', '2026-99-05T10:00:00.123+0000', 1_700_000_000])('%j is no time', (timestamp) => {
  expect(created(timestamp)).toBe('broken');
});

test('nothing a caller wrote is kept of an event', () => {
  const caller = { name: 'A Name', number: '+15550100' };
  const frame = {
    type: 'StasisStart',
    timestamp: '2026-11-05T10:00:00.123+0000',
    args: [],
    channel: { ...channel, caller },
  };

  expect(JSON.stringify(readFrame(JSON.stringify(frame)))).not.toMatch(/Name|5550100/);
});

test('a missing or impossible release cause reads as none', () => {
  const ended = (cause: unknown) =>
    readFrame(JSON.stringify({ type: 'ChannelDestroyed', timestamp: '2026-11-05T10:00:00.1+0000', channel, cause }));

  expect([ended(16), ended(undefined), ended(-1), ended('x')]).toMatchObject([
    { cause: 16 },
    { cause: 0 },
    { cause: 0 },
    { cause: 0 },
  ]);
});
