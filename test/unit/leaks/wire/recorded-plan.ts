import type { WirePlan } from '../../../../src/adapters/asterisk/files/wire-plan.ts';
import { RecordedLines, type RecordedMessage, type Recording, recordedCanaries } from './recorded-lines.ts';

/** The trunks of a recording as a configuration of them would plan the wire. */
export function recordedPlan(recording: Recording, mirror: WirePlan['mirror']): WirePlan {
  const lines = new RecordedLines(recording);
  return {
    ari: null,
    mirror,
    doors: lines.doors.map((door) => ({ ...door, look: lines.expected(door).look })),
    trunks: recording.trunks.map(({ id, carrier, register }) => ({
      id,
      hosts: [carrier],
      named: [],
      account: register ?? null,
    })),
    inside: ['127.0.0.0/8'],
    agent: 'PBX',
    canaries: recordedCanaries(recording),
  };
}

function chunk(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(value.length + 6, 4);
  return Buffer.concat([head, value]);
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value, 0);
  return bytes;
}

/** A recorded message as the PBX mirrors it: a HEPv3 packet. */
export function mirrorPacket(recording: Recording, message: RecordedMessage): Buffer {
  const { source, target, stream, payload } = new RecordedLines(recording).mirrored(message);
  const address = (text: string) => Buffer.from(text.split('.').map(Number));
  const body = Buffer.concat([
    chunk(1, Buffer.from([2])),
    chunk(2, Buffer.from([stream ? 6 : 17])),
    chunk(3, address(source.address)),
    chunk(4, address(target.address)),
    chunk(7, short(source.port)),
    chunk(8, short(target.port)),
    chunk(9, Buffer.from([105, 0, 0, 0])),
    chunk(11, Buffer.from([1])),
    chunk(15, Buffer.from(payload)),
  ]);
  return Buffer.concat([Buffer.from('HEP3'), short(body.length + 6), body]);
}
