import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HepMessage, type HepProblem, HepReceiver, parseHep } from '../../../../src/adapters/asterisk/hep.ts';

function chunk(type: number, value: Buffer, vendor = 0): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16BE(vendor, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(value.length + 6, 4);
  return Buffer.concat([head, value]);
}

function number(bytes: 1 | 2 | 4, value: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}

function packet(chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat(chunks);
  return Buffer.concat([Buffer.from('HEP3'), number(2, body.length + 6), body]);
}

const PAYLOAD = Buffer.from('INVITE sip:a@b SIP/2.0\r\nCall-ID: abc\r\n\r\n');

const V4 = [
  chunk(1, number(1, 2)),
  chunk(2, number(1, 17)),
  chunk(3, Buffer.from([127, 77, 0, 1])),
  chunk(4, Buffer.from([127, 77, 0, 2])),
  chunk(7, number(2, 5060)),
  chunk(8, number(2, 5070)),
  chunk(9, number(4, 1_800_000_000)),
  chunk(10, number(4, 123_456)),
  chunk(11, number(1, 1)),
  chunk(12, number(4, 1)),
  chunk(17, Buffer.from('abc')),
  chunk(15, PAYLOAD),
];

describe('reading a HEPv3 packet', () => {
  it('gives time, both ends, payload and correlation', () => {
    expect(parseHep(packet(V4))).toEqual({
      kind: 'message',
      atMicros: 1_800_000_000_123_456,
      source: { address: '127.77.0.1', port: 5060 },
      target: { address: '127.77.0.2', port: 5070 },
      stream: false,
      payload: PAYLOAD,
      correlation: 'abc',
    });
  });

  it('tells a stream from single packets', () => {
    const [family = Buffer.alloc(0), , ...rest] = V4;

    expect(parseHep(packet([family, chunk(2, number(1, 6)), ...rest]))).toMatchObject({ stream: true });
  });

  it('reads IPv6 ends, chunks in another order, foreign chunks, and a missing correlation', () => {
    const address = Buffer.from('20010db8000000000000000000000001', 'hex');
    const chunks = [
      chunk(15, PAYLOAD),
      chunk(15, Buffer.from('foreign'), 9),
      chunk(1, number(1, 10)),
      chunk(5, address),
      chunk(6, address),
      ...V4.filter((each) => [7, 8, 9, 11].includes(each.readUInt16BE(2))),
      chunk(999, Buffer.from('later')),
    ];

    expect(parseHep(packet(chunks))).toMatchObject({
      atMicros: 1_800_000_000_000_000,
      source: { address: '2001:db8:0:0:0:0:0:1', port: 5060 },
      payload: PAYLOAD,
      correlation: null,
    });
  });

  it('takes a report on media for what it is: no message, and no problem', () => {
    const chunks = [...V4.filter((each) => each.readUInt16BE(2) !== 11), chunk(11, number(1, 5))];
    expect(parseHep(packet(chunks))).toEqual({ kind: 'report' });
  });

  it.each<[HepProblem['reason'], Buffer]>([
    ['not-hep3', Buffer.alloc(0)],
    ['not-hep3', Buffer.from('HEP2\0\x06')],
    ['wrong-length', packet(V4).subarray(0, -1)],
    ['wrong-length', Buffer.concat([packet(V4), Buffer.from('x')])],
    ['bad-chunk', packet([...V4, Buffer.from([0, 0, 0, 1, 0, 5])])],
    ['bad-chunk', packet([...V4, Buffer.from([0, 0, 0, 1, 0])])],
    ['bad-chunk', packet([...V4, chunk(15, Buffer.from('second payload'))])],
    ['bad-chunk', packet([...V4.slice(1), chunk(1, number(2, 2))])],
    ['not-sip', packet([...V4.filter((each) => each.readUInt16BE(2) !== 11), chunk(11, number(1, 4))])],
    ['not-sip', packet([])],
    ['incomplete', packet(V4.filter((each) => each.readUInt16BE(2) !== 15))],
    ['incomplete', packet(V4.filter((each) => each.readUInt16BE(2) !== 7))],
    ['incomplete', packet([chunk(1, number(1, 10)), ...V4.slice(1)])],
  ])('calls a broken packet by its name: %s', (reason, broken) => {
    expect(parseHep(broken)).toEqual({ kind: 'problem', reason });
  });

  it('never throws on any bytes, and never hands out more than it was given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, framed) => {
        const given = framed ? packet([Buffer.from(bytes)]) : Buffer.from(bytes);
        const read = parseHep(given);
        expect(read.kind !== 'message' || read.payload.length <= given.length).toBe(true);
      }),
    );
  });

  it('a packet with one byte changed is read or refused, never a crash, and a changed header is never half a message', () => {
    const good = packet(V4);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const mutant = Buffer.from(good);
        mutant.writeUInt8((mutant.readUInt8(at) + change) % 256, at);
        const read = parseHep(mutant);
        if (read.kind === 'message') expect(read.payload.length).toBe(PAYLOAD.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back what was put in, for any ports, time and payload', () => {
    const port = fc.integer({ min: 0, max: 65_535 });
    fc.assert(
      fc.property(
        port,
        port,
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.uint8Array({ maxLength: 4_000 }),
        (from, to, at, payload) => {
          const chunks = [
            ...V4.filter((each) => ![7, 8, 9, 15].includes(each.readUInt16BE(2))),
            ...[
              chunk(7, number(2, from)),
              chunk(8, number(2, to)),
              chunk(9, number(4, at)),
              chunk(15, Buffer.from(payload)),
            ],
          ];
          expect(parseHep(packet(chunks))).toMatchObject({
            source: { port: from },
            target: { port: to },
            atMicros: at * 1_000_000 + 123_456,
            payload: Buffer.from(payload),
          });
        },
      ),
    );
  });
});

