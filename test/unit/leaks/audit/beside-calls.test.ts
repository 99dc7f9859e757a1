import { describe, expect, it, test } from 'vitest';
import { auditOf, file, found, live, withOption } from './sound-pbx.ts';

const MIRRORS = ['res_hep.so', 'res_hep_pjsip.so', 'res_hep_rtcp.so'];

describe('settings beside calls', () => {
  const sections = (name: string, ...settings: readonly (readonly [string, string])[]) => [{ name, settings }];
  const line = (signalling: string) =>
    sections(
      'channels',
      ['signalling', signalling],
      ['usecallingpres', 'yes'],
      ['hidecallerid', 'yes'],
      ['hidecalleridname', 'yes'],
    );

  test.each([
    [
      'usecallingpres',
      {
        dahdi: file(
          'chan_dahdi.conf',
          sections(
            'channels',
            ['signalling', 'pri_cpe'],
            ['usecallingpres', 'no'],
            ['hidecallerid', 'yes'],
            ['hidecalleridname', 'yes'],
          ),
        ),
      },
      ['leak dahdi:usecallingpres (F4)'],
    ],
    ['analogue lines', { dahdi: file('chan_dahdi.conf', line('fxs_ks')) }, ['leak dahdi:analogue (F6)']],
    ['R2', { dahdi: file('chan_dahdi.conf', line('mfcr2')) }, ['leak dahdi:r2 (F5)']],
    ['sendani', { iax: file('iax.conf', sections('general', ['sendani', 'yes'])) }, ['leak iax:sendani (F2)']],
    [
      'signing',
      { stirShaken: file('stir_shaken.conf', sections('5551234', ['type', 'tn'])) },
      ['leak stir-shaken:names (D1)'],
    ],
    [
      'location',
      { geolocation: file('geolocation.conf', sections('x', ['location_info', 'A=B'])) },
      ['link geolocation:location (D2)'],
    ],
    [
      'HTTP for everybody',
      { listeners: live([{ service: 'HTTP', address: '0.0.0.0' } as const]) },
      ['around listener:http (A8 E11)'],
    ],
    [
      'AMI on a network',
      { listeners: live([{ service: 'AMI', address: '192.0.2.1' } as const]) },
      ['around listener:ami (A8 E11)'],
    ],
    [
      'mailboxes locked by files',
      {
        voicemail: file('voicemail.conf', sections('default', ['101', '4711,One'])),
        options: file('asterisk.conf', sections('options', ['verbose', '0'])),
      },
      ['unnoticed voicemail-locks ()', 'unnoticed voicemail-silence ()'],
    ],
    [
      'nothing is sent while a message is recorded',
      {
        voicemail: file('voicemail.conf', sections('default', ['101', '4711,One'])),
        options: file('asterisk.conf', sections('options', ['lockmode', 'flock'], ['transmit_silence', 'no'])),
      },
      ['unnoticed voicemail-silence ()'],
    ],
    [
      'mailboxes locked by flock',
      {
        voicemail: file('voicemail.conf', sections('default', ['101', '4711,One'])),
      },
      [],
    ],
    ['core dumps', { coreDumps: live(true) }, ['kept core-dumps (E11)']],
    ['a database', { realtime: live(true) }, ['unknown realtime ()']],
    ['no mirror', { modules: live(new Set(['res_hep.so', 'res_hep_rtcp.so'])) }, ['unknown mirror:missing (E11)']],
    [
      'a mirror that is off',
      { mirror: file('hep.conf', sections('general', ['enabled', 'no'])) },
      ['unknown mirror:off (E11)'],
    ],
    ['chan_dahdi', { modules: live(new Set([...MIRRORS, 'chan_dahdi.so'])) }, ['around module:chan_dahdi (F4 F5 F6)']],
    [
      'media that pass unchanged',
      { modules: live(new Set([...MIRRORS, 'bridge_native_rtp.so'])) },
      ['link module:bridge_native_rtp (E7 E1)'],
    ],
    ['calendars', { modules: live(new Set([...MIRRORS, 'res_calendar.so'])) }, ['around module:res_calendar (A8)']],
    [
      'an inside transport',
      { transports: live([{ name: 'out', options: new Map([['bind', '192.168.1.5:5060']]) }]) },
      ['link transport-address:out:external_signaling_address (C3 A15)'],
    ],
    [
      'any address on an inside network',
      {
        insideAddresses: live(['10.0.0.5']),
        transports: live([{ name: 'out', options: new Map([['bind', '0.0.0.0:5060']]) }]),
      },
      ['link transport-address:out:external_signaling_address (C3 A15)'],
    ],
    [
      'no local_net',
      {
        transports: live([
          {
            name: 'out',
            options: new Map([
              ['bind', '192.168.1.5:5060'],
              ['external_signaling_address', '198.51.100.1'],
            ]),
          },
        ]),
      },
      ['link transport-address:out:local_net (C3 A15)'],
    ],
    [
      'an address of the house',
      {
        transports: live([
          {
            name: 'out',
            options: new Map([
              ['bind', '198.51.100.1:5060'],
              ['domain', 'inside.example'],
            ]),
          },
        ]),
      },
      ['leak transport-address:out:domain (C3)'],
    ],
    [
      'an account that names the house',
      { endpoints: withOption('t1-private', { outbound_auth: 'a' }), accounts: live(new Map([['a', 'mocking-line']])) },
      ['leak account:a (C7)', 'link door-option:t1-private:outbound_auth (C7)'],
    ],
    [
      'a product name',
      {
        pjsipGlobal: live(
          new Map([
            ['user_agent', 'Asterisk PBX 22.1'],
            ['taskprocessor_overload_trigger', 'none'],
          ]),
        ),
      },
      ['fingerprint pjsip-global:user_agent (C4)'],
    ],
    [
      'overload',
      { pjsipGlobal: live(new Map([['user_agent', 'PBX']])) },
      ['emergency pjsip-global:taskprocessor_overload_trigger (e.4)'],
    ],
  ])('%s', (_what, changed, expected) => {
    expect(found(changed)).toEqual(expected);
  });

  it('mailboxes: what goes out by e-mail takes the voice along unless it is told not to', () => {
    const box = (value: string, ...general: readonly (readonly [string, string])[]) =>
      auditOf({
        voicemail: file('voicemail.conf', [...sections('general', ...general), ...sections('default', ['101', value])]),
      });

    expect(box('1,Name')).toEqual([]);
    expect(box('1,Name,a@b').map(({ found: what }) => what)).toEqual([
      'mailbox 101 is sent by e-mail, the voice with it',
    ]);
    expect(box('1,Name,a@b', ['attach', 'no']).map(({ found: what }) => what)).toEqual([
      'mailbox 101 is sent by e-mail',
    ]);
    expect(box('1,Name,,p@q,attach=no|callback=desk').map(({ id }) => id)).toEqual([
      'voicemail:101:pager',
      'voicemail:101:callback',
    ]);
    expect(box('1,Name', ['mailcmd', '/x'], ['externnotify', '/y']).map(({ id }) => id)).toEqual([
      'voicemail:externnotify',
      'voicemail:mailcmd',
    ]);
  });

  it('the queue log, which is on unless it is switched off', () => {
    const queues = (...general: readonly (readonly [string, string])[]) =>
      found({
        modules: live(new Set([...MIRRORS, 'app_queue.so'])),
        queueLog: file('logger.conf', sections('general', ...general)),
      });

    expect(queues()).toEqual(['kept log:queue-log (E11)']);
    expect(queues(['queue_log', 'yes'])).toEqual(['kept log:queue-log (E11)']);
    expect(queues(['queue_log', 'no'])).toEqual([]);
  });

  it('queues that ring a line outside', () => {
    expect(found({ queueMembers: live(['PJSIP/1@t1-private', 'Local/1@withheld-out', 'IAX2/x/1']) })).toEqual([
      'leak queue-member:IAX2 (A1 F1 F4)',
      'around queue-member:t1-private (A1 A6)',
    ]);
  });
});
