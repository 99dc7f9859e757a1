import { createSocket } from 'node:dgram';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CARRIER_CAPTURE_PORT } from '../../src/lab/lab-network.ts';
import { PUBLIC_NUMBERS } from '../../src/lab/lab-plan.ts';
import { LabUnderTest, talk } from './lab-under-test.ts';

/** One HEPv3 packet as res_hep writes it. */
function mirrored(source: string, target: string, payload: string): Buffer {
  const chunk = (type: number, value: Buffer) => {
    const head = Buffer.alloc(6);
    head.writeUInt16BE(type, 2);
    head.writeUInt16BE(value.length + 6, 4);
    return Buffer.concat([head, value]);
  };
  const number = (bytes: number, value: number) => {
    const written = Buffer.alloc(bytes);
    written.writeUIntBE(value, 0, bytes);
    return written;
  };
  const address = (text: string) => Buffer.from(text.split('.').map(Number));
  const body = Buffer.concat([
    chunk(1, number(1, 2)),
    chunk(3, address(source)),
    chunk(4, address(target)),
    chunk(7, number(2, 5060)),
    chunk(8, number(2, 5060)),
    chunk(9, number(4, 1)),
    chunk(11, number(1, 1)),
    chunk(15, Buffer.from(payload)),
  ]);
  const head = Buffer.alloc(6);
  head.write('HEP3');
  head.writeUInt16BE(body.length + 6, 4);
  return Buffer.concat([head, body]);
}

/** What the other lab tests rely on: the judge at the far end can say no. */
describe('the far end', () => {
  let under: LabUnderTest;
  const { answers, busy } = PUBLIC_NUMBERS;

  beforeAll(async () => {
    under = await LabUnderTest.up();
  });
  afterAll(async () => await under.down());
  afterEach(() => under.farEnd.clear());

  async function mirror(packet: Buffer, until = () => under.farEnd.unreadable > 0): Promise<void> {
    const socket = createSocket('udp4');
    await new Promise((sent) => socket.send(packet, CARRIER_CAPTURE_PORT, under.lab.network.watcher, sent));
    socket.close();
    await under.until(until, 2_000);
  }

  test('[G1] does not judge a call clean that never left, and says so when nothing left', async () => {
    const result = await under.call('101', '1234', [talk(100)]);

    expect(result.outcome).not.toBe('answered');
    expect(under.faults('private')).toEqual(['no INVITE reached a carrier']);
    expect(await under.leftAnyway()).toEqual([]);
  });

  test('[G1] says when a call left that must not, also one that nobody answered', async () => {
    await under.call('101', busy.number, [talk(100)]);

    expect(under.faults('private')).toEqual([]);
    expect(await under.leftAnyway()).toContain('t1 (rfc3325): INVITE left');
  });

  test('[G1] does not judge a call clean while the mirror shows what belongs to no trunk', async () => {
    await under.call('101', answers.number, [talk(100)]);
    expect(under.faults('private')).toEqual([]);
    await mirror(mirrored('192.0.2.1', '192.0.2.2', 'BYE sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n'));

    expect(under.faults('private')).toEqual(['a message of no known trunk was seen']);
    expect(await under.leftAnyway()).toContain('a message of no known trunk was seen');
  });

  test('[G1] does not judge a call clean while the mirror shows what cannot be read', async () => {
    await under.call('101', answers.number, [talk(100)]);
    await mirror(Buffer.from('HEP3 and then something else'));

    expect(under.faults('private')).toEqual(['the mirror was not readable']);
    expect(await under.leftAnyway()).toContain('the mirror was not readable');
  });

  test('[G1] reads every message of a stream that brought several at once, and each of them once', async () => {
    const { network } = under.lab;
    const bye = (word: string) => `BYE sip:${word}@b SIP/2.0\r\nCall-ID: ${word}\r\nContent-Length: 0\r\n\r\n`;
    const mirrorOf = (text: string) => mirrored(network.outside(1), network.carrier(1), text);
    const byes = () => under.methods().filter((method) => method === 'BYE');
    await mirror(mirrorOf(bye('harmless') + bye('wrenfield')), () => byes().length > 1);
    await mirror(mirrorOf(bye('harmless') + bye('wrenfield')), () => true);
    await mirror(mirrorOf(bye('last')), () => byes().length > 2);

    expect(byes()).toHaveLength(3);
    expect(under.faults('private').join('\n')).toMatch(/a word of the agency was seen .* in BYE/);
  });

  test('[G1] finds a word of the agency in an OPTIONS that belongs to no call', async () => {
    const path = join(under.lab.agencyConfig, 'withheld/pjsip-doors.conf');
    const doors = await readFile(path, 'utf8');
    await writeFile(path, doors.replace('from_user=anonymous', 'from_user=wrenfield'));
    await under.lab.agency.console('module reload res_pjsip.so');
    const faults = await under.leftAnyway();
    await writeFile(path, doors);
    await under.lab.agency.console('module reload res_pjsip.so');

    expect(faults.join('\n')).toMatch(/t1 \(rfc3325\): a word of the agency was seen .* in OPTIONS/);
  });

  test('[G1] does not take a blind mirror for nothing left', async () => {
    await under.lab.carrier.console('module unload res_hep_pjsip.so');
    await under.call('101', answers.number, [talk(100)]);

    expect(under.faults('private')).toEqual(['no INVITE reached a carrier']);
    expect(await under.leftAnyway()).toEqual(['t1: the mirror shows nothing', 't2: the mirror shows nothing']);
  });
});
