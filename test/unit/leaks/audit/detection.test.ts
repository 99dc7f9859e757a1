import { describe, expect, it, test } from 'vitest';
import { door, file, found, HOUSE, live, phone, withOption } from './sound-pbx.ts';

const phoneWith = (changed: Readonly<Record<string, string>>) =>
  live([
    door('t1-private'),
    door('t1-emergency'),
    { name: '101', options: new Map([...phone.options, ...Object.entries(changed)]) },
  ]);
const AORS = (frequency: string) => live([{ name: '101', options: new Map([['qualify_frequency', frequency]]) }]);

describe('what keeps a lost call from being noticed', () => {
  it.each(['rtp_timeout', 'rtp_timeout_hold'])('%s of a phone would tear down a silent emergency call', (option) => {
    expect(found({ endpoints: phoneWith({ [option]: '30' }) })).toEqual([`emergency phone-option:101:${option} (e.2)`]);
  });

  it('a phone that is to end silent calls and does not, or otherwise, is a lesser matter', () => {
    const house = { ...HOUSE, detection: { ...HOUSE.detection, phoneRtpTimeout: 60 } };

    expect(found({}, house)).toEqual(['unnoticed phone-option:101:rtp_timeout ()']);
    expect(found({ endpoints: phoneWith({ rtp_timeout: '20' }) }, house)).toEqual([
      'unnoticed phone-option:101:rtp_timeout ()',
    ]);
    expect(found({ endpoints: phoneWith({ rtp_timeout: '60' }) }, house)).toEqual([]);
  });

  it('session timers that are off', () => {
    expect(found({ endpoints: phoneWith({ timers: 'no' }) })).toEqual(['unnoticed phone-option:101:timers ()']);
    expect(found({ endpoints: phoneWith({ timers: 'always' }) })).toEqual([]);
  });

  it('a phone that nobody asks whether it is there, unless phones are left alone', () => {
    const unasked = { endpoints: phoneWith({ aors: '101' }), aors: AORS('0') };
    const alone = { ...HOUSE, detection: { ...HOUSE.detection, phoneQualifySeconds: 0 } };

    expect(found(unasked)).toEqual(['unnoticed phone-aor:101:qualify_frequency ()']);
    expect(found({ ...unasked, aors: AORS('60') })).toEqual([]);
    expect(found(unasked, alone)).toEqual([]);
  });

  test.each([
    ['5000', ['unnoticed rtcp:interval ()']],
    ['2001 ', ['unnoticed rtcp:interval ()']],
    ['2000', []],
    ['100', []],
    ['soon', []],
  ])('reports on media each %s ms', (value, expected) => {
    expect(found({ rtp: file('rtp.conf', [{ name: 'general', settings: [['rtcpinterval', value]] }]) })).toEqual(
      expected,
    );
  });

  it('reports on media as seldom as Asterisk has them by itself, or that nobody mirrors', () => {
    expect(found({ rtp: file('rtp.conf', []) })).toEqual(['unnoticed rtcp:interval ()']);
    expect(found({ modules: live(new Set(['res_hep.so', 'res_hep_pjsip.so'])) })).toEqual(['unnoticed mirror:rtcp ()']);
  });

  it('a door whose silent calls end otherwise than written; an emergency door whose silent calls end at all is worse', () => {
    expect(found({ endpoints: withOption('t1-private', { rtp_timeout: '5' }) })).toEqual([
      'unnoticed door-option:t1-private:rtp_timeout ()',
    ]);
    expect(found({ endpoints: withOption('t1-emergency', { rtp_timeout: '20' }) })).toEqual([
      'emergency door-option:t1-emergency:rtp_timeout (e.2)',
    ]);
  });
});
