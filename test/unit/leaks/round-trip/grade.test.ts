import { describe, expect, it } from 'vitest';
import { grade } from '../../../../src/leaks/round-trip/grade.ts';
import type { Delivered } from '../../../../src/ports/round-trip-caller.ts';
import { ANONYMOUS, CALLED, delivered, KNOWN, signed } from './delivered.ts';

const graded = (given: Partial<Delivered>) => grade(delivered(given), KNOWN, [CALLED]);
const gradeOf = (given: Partial<Delivered>) => graded(given).grade;
const from = (value: string) => ({ from: value });
const CARRIER = 'carrier.example';

describe('what a far end was given', () => {
  it.each([
    ['an anonymous From (RFC 3323)', from(ANONYMOUS)],
    ['a From that says Private', from(`"Private" <sip:restricted@${CARRIER}>`)],
    ['a From without a word, and Privacy', { ...from(`<sip:${CARRIER}>`), privacy: ['id;critical'] }],
    ['the P of an analogue line', from(`"P" <sip:unknown@${CARRIER}>`)],
    ['words in capital letters, with an accent of their own', from(`"No Caller ID" <sip:WITHHELD@${CARRIER}>`)],
    ['anonymous for a name that the PBX understood', { name: 'Anonymous', number: 'anonymous' }],
  ])('is no number: %s', (_what, given) => {
    expect(gradeOf(given)).toBe('no-number');
  });

  it.each([
    ['Unavailable', `"Unavailable" <sip:unavailable@${CARRIER}>`],
    ['what Asterisk writes of itself', `<sip:asterisk@${CARRIER}>`],
    ['out of area', `"Out of Area" <sip:O@${CARRIER}>`],
    ['zeros', `<sip:0000000000@${CARRIER}>`],
    ['no user at all', `<sip:${CARRIER}>`],
    ['a name address without brackets', `sip:unknown@${CARRIER};tag=1`],
  ])('is unavailable: %s', (_what, value) => {
    expect(gradeOf(from(value))).toBe('unavailable');
  });

  it.each(
    [
      ...['Private Name', 'Anonymous Caller', 'Withheld Number', 'Restricted Number', 'Caller ID Blocked'],
      ...['Undisclosed', 'Numéro masqué', 'Unterdrückte Nummer'],
    ].map((word) => [word]),
  )('is no number: %s, as some network writes it', (word) => {
    const latin = Buffer.from(word, 'utf8').toString('latin1');
    expect(['no-number', 'unavailable', 'name-shown']).toContain(
      gradeOf(from(`"${latin}" <sip:anonymous@anonymous.invalid>`)),
    );
    expect(gradeOf({ ...from(`<sip:anonymous@anonymous.invalid>`), name: word })).toMatch(/no-number|unavailable/);
  });

  it.each([['Unknown Name'], ['No Name'], ['Number Unavailable'], ['Name Unavailable'], ['Unbekannte Nummer']])(
    'is unavailable: %s',
    (word) => {
      expect(gradeOf(from(`"${word}" <sip:unknown@${CARRIER}>`))).toBe('unavailable');
    },
  );

  it('is a name that nobody here knows, and no number: not enough to close a door', () => {
    expect(gradeOf(from(`"Wireless Zone" <sip:anonymous@anonymous.invalid>`))).toBe('name-shown');
    expect(gradeOf(from(`<sip:line-t1@${CARRIER}>`))).toBe('name-shown');
    expect(gradeOf({ name: 'SOMEBODY ELSE' })).toBe('name-shown');
    expect(gradeOf({ ...from(`"Somebody" <sip:+61255509999@${CARRIER}>`) })).toBe('other-shown');
  });

  it.each([
    ['in a host of From', from('"Anonymous" <sip:anonymous@sbc-102.carrier.example>')],
    ['in a host of History-Info', { history: ['<sip:+61370100099@sbc-102.carrier.example>;index=1'] }],
    ['in a parameter', from('"Anonymous" <sip:anonymous@anonymous.invalid;isup-oli=102>')],
    [
      'where the certificate lies',
      { identity: [`${signed({ orig: {} }).split(';')[0]};info=<https://cr.example/102>`] },
    ],
  ])("finds no extension of the agency in the carriers' own digits: %s", (_what, given) => {
    expect(gradeOf(given)).toBe('no-number');
  });

  it.each([
    ['as a display name', from('"102" <sip:anonymous@anonymous.invalid>')],
    ['as a user', { diversion: [`<sip:102@${CARRIER}>;reason=unconditional`] }],
    ['in a longer name', from('"Desk 102" <sip:anonymous@anonymous.invalid>')],
  ])('finds an extension of the agency where somebody is named: %s', (_what, given) => {
    expect(gradeOf(given)).toBe('agency-shown');
  });

  it.each([
    ['in P-Asserted-Identity', { asserted: [`<sip:+61255500200@${CARRIER}>`], privacy: ['id'] }],
    ['as a tel URI', { asserted: [`<sip:anonymous@${CARRIER}>, <tel:+61255500200>`], privacy: ['id'] }],
    ['whoever it is', { asserted: ['<tel:+61255509999;phone-context=x>'], privacy: ['user;id'] }],
    [
      'in Remote-Party-ID that says so itself',
      { remoteParty: [`<sip:0255500200@${CARRIER}>;party=calling;privacy=full`] },
    ],
    [
      'in a signature, which no phone displays',
      { identity: [signed({ orig: { tn: '61255500200' }, dest: { tn: ['61370100099'] } })] },
    ],
    ['in the understanding of the PBX', { number: '0255500200', presentation: 'prohib_not_screened' }],
  ])('was restricted, but delivered: a number %s', (_what, given) => {
    expect(gradeOf(given)).toBe('restricted-but-delivered');
  });

  it.each([
    ['in From', from(`"Harbour Community Services" <sip:+61255500200@${CARRIER}>`)],
    ['in From, in national form', from(`<sip:0255500200@${CARRIER};user=phone>`)],
    ['in From, in international form', from(`<sip:0061255500200@${CARRIER}>`)],
    ['in From, although Privacy asks', { ...from(`<sip:+61255500200@${CARRIER}>`), privacy: ['id'] }],
    ['in From, escaped', from(`<sip:%2B61255500200@${CARRIER}>`)],
    ['in From, as a tel URI', from('<tel:+61-2-5550-0200>;tag=2')],
    ['in From, its number for a name', from(`"02 5550 0200" <sip:anonymous@${CARRIER}>`)],
    ['by name alone', from(`"Harbour Community Services" <sip:anonymous@${CARRIER}>`)],
    ['by name, cut off as directories of names do', { name: 'HARBOUR COMMUNI' }],
    ['in P-Asserted-Identity, Privacy stripped', { asserted: [`<sip:+61255500200@${CARRIER}>`] }],
    ['in P-Asserted-Identity, Privacy: none', { asserted: [`<sip:+61255500200@${CARRIER}>`], privacy: ['none'] }],
    ['in Remote-Party-ID', { remoteParty: [`<sip:0255500200@${CARRIER}>;party=calling;privacy=off`] }],
  ])('shows the parent %s', (_what, given) => {
    expect(gradeOf(given)).toBe('parent-shown');
  });

  it.each([
    ['a number that nobody here knows', from(`<sip:+61255509999@${CARRIER}>`)],
    ['a number that ends like the parent’s', from(`<sip:+4955500200@${CARRIER}>`)],
    ['a foreign number that diverted', { diversion: [`<sip:+61255509999@${CARRIER}>;reason=unknown`] }],
    [
      'a foreign number in the history',
      { history: [`<sip:+61370100099@${CARRIER}>;index=1, <sip:0255509999@${CARRIER}>;index=1.1`] },
    ],
  ])('shows somebody unknown: %s', (_what, given) => {
    expect(gradeOf(given)).toBe('other-shown');
  });

  it.each([
    ['its number', from(`<sip:+61255500147@${CARRIER}>`)],
    ['its number, in national form with signs', from(`"(02) 5550-0147" <sip:anonymous@anonymous.invalid>`)],
    ['its number, brackets replaced on the way', from(`"_02_ 5550-0147" <sip:anonymous@anonymous.invalid>`)],
    ['its number, although it is withheld', { asserted: ['<tel:0255500147>'], privacy: ['id'] }],
    ['its number in a signature', { identity: [signed({ orig: { tn: '61255500147' }, dest: { tn: ['1'] } })] }],
    [
      'its number in a signature that signs a diversion',
      { identity: [signed({ orig: { tn: '1' }, div: { tn: '61255500147' } })] },
    ],
    ['its name, from a directory', { name: 'AGENCYCANARY' }],
    ['a worker’s name', from(`"Wilma Workercanary" <sip:anonymous@anonymous.invalid>`)],
    ['a worker’s extension that diverted', { diversion: [`<sip:4711@${CARRIER}>;reason=no-answer`] }],
    ['a worker’s extension in the history', { history: [`<sip:102@${CARRIER}?Privacy=history>;index=1`] }],
    ['an inside host', from('<sip:anonymous@pbx.refuge.internal>')],
    ['the number that was called, as the caller', from(`<sip:+61370100099@${CARRIER}>`)],
  ])('shows the agency: %s', (_what, given) => {
    expect(gradeOf(given)).toBe('agency-shown');
  });

  it.each([
    ['a From that is no address', from('from me')],
    ['a signature whose claims are no text', { identity: ['x.y.z;info=<https://a.example>'] }],
    ['an identity that is no address', { asserted: ['<http://carrier.example/who>'], privacy: ['id'] }],
  ])('is never clean when it cannot be read: %s', (_what, given) => {
    expect(gradeOf(given)).toBe('unreadable');
  });

  it('may hold the number that was called where a diverting number stands, and then it came that way', () => {
    const given = { diversion: [`<sip:0370100099@${CARRIER}>;reason=unconditional;privacy=off`] };

    expect(graded(given)).toEqual({ grade: 'no-number', places: [], forwarded: true });
  });

  it('may hold the number that was called in a signature, as whom it is for', () => {
    const identity = [signed({ orig: { tn: 'anonymous' }, dest: { tn: ['61370100099'] } })];

    expect(gradeOf({ identity })).toBe('no-number');
  });

  it('names the headers that decided, and nothing that stood in them', () => {
    const given = { asserted: ['<tel:+61255500200>'], remoteParty: ['<sip:0255500200@c.example>;privacy=off'] };

    expect(graded(given)).toEqual({
      grade: 'parent-shown',
      places: ['P-Asserted-Identity', 'Remote-Party-ID'],
      forwarded: false,
    });
  });

  it('is the worst of all that was given', () => {
    const given = { asserted: ['<tel:+61255500200>'], identity: ['garbage'], name: 'Agencycanary' };

    expect(gradeOf(given)).toBe('agency-shown');
  });
});
