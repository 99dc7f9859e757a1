import { describe, expect, it, test } from 'vitest';
import { auditOf, context, DIALPLAN, door, file, found, HOUSE, live, phone, SETTINGS } from './sound-pbx.ts';

const withOption = (name: string, changed: Readonly<Record<string, string>>) =>
  live(
    [door('t1-private'), door('t1-emergency'), phone, door(name, changed)].filter(
      (each, at, all) => all.findLastIndex((other) => other.name === each.name) === at,
    ),
  );

describe('the audit', () => {
  it('finds nothing at a PBX that is set as the house asks', () => {
    expect(found({})).toEqual([]);
  });

  it.each(SETTINGS)('takes %s that cannot be read for a finding', (setting) => {
    const findings = auditOf({ [setting]: { known: false, from: 'live', why: 'no answer' } });

    expect(findings.map(({ id, severity }) => ({ id, severity }))).toContainEqual({
      id: `not-readable:${setting}`,
      severity: 'unknown',
    });
  });

  it('takes an endpoint that the PBX does not tell of for a finding', () => {
    expect(
      found({ endpoints: live([door('t1-private'), door('t1-emergency'), phone, { name: '102', options: null }]) }),
    ).toEqual(['unknown not-readable:endpoints:102 (A2 A3 A4 A9 B1 B2 C1 E1)']);
  });

  it('puts the worst first and keeps ids apart that look alike once they are masked', () => {
    const lines = [door('mocking-a', { outbound_auth: 'x' }), door('mocking-b', { outbound_auth: 'x' })];
    const ids = auditOf({ coreDumps: live(true), endpoints: live([door('t1-private'), phone, ...lines]) }).map(
      ({ id }) => id,
    );

    expect(ids).toEqual([
      'door-missing:t1-emergency',
      'trunk-no-door:m…(9 characters)',
      'trunk-no-door:m…(9 characters)#2',
      'core-dumps',
    ]);
  });
});

