import { describe, expect, it } from 'vitest';
import { auditOf, context, door, file, found, HOUSE, live, phone, SETTINGS, withOption } from './sound-pbx.ts';

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
