import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import { type Canaries, CanarySearch } from '../../../src/leaks/judge/canary-search.ts';
import type { Expected } from '../../../src/leaks/judge/expected.ts';
import { HostList } from '../../../src/leaks/judge/host-list.ts';
import { judge } from '../../../src/leaks/judge/judge.ts';

/** An INVITE of the lab's private door, rfc3325 over UDP, as the carrier saw it. */
const INVITE = readFileSync(new URL('recorded/private-invite.sip', import.meta.url), 'latin1');
const PASSAGE = { direction: 'to-carrier', transport: 'udp' } as const;
const did = PhoneNumber.fromE164('+61255501001');
if (did === null) throw new Error('not E.164');

const CANARIES: Canaries = {
  words: ['Wrenfield Refuge'],
  parts: ['wrenfield', 'refuge'],
  numbers: [did],
  countryCode: '61',
  extensions: ['101'],
  hosts: ['pbx.wrenfield-refuge.internal', '10.9.8.7'],
};

const EXPECTED: Expected = {
  door: 'private',
  look: {
    fromDisplay: 'Anonymous',
    fromUser: 'anonymous',
    fromDomain: 'anonymous.invalid',
    contactUser: 'pbx',
    headers: [
      { name: 'P-Asserted-Identity', value: '<sip:+61270102000@harbour.example>' },
      { name: 'Privacy', value: 'id' },
    ],
    dialPrefix: '',
  },
  ours: new HostList(['127.120.198.11']),
  carrier: new HostList(['127.120.198.21']),
  agent: 'PBX',
  account: 'line-t1',
  canaries: new CanarySearch(CANARIES),
};

const judged = (text: string) => judge(Buffer.from(text, 'latin1'), PASSAGE, EXPECTED);

/** Ways in which a word can be written so that somebody can still read it. */
const ways: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => secret.toUpperCase(),
  (secret) => encodeURIComponent(secret),
  (secret) => [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  (secret) => Buffer.from(`{"orig":"${secret}"}`).toString('base64url'),
  (secret) => Buffer.from(`--${secret}--`).toString('base64'),
  (secret) => [...secret].map((letter) => `\\${letter}`).join(''),
  (secret) => [...secret].map((letter) => `&#${letter.charCodeAt(0)};`).join(''),
];
const secrets = ['wrenfield', 'Wrenfield Refuge', '+61255501001', '0061255501001', '0255501001', '61 2 5550 1001'];
const HEADERS = INVITE.slice(0, INVITE.indexOf('\r\n\r\n')).split('\r\n');

describe('the judge', () => {
  it('finds a recorded INVITE of a hardened door clean: the properties below are about what is added', () => {
    expect(judged(INVITE)).toEqual({ verdict: 'clean' });
  });

  it('[G1] calls nothing clean that carries a secret, in any header, however it is written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...secrets),
        fc.constantFrom(...ways),
        fc.integer({ min: 1, max: HEADERS.length }),
        fc.constantFrom(
          'X-Note',
          'Subject',
          'Call-Info',
          'P-Called-Party-ID',
          'From',
          'User-Agent',
          'Supported',
          'Identity',
          's',
          'Alert-Info',
        ),
        fc.constantFrom('', ' ', '\r\n ', '\t'),
        (secret, way, at, name, gap) => {
          const lines = [...HEADERS.slice(0, at), `${name}:${gap}"${way(secret)}" <sip:x@y>`, ...HEADERS.slice(at)];
          const said = judged(`${lines.join('\r\n')}${INVITE.slice(INVITE.indexOf('\r\n\r\n'))}`);
          expect(said.verdict).toBe('violation');
          expect(JSON.stringify(said).toLowerCase()).not.toMatch(/wrenfield|255501001|5550 1001/);
        },
      ),
      { numRuns: 800 },
    );
  });

  it('[G1] calls nothing clean that carries a name inside what may stand there', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...secrets.slice(0, 2)),
        fc.constantFrom(...ways.slice(0, 6)),
        fc.nat(),
        (secret, way, where) => {
          const text = way(secret);
          const at = where % INVITE.length;
          expect(judged(INVITE.slice(0, at) + text + INVITE.slice(at)).verdict).toBe('violation');
        },
      ),
      { numRuns: 800 },
    );
  });

  it('[G1] says the same of a message whatever it judged before', () => {
    const fresh = () => ({ ...EXPECTED, canaries: new CanarySearch(CANARIES) });
    const used = fresh();
    fc.assert(
      fc.property(fc.constantFrom('', ...secrets), fc.constantFrom(...ways), fc.nat(), (secret, way, where) => {
        const at = where % INVITE.length;
        const raw = Buffer.from(INVITE.slice(0, at) + way(secret) + INVITE.slice(at), 'latin1');
        expect(judge(raw, PASSAGE, used)).toEqual(judge(raw, PASSAGE, fresh()));
        expect(judge(raw, PASSAGE, used)).toEqual(judge(raw, PASSAGE, used));
      }),
      { numRuns: 300 },
    );
  });

  it('[G1] does not take a number for clear because somebody may dial it', () => {
    const dialled = '0355501001';
    const calls = INVITE.replace(/sip:[^@]*@/, `sip:${dialled}@`).replace(
      /^To: .*$/m,
      'To: <sip:0355501001@127.120.198.21>',
    );
    const says = INVITE.replace(
      '\r\nCSeq',
      `\r\nAuthorization: Digest username="line-t1", realm="x", opaque="${dialled}"\r\nCSeq`,
    );

    expect(judged(calls)).toEqual({ verdict: 'clean' });
    expect(judged(says)).toMatchObject({ violations: [{ vector: 'echoed', place: 'Authorization' }] });
  });

  it('[G9] never throws, whatever the bytes, and calls no broken message clean', () => {
    const bytes = fc.uint8Array({ maxLength: 3_000 });
    fc.assert(
      fc.property(bytes, (raw) => {
        const said = judge(raw, PASSAGE, EXPECTED);
        const isKeepAlive = /^(?:\r\n){1,2}$/.test(Buffer.from(raw).toString('latin1'));
        expect(said.verdict).toBe(isKeepAlive ? 'clean' : 'violation');
      }),
      { numRuns: 2000 },
    );
  });

  it('[G9] never throws on a message with bytes changed, cut, doubled or moved', () => {
    const change = fc.record({
      at: fc.nat(),
      put: fc.uint8Array({ maxLength: 8 }),
      drop: fc.nat({ max: 40 }),
      again: fc.nat({ max: 400 }),
    });
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('udp', 'tcp', 'tls'),
        fc.constantFrom('to-carrier', 'to-agency'),
        (changes, transport, direction) => {
          let raw = Buffer.from(INVITE, 'latin1');
          for (const { at, put, drop, again } of changes) {
            const place = at % (raw.length + 1);
            raw = Buffer.concat([
              raw.subarray(0, place),
              put,
              raw.subarray(place, place + again),
              raw.subarray(place + drop),
            ]);
          }
          expect(['clean', 'violation']).toContain(judge(raw, { direction, transport }, EXPECTED).verdict);
        },
      ),
      { numRuns: 800 },
    );
  });
});