describe('a door', () => {
  test.each([
    ['send_pai', 'true', 'leak', 'A3 A9 A11 A12'],
    ['ice_support', 'true', 'leak', 'E3'],
    ['send_diversion', 'yes', 'leak', 'B1 B2'],
    ['from_user', '5551234', 'leak', 'A2 C5'],
    ['dtls_cert_file', '/etc/x.pem', 'link', 'E4'],
    ['an_option_of_tomorrow', 'yes', 'fingerprint', ''],
    ['PJSIP_HEADER(add,X-Site)', '9', 'leak', 'C11 A5 A13'],
    ['SIPREFERREDBYHDR', '<sip:101@x>', 'leak', 'B4'],
  ])('is held against what the product writes: %s', (option, value, severity, rows) => {
    expect(found({ endpoints: withOption('t1-private', { [option]: value }) })).toEqual([
      `${severity} door-option:t1-private:${option} (${rows})`,
    ]);
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

describe('the dialplan', () => {
  const plan = (steps: readonly string[]) => ({ dialplan: live([...DIALPLAN, context('other', steps)]) });

  test.each([
    ['Dial(PJSIP/${EXTEN}@t1-private,20)', ['around dial-door:other:t1-private (A1 A6)']],
    ['Dial(PJSIP/t1-private/sip:1@x,20)', ['around dial-door:other:t1-private (A1 A6)']],
    ['Dial(PJSIP/101&PJSIP/1@t1-private)', ['around dial-door:other:t1-private (A1 A6)']],
    ['TryExec(Dial(DAHDI/g1/${EXTEN}))', ['leak dial-other-line:other:DAHDI (A1 F1 F4)']],
    ['ExecIf($["${A}" = "1"]?Dial(SIP/x/1):Hangup())', ['leak dial-other-line:other:SIP (A1 F1 F4)']],
    ['Dial(${TARGET},20)', ['unknown dial-unclear:other:variable (A1)']],
    ['Dial(PJSIP/${EXTEN},20)', []],
    ['Dial(Local/${EXTEN}@withheld-out,20,f(x))', []],
    ['Dial(PJSIP/101,20,tT)', []],
    ['Set(X=${PJSIP_HEADER(read,From)})', []],
    ['Set(PJSIP_HEADER(update,From)=x)', ['leak dialplan:other:header (C11 A13)']],
    ['AGI(x.agi)', ['kept dialplan:other:program (E11)']],
    ['Set(X=${CURL(http://x)})', ['kept dialplan:other:lookup (E11)']],
    ['Set(__LOCALSTATIONID=1)', ['leak dialplan:other:station (E8)']],
  ])('%s', (line, expected) => {
    expect(found(plan([`_1XX,1,${line}`]))).toEqual(expected);
  });

  it('dials a phone by a variable only from an extension of digits', () => {
    expect(found(plan(['_[a-z].,1,Dial(PJSIP/${EXTEN},20)']))).toEqual(['unknown dial-unclear:other:variable (A1)']);
  });

  it('tells one thing once for each context', () => {
    const [only, ...rest] = auditOf(
      plan(['1,1,AGI(a)', '2,1,AGI(a)', '3,1,AGI(a)', '4,1,AGI(a)', '5,1,AGI(a)', '6,1,AGI(a)']),
    );

    expect(only?.found).toBe(
      'context other hands calls to a program: 1 step 1, 2 step 1, 3 step 1, 4 step 1 and 2 more',
    );
    expect(rest).toEqual([]);
  });

  it('of the product itself is held against what the product writes', () => {
    const changed = (steps: readonly string[], includes: readonly string[] = []) =>
      found({ dialplan: live([DIALPLAN[0] ?? context('', []), context('withheld-leave', steps, includes)]) });

    expect(changed(['_X.,1,Dial(PJSIP/1@t1-private,20,f(x))', '_X.,2,Hangup()'])).toEqual([
      'leak own-dialplan:withheld-leave (A1 A6)',
    ]);
    expect(changed(['_X.,1,Dial(PJSIP/1@t1-private,20)'])).toEqual(['leak own-dialplan:withheld-leave (A1 A6)']);
    expect(changed(['_X.,1,Dial(PJSIP/1@t1-private,20)', '_X.,2,Hangup()', '5,1,Hangup()'])).toHaveLength(1);
    expect(changed(['_X.,1,Dial(PJSIP/1@t1-private,20)', '_X.,2,Hangup()'], ['else'])).toHaveLength(1);
    expect(found({ dialplan: live(DIALPLAN.slice(0, 1)) })).toEqual(['leak own-dialplan:withheld-leave (A1 A6)']);
  });

  it('lets nothing stand before an emergency number where a phone begins', () => {
    const desk = (steps: readonly string[], includes: readonly string[]) =>
      found({ dialplan: live([context('desk', steps, includes), ...DIALPLAN.slice(1)]) });

    expect(desk([], ['house', 'withheld-emergency'])).toEqual(['emergency emergency-first:desk (e.1)']);
    expect(desk([], ['withheld-emergency|9:00-17:00,*,*,*'])).toEqual(['emergency emergency-first:desk (e.1)']);
    expect(desk([], ['withheld-out'])).toEqual([]);
    for (const taker of ['000', '_0.', '_X!', '_[0-4]XX', '_00ZX'])
      expect(desk([`${taker},1,Hangup()`], ['withheld-emergency']).length, taker).toBe(taker === '_00ZX' ? 0 : 1);
    expect(found({ dialplan: live(DIALPLAN.slice(1)) })).toEqual(['emergency emergency-first:desk (e.1)']);
  });
});

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
    ['core dumps', { coreDumps: live(true) }, ['kept core-dumps (E11)']],
    ['a database', { realtime: live(true) }, ['unknown realtime ()']],
    ['no mirror', { modules: live(new Set(['res_hep.so'])) }, ['unknown mirror:missing (E11)']],
    [
      'a mirror that is off',
      { mirror: file('hep.conf', sections('general', ['enabled', 'no'])) },
      ['unknown mirror:off (E11)'],
    ],
    [
      'chan_dahdi',
      { modules: live(new Set(['res_hep.so', 'res_hep_pjsip.so', 'chan_dahdi.so'])) },
      ['around module:chan_dahdi (F4 F5 F6)'],
    ],
    [
      'calendars',
      { modules: live(new Set(['res_hep.so', 'res_hep_pjsip.so', 'res_calendar.so'])) },
      ['around module:res_calendar (A8)'],
    ],
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

  it('queues that ring a line outside', () => {
    expect(found({ queueMembers: live(['PJSIP/1@t1-private', 'Local/1@withheld-out', 'IAX2/x/1']) })).toEqual([
      'leak queue-member:IAX2 (A1 F1 F4)',
      'around queue-member:t1-private (A1 A6)',
    ]);
  });
});

describe('[G7] no text of a finding', () => {
  it('says a secret word, a number or an inside address, wherever it stands', () => {
    const bad = 'mocking 5551234 inside.example 0491570156';
    const findings = auditOf({
      endpoints: live([
        door(bad, { outbound_auth: 'x', from_user: bad, [`PJSIP_HEADER(add,${bad})`]: bad }),
        { name: `${bad}2`, options: null },
      ]),
      dialplan: live([context(bad, [`${bad},1,AGI(${bad})`, `${bad},2,Dial(${bad}/x)`])]),
      globals: live([`LOCALSTATIONID`]),
      amiUsers: live([{ name: bad, read: ['all'], write: ['originate'] }]),
      ariUsers: live([{ name: bad, readOnly: false }]),
      logChannels: live([{ name: `/var/log/${bad}`, type: 'File', levels: ['VERBOSE'] }]),
      voicemail: file('voicemail.conf', [{ name: 'default', settings: [['0491570156', `1,${bad},${bad}`]] }]),
      pjsipGlobal: live(new Map([['user_agent', bad]])),
      transports: live([{ name: bad, options: new Map([['bind', '192.168.0.1']]) }]),
      certificates: live([{ transport: bad, names: bad }]),
      registrations: live([
        {
          name: bad,
          options: new Map([
            ['contact_user', bad],
            ['client_uri', bad],
          ]),
        },
      ]),
      accounts: live(new Map([['x', bad]])),
      callRecords: live({ enabled: true, kept: [bad] }),
    });

    expect(findings.length).toBeGreaterThan(20);
    expect(JSON.stringify(findings)).not.toMatch(/mocking|5551234|inside\.example|0491570156/);
  });

  it('says a name that nobody listed as a secret, where a text stands', () => {
    const [only] = auditOf({ endpoints: withOption('t1-private', { from_user: 'marigold' }) }, HOUSE);

    expect(only?.found).toBe('from_user of door t1-private is a text of 8 characters; the product has it anonymous');
  });
});