describe('receiving HEP over UDP', () => {
  it('hands over messages and problems in order, and nothing after stop', async () => {
    const seen: (HepMessage | HepProblem | Error)[] = [];
    const receiver = new HepReceiver({
      address: '127.0.0.1',
      port: 0,
      onMessage: (each) => seen.push(each),
      onProblem: (each) => seen.push(each),
    });
    await receiver.start();
    const { port } = receiver;
    const sender = createSocket('udp4');
    const mirror = (bytes: Buffer) =>
      new Promise<void>((resolve) => sender.send(bytes, port, '127.0.0.1', () => resolve()));

    await mirror(packet(V4));
    await mirror(Buffer.from('noise'));
    await expect.poll(() => seen.map((each) => ('kind' in each ? each.kind : 'error'))).toEqual(['message', 'problem']);
    await receiver.stop();
    await mirror(packet(V4));
    await new Promise((resolve) => sender.close(() => resolve(undefined)));

    expect(seen).toHaveLength(2);
  });

  it.each([
    ['IPv4', '127.0.0.1', ['127.0.0.1'], '127.0.0.2'],
    ['IPv6, however it is written', '::1', ['0:0:0:0:0:0:0:1'], null],
    ['several', '127.0.0.1', ['127.0.0.3', '127.0.0.1', '::1'], '127.0.0.2'],
  ] as const)('takes what its senders mirror, and nobody else’s: %s', async (_what, address, senders, stranger) => {
    const seen: string[] = [];
    const receiver = new HepReceiver({
      address,
      port: 0,
      senders,
      onMessage: ({ kind }) => seen.push(kind),
      onProblem: (each) => seen.push('reason' in each ? each.reason : 'error'),
    });
    await receiver.start();
    const own = senders.filter((each) => each.includes(':') === address.includes(':'));
    for (const from of stranger === null ? own : [...own, stranger]) {
      const sender = createSocket(address === '::1' ? 'udp6' : 'udp4');
      await new Promise<void>((bound) => sender.bind({ address: from }, () => bound()));
      await new Promise<void>((sent) => sender.send(packet(V4), receiver.port, address, () => sent()));
      await new Promise<void>((closed) => sender.close(() => closed()));
    }
    const expected = [...own.map(() => 'message'), ...(stranger === null ? [] : ['unknown-sender'])];
    await expect.poll(() => seen).toEqual(expected);
    await receiver.stop();
  });

  it('loses none of a burst of 1,000 mirrored messages', async () => {
    let count = 0;
    const receiver = new HepReceiver({
      address: '127.0.0.1',
      port: 0,
      onMessage: () => (count += 1),
      onProblem: () => undefined,
    });
    await receiver.start();
    const sender = createSocket('udp4');
    const bytes = packet(V4);

    await Promise.all(
      Array.from(
        { length: 1_000 },
        () => new Promise<void>((resolve) => sender.send(bytes, receiver.port, '127.0.0.1', () => resolve())),
      ),
    );

    await expect.poll(() => count, { timeout: 5_000 }).toBe(1_000);
    sender.close();
    await receiver.stop();
  });

  it('says so when the address is taken, and stop is harmless at any time', async () => {
    const options = { address: '127.0.0.1', onMessage: () => undefined, onProblem: () => undefined };
    const first = new HepReceiver({ ...options, port: 0 });
    await first.start();
    const second = new HepReceiver({ ...options, port: first.port });

    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.stop();
    await first.stop();
    await first.stop();
  });
});
