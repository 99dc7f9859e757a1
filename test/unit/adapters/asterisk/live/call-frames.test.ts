import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listedLeg, readCallFrame } from '../../../../../src/adapters/asterisk/live/call-frames.ts';
import { HouseNames, partyOfAlias } from '../../../../../src/adapters/asterisk/live/house-names.ts';

const names = () =>
  new HouseNames({
    doors: [
      { endpoint: 'north-private', trunk: 'north', incoming: false },
      { endpoint: 'north-in', trunk: 'north', incoming: true },
      { endpoint: 'south-in', trunk: 'south', incoming: true },
    ],
    aside: ['north-emergency'],
  });

const channel = (name: string, more: object = {}) => ({
  id: '1700000000.1',
  name,
  state: 'Up',
  protocol_id: 'abc@10.1.1.1',
  caller: { name: 'Marigold Wrenfield', number: '0255501001' },
  connected: { name: 'Marigold Wrenfield', number: '0255501001' },
  dialplan: { context: 'desk', exten: '0491570006', priority: 1, app_name: 'Dial', app_data: 'PJSIP/0491570006@x' },
  channelvars: { SECRET: '0255501001' },
  ...more,
});

describe('what the detector reads of an ARI event', () => {
  it('is ids, states, causes and neutral names: nothing a caller or a dialplan wrote', () => {
    const text = JSON.stringify({
      type: 'ChannelHangupRequest',
      timestamp: 'x',
      cause: 16,
      tech_cause: 481,
      soft: false,
      channel: channel('PJSIP/north-in-0000002a'),
    });
    expect(readCallFrame(text, names())).toEqual({
      type: 'ChannelHangupRequest',
      fields: {
        type: 'ChannelHangupRequest',
        channel: { id: '1700000000.1', name: 'PJSIP/t1-0000002a', state: 'Up', incoming: true },
        cause: 16,
        tech_cause: 481,
        soft: false,
      },
      legs: [{ id: '1700000000.1', name: 'PJSIP/t1-0000002a', up: true, dialog: 'abc@10.1.1.1', probe: false }],
    });
  });

  it('names trunks t, phones w, and everything else x, and knows the way back', () => {
    const house = names();
    const plain = (name: string) => house.plain(name).name;
    expect(plain('PJSIP/north-private-00000001')).toBe('PJSIP/t1-00000001');
    expect(plain('PJSIP/south-in-00000002')).toBe('PJSIP/t2-00000002');
    expect(plain('PJSIP/north-emergency-00000003')).toBe('PJSIP/x-00000003');
    expect(plain('PJSIP/withheld-probe-phone-00000004')).toBe('PJSIP/x-00000004');
    expect(plain('PJSIP/withheld-leaky-north-00000005')).toBe('PJSIP/x-00000005');
    expect(plain('PJSIP/101-00000006')).toBe('PJSIP/w1-00000006');
    expect(plain('PJSIP/101-00000007')).toBe('PJSIP/w1-00000007');
    expect(plain('Local/0491570006@desk-00000008;2')).toBe('Local/x-00000008');
    expect(house.plain('Local/0491570006@desk-00000008;1').pair).toBe(house.plain('Local/x@y-00000008;2').pair);
    expect(plain('Surrogate/Marigold')).toBe('Other/x-00000000');
    expect([house.trunkOf('t2'), house.extensionOf('w1'), house.trunkOf('w1')]).toEqual(['south', '101', null]);
    expect(['t1', 'w1', 'x'].map((alias) => partyOfAlias('PJSIP', alias))).toEqual(['survivor', 'worker', 'other']);
  });

  it('tells a leg of a leak test or a round trip by its context', () => {
    const probe = (context: string) =>
      listedLeg(channel('PJSIP/north-in-00000001', { dialplan: { context } }), names())?.legs[0]?.probe;
    expect(['withheld-probe-inbound', 'withheld-round-trip-near', 'desk', 'withheld-out'].map(probe)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('tells that a leg is at a mailbox, and no more of the dialplan than that', () => {
    const told = (context: string) =>
      JSON.stringify(listedLeg(channel('PJSIP/north-in-00000001', { dialplan: { context, exten: '105' } }), names()));
    expect(['withheld-message', 'withheld-voicemail', 'withheld-no-message', 'desk'].map(told)).toEqual([
      expect.stringContaining('"mailbox":true'),
      expect.stringContaining('"mailbox":true'),
      expect.not.stringContaining('mailbox'),
      expect.not.stringContaining('mailbox'),
    ]);
    expect(told('withheld-message')).not.toContain('105');
  });

  it('never throws, and never passes a text on that was not its own', () => {
    const secret = 'Wrenfield0255501001';
    const anything = fc.anything({
      values: [fc.string(), fc.constant(secret), fc.integer(), fc.constant(null)],
      maxDepth: 3,
    });
    const event = fc.record({
      type: fc.constantFrom('ChannelCreated', 'Dial', 'ChannelLeftBridge', 'BridgeBlindTransfer', 'Else', 7),
      channel: fc.oneof(
        anything,
        fc.record({ id: fc.string(), name: fc.constant(`Local/${secret}@x-00000001;1`), caller: anything }),
      ),
      bridge: anything,
      endpoint: anything,
      userevent: anything,
      exten: fc.constant(secret),
    });
    fc.assert(
      fc.property(event, (value) => {
        const read = readCallFrame(JSON.stringify(value), names());
        const told = typeof read === 'string' ? '' : JSON.stringify({ ...read.fields, bridge: null, userevent: null });
        return (
          !told.includes(secret) ||
          (typeof value.channel === 'object' && JSON.stringify(value.channel).includes(`"id":"${secret}`))
        );
      }),
    );
  });
});
