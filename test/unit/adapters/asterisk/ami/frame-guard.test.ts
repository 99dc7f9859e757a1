import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameGuard } from '../../../../../src/adapters/asterisk/ami/frame-guard.ts';

const GREETING = 'Asterisk Call Manager/11.0.0\r\n';

function feed(guard: FrameGuard, pieces: readonly string[]) {
  const all = { answers: [] as string[], events: 0, foreign: 0 };
  for (const piece of pieces) {
    const guarded = guard.push(piece);
    if (guarded.outcome === 'violation') return 'violation';
    all.answers.push(...guarded.answers);
    all.events += guarded.events;
    all.foreign += guarded.foreign;
  }
  return all;
}

const packet = fc.oneof(
  fc.constant('Response: Success\r\nActionID: 1'),
  fc.constant('Response: Error\r\nMessage: a\n\nb\rc'),
  fc.constant('Event: rawevent\r\nX: é€😀'),
  fc.constant('Response: Follows\r\nX: y'),
  fc.constant(''),
);

test('the same stream gives the same packets, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 8 }), fc.array(fc.nat(400), { maxLength: 30 }), (packets, cuts) => {
      const stream = GREETING + packets.map((text) => `${text}\r\n\r\n`).join('');
      const at = [...new Set(cuts.map((cut) => cut % (stream.length + 1)))].sort((a, b) => a - b);
      const pieces = [0, ...at].map((from, index) => stream.slice(from, at[index] ?? stream.length));

      expect(feed(new FrameGuard(), pieces)).toEqual(feed(new FrameGuard(), [stream]));
      expect(feed(new FrameGuard(), [...stream])).toEqual(feed(new FrameGuard(), [stream]));
    }),
  );
});

test('only answers pass, each whole and without a bare line break', () => {
  const stream = `${GREETING}Event: A\r\n\r\nResponse: Error\r\nMessage: a\n\nb\r\n\r\nResponse: Follows\r\n\r\n`;

  expect(feed(new FrameGuard(), [stream])).toEqual({
    answers: ['Response: Error\r\nMessage: a  b\r\n\r\n'],
    events: 1,
    foreign: 1,
  });
});

test.each([
  ['another greeting', 'HTTP/1.1 400 Bad Request\r\n'],
  ['a greeting without end', 'Asterisk Call Manager/'.padEnd(200, '1')],
  ['a packet that begins with neither Response nor Event', `${GREETING}ActionID: 1\r\nResponse: Success\r\n\r\n`],
  ['a whole packet over 256 KiB', `${GREETING}Response: Success\r\nX: ${'x'.repeat(257 * 1024)}\r\n\r\n`],
  ['an unfinished packet over 256 KiB', `${GREETING}Response: Success\r\nX: ${'x'.repeat(257 * 1024)}`],
])('%s is a violation', (_name, stream) => {
  expect(feed(new FrameGuard(), [stream])).toBe('violation');
});

test('a quarter of a megabyte, character by character, costs less than a second', () => {
  const guard = new FrameGuard();
  guard.push(`${GREETING}Response: Success\r\nX: `);
  const started = performance.now();

  for (let sent = 0; sent < 250_000; sent += 1) guard.push('x');

  expect(performance.now() - started).toBeLessThan(1000);
});
