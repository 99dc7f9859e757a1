import { describe, expect, it, test } from 'vitest';
import { door, found, HOUSE, live, phone, withOption } from './sound-pbx.ts';

describe('a door', () => {
  test.each([
    ['send_pai', 'true', 'leak', 'A3 A9 A11 A12'],
    ['ice_support', 'true', 'leak', 'E3'],
    ['send_diversion', 'yes', 'leak', 'B1 B2'],
    ['from_user', '5551234', 'leak', 'A2 C5'],
    ['geoloc_outgoing_call_profile', 'house', 'leak', 'D2'],
    ['stir_shaken_profile', 'house', 'leak', 'D1'],
    ['redirect_method', 'uri_core', 'link', 'B7'],
    ['suppress_q850_reason_headers', 'yes', 'fingerprint', 'C14'],
    ['send_aoc', 'yes', 'link', 'C16'],
    ['dtls_cert_file', '/etc/x.pem', 'link', 'E4'],
    ['an_option_of_tomorrow', 'yes', 'fingerprint', ''],
    ['PJSIP_HEADER(add,X-Site)', '9', 'leak', 'C11 A5 A13'],
    ['SIPREFERREDBYHDR', '<sip:101@x>', 'leak', 'B4'],
  ])('is held against what the product writes: %s', (option, value, severity, rows) => {
    expect(found({ endpoints: withOption('t1-private', { [option]: value }) })).toEqual([
      `${severity} door-option:t1-private:${option} (${rows})`,
    ]);
  });

  it('of the leak tests that is not as written leaves them blind', () => {
    const leaky = { name: 'leaky', type: 'endpoint', options: new Map([['send_pai', 'yes']]) };
    const house = { ...HOUSE, written: [...HOUSE.written, leaky] };
    const pbxWith = (pai: string) =>
      live([
        door('t1-private'),
        door('t1-emergency'),
        phone,
        { name: 'leaky', options: new Map([...HOUSE.defaults, ['send_pai', pai]]) },
      ]);

    expect(found({ endpoints: pbxWith('true') }, house)).toEqual([]);
    expect(found({ endpoints: pbxWith('false') }, house)).toEqual(['unknown door-option:leaky:send_pai ()']);
  });

  it('is not found at fault for another spelling of the same', () => {
    const spelt = { direct_media: 'No', send_pai: 'off', stir_shaken: 'off', set_var: '' };

    expect(found({ endpoints: withOption('t1-private', spelt) })).toEqual([]);
  });

  it('to an emergency is worse at fault', () => {
    expect(found({ endpoints: withOption('t1-emergency', { an_option_of_tomorrow: 'yes', send_pai: 'yes' }) })).toEqual(
      [
        'emergency door-option:t1-emergency:an_option_of_tomorrow (e.2)',
        'leak door-option:t1-emergency:send_pai (A3 A9 A11 A12 e.2)',
      ],
    );
  });

  it('that is not there is a finding, an emergency door a worse one', () => {
    expect(found({ endpoints: live([phone]) })).toEqual([
      'emergency door-missing:t1-emergency (e.2)',
      'unknown door-missing:t1-private ()',
    ]);
  });
});

describe('an endpoint that is no door', () => {
  const line = (changed: Readonly<Record<string, string>>) => ({ endpoints: withOption('other', changed) });

  it.each([
    ['logs in', { outbound_auth: 'x' }, {}],
    ['goes through a proxy', { outbound_proxy: 'sip:x' }, {}],
    [
      'has an address of its own',
      { aors: 'a' },
      { aors: live([{ name: 'a', options: new Map([['contact', 'sip:x']]) }]) },
    ],
    ['is known by an address', {}, { identifies: live([{ name: 'i', options: new Map([['endpoint', 'other']]) }]) }],
    ['is registered for', {}, { registrations: live([{ name: 'r', options: new Map([['endpoint', 'other']]) }]) }],
  ])('leads out when it %s', (_how, options, beside) => {
    expect(found({ ...line(options), ...beside })).toContain('around trunk-no-door:other (A1 A8)');
  });

  it('is asked for every option that all doors agree on', () => {
    const stock = found({
      ...line({ outbound_auth: 'x', from_user: '', from_domain: '', send_diversion: 'true', direct_media: 'true' }),
    });

    expect(stock).toEqual([
      'leak trunk-option:other:direct_media (E1)',
      'leak trunk-option:other:from_domain (A2 A15)',
      'leak trunk-option:other:from_user (A2 C5)',
      'leak trunk-option:other:send_diversion (B1 B2)',
      'around trunk-no-door:other (A1 A8)',
    ]);
  });

  it('may show a number of the parent', () => {
    expect(found(line({ outbound_auth: 'x', from_user: '+61270102000' }))).toEqual([
      'around trunk-no-door:other (A1 A8)',
    ]);
  });

  it('is a phone when it is none of that, and a phone passes nothing on', () => {
    const careless = {
      context: 'desk',
      callerid: '<unknown>',
      trust_id_inbound: 'true',
      direct_media: 'true',
      trust_connected_line: 'yes',
    };

    expect(found(line(careless))).toEqual([
      'leak phone-option:other:direct_media (E1)',
      'leak phone-option:other:trust_connected_line (A10)',
      'leak phone-option:other:trust_id_inbound (A10 A16)',
      'link phone-option:other:callerid (A16)',
    ]);
  });

  it('signs what it is asked for with its own name', () => {
    const aors = live([
      {
        name: 'a',
        options: new Map([
          ['contact', 'sip:x'],
          ['qualify_frequency', '60'],
        ]),
      },
    ]);

    expect(found({ ...line({ aors: 'a', from_user: '' }), aors })).toContain('link section-name:other (C5)');
    expect(found({ endpoints: withOption('mocking-line', { aors: 'a', from_user: '' }), aors })).toContain(
      'leak section-name:m…(12 characters) (C5)',
    );
  });
});
