import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../../../src/adapters/asterisk/evidence/recorded-evidence.ts';

const line = (fields: Record<string, unknown>) => JSON.stringify(fields);
const LEG = { Channel: 'PJSIP/tA-00000000', Uniqueid: '1.0', Linkedid: '1.0' };

describe('the reader of recorded streams', () => {
  it('names damaged lines, quotes nothing of them, and goes on', () => {
    const text = [
      line({ t: 0, src: 'mark', what: 'START' }),
      '{"t": 1, "src": "ami", "Event": "New',
      '[1, 2]',
      line({ src: 'ami', Event: 'Hangup' }),
      line({ t: 2, src: 'ami' }),
      line({ t: -1, src: 'ari', type: 'Dial' }),
      line({ t: 2, Event: 'Hangup' }),
      '',
      line({ t: 3, src: 'ami', Event: 'Hangup', ...LEG, Cause: '16' }),
    ].join('\n');
    const { damaged, evidence } = readRecording(text);

    expect(damaged.map(({ line: place }) => place)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(evidence.map(({ kind }) => kind)).toEqual(['seen', 'grouped', 'ended']);
  });

  it('takes sources and events that it does not know for no damage', () => {
    const text = [line({ t: 1, src: 'weather', wind: 3 }), line({ t: 1, src: 'ami', Event: 'NewThing' })].join('\n');
    expect(readRecording(text)).toEqual({ evidence: [], endsAt: 1_000, damaged: [] });
  });

  it('tells facts in the order of their times, whatever the order of lines', () => {
    const lines = [3, 1, 2].map((t) => line({ t, src: 'ami', Event: 'Hold', ...LEG }));
    const times = readRecording(lines.join('\n')).evidence.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('tells a loss of a soft hang-up, whose cause is no cause', () => {
    const told = readRecording(
      [
        line({ t: 1, src: 'ami', Event: 'SoftHangupRequest', ...LEG, Cause: '1' }),
        line({ t: 1, src: 'ari', type: 'ChannelHangupRequest', cause: 1, soft: true, channel: { id: '1.0' } }),
        line({ t: 2, src: 'ari', type: 'ChannelHangupRequest', cause: 41, channel: { id: '1.0' } }),
      ].join('\n'),
    ).evidence;
    expect(told.filter(({ kind }) => kind === 'hangup-soft')).toHaveLength(2);
    expect(told.find(({ kind }) => kind === 'hangup-requested')).toMatchObject({ cause: 41, techCause: null });
  });

  it('keeps a hang-up of a Local channel out: it is the PBX that speaks', () => {
    const local = { Channel: 'Local/100@out-00000001;1', Uniqueid: '1.9', Linkedid: '1.9' };
    const { evidence } = readRecording(line({ t: 1, src: 'ami', Event: 'HangupRequest', ...local, Cause: '17' }));
    expect(evidence.map(({ kind }) => kind)).toEqual(['grouped']);
  });

  it.each([
    [{ ok: false }, 'probe-unanswered'],
    [{ ev: 'timeout' }, 'probe-unanswered'],
    [{ ev: 'PingTimeout', after: 2 }, 'probe-unanswered'],
    [{ rtt: null }, 'probe-unanswered'],
    [{ what: 'no reply' }, 'probe-unanswered'],
    [{ rtt: 0.0004 }, 'probe-answered'],
    [{ ev: 'pong', ms: 0.3 }, 'probe-answered'],
  ])('reads a probe: %j', (fields, kind) => {
    expect(readRecording(line({ t: 1, src: 'ping', ...fields })).evidence).toMatchObject([{ kind }]);
  });

  it('never throws, whatever stands in a line', () => {
    const values = fc.jsonValue();
    const sources = fc.constantFrom('ami', 'ari', 'sip', 'hep', 'poll', 'ping', 'mark');
    const names = fc.constantFrom('Hangup', 'CEL', 'DialEnd', 'Dial', 'ChannelDestroyed', 'BlindTransfer', 'RxStall');
    fc.assert(
      fc.property(sources, names, fc.dictionary(fc.string(), values), values, (src, name, rest, odd) => {
        const fields = { ...rest, t: 1, src, Event: name, type: name, ev: name, EventName: 'HANGUP' };
        const loaded = {
          ...fields,
          channel: odd,
          payload: odd,
          Extra: odd,
          line: odd,
          cseq: odd,
          Uniqueid: odd,
          proto: 5,
        };
        for (const each of [fields, loaded]) readRecording(line(each));
      }),
    );
  });
});
