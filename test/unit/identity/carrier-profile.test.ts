import { describe, expect, it } from 'vitest';
import type { Door } from '../../../src/call/door.ts';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import {
  CARRIER_PROFILES,
  type CarrierProfile,
  doorShape,
  type TrunkIdentity,
} from '../../../src/identity/carrier-profile.ts';

function number(e164: string): PhoneNumber {
  const parsed = PhoneNumber.fromE164(e164);
  if (parsed === null) throw new Error('not E.164');
  return parsed;
}

const PARENT = number('+61255500200');
const ACCOUNT = number('+61255500201');
const organisation = { name: 'Parent Org', domain: 'parent.example' };
const site = { number: number('+61255500301') };
const trunk = (profile: CarrierProfile, over: Partial<TrunkIdentity> = {}): TrunkIdentity => ({
  profile,
  host: 'sip.carrier.example',
  number: PARENT,
  account: profile === 'account-from' ? ACCOUNT : undefined,
  privacy: ['id'],
  prefix: { withhold: '1831', present: '1832' },
  ...over,
});

/** A shape in one line: display user@domain | prefix | headers. */
function line(profile: CarrierProfile, door: Door, over: Partial<TrunkIdentity> = {}): string {
  const { fromDisplay, fromUser, fromDomain, dialPrefix, headers } = doorShape(
    trunk(profile, over),
    organisation,
    site,
    door,
  );
  return [
    `${fromDisplay ?? '-'} ${fromUser}@${fromDomain}`,
    dialPrefix,
    ...headers.map((h) => `${h.name}: ${h.value}`),
  ].join(' | ');
}

const PAI = 'P-Asserted-Identity: <sip:+61255500200@parent.example>';
const NAMED = '"Parent Org" <sip:+61255500200@parent.example>';

describe('a door', () => {
  it.each<[CarrierProfile, Door, string]>([
    ['rfc3325', 'private', `Anonymous anonymous@anonymous.invalid |  | ${PAI} | Privacy: id`],
    ['rfc3325', 'parent', `- +61255500200@parent.example |  | P-Asserted-Identity: ${NAMED}`],
    ['account-from', 'private', `Anonymous +61255500201@sip.carrier.example |  | ${PAI} | Privacy: id`],
    ['account-from', 'parent', `- +61255500201@sip.carrier.example |  | P-Asserted-Identity: ${NAMED}`],
    ['dialled-prefix', 'private', 'Anonymous +61255500200@parent.example | 1831'],
    ['dialled-prefix', 'parent', '- +61255500200@parent.example | 1832'],
    [
      'rpid',
      'private',
      'Anonymous anonymous@anonymous.invalid |  | Remote-Party-ID: <sip:+61255500200@parent.example>;party=calling;privacy=full;screen=yes',
    ],
    [
      'rpid',
      'parent',
      `- +61255500200@parent.example |  | Remote-Party-ID: ${NAMED};party=calling;privacy=off;screen=yes`,
    ],
    [
      'rfc3325',
      'emergency',
      '- +61255500301@sip.carrier.example |  | P-Asserted-Identity: <sip:+61255500301@sip.carrier.example>',
    ],
    [
      'account-from',
      'emergency',
      '- +61255500301@sip.carrier.example |  | P-Asserted-Identity: <sip:+61255500301@sip.carrier.example>',
    ],
    ['dialled-prefix', 'emergency', '- +61255500301@sip.carrier.example | '],
    [
      'rpid',
      'emergency',
      '- +61255500301@sip.carrier.example |  | Remote-Party-ID: <sip:+61255500301@sip.carrier.example>;party=calling;privacy=off;screen=yes',
    ],
    ...CARRIER_PROFILES.map((profile): [CarrierProfile, Door, string] => [
      profile,
      'in',
      'Anonymous anonymous@anonymous.invalid | ',
    ]),
  ])('%s %s looks like: %s', (profile, door, expected) => {
    expect(line(profile, door)).toBe(expected);
  });

  it('joins the privacy values with semicolons, in the order configured', () => {
    expect(line('rfc3325', 'private', { privacy: ['id', 'header', 'user'] })).toMatch(/Privacy: id;header;user$/);
  });

  it.each(CARRIER_PROFILES)('%s withholds by exactly one mechanism', (profile) => {
    const { headers, dialPrefix } = doorShape(trunk(profile), organisation, site, 'private');
    const mechanisms = [
      dialPrefix !== '',
      headers.some(({ name }) => name === 'Privacy'),
      headers.some(({ value }) => value.includes('privacy=full')),
    ];

    expect(mechanisms.filter(Boolean)).toHaveLength(1);
  });

  it.each(CARRIER_PROFILES)(
    '%s shows the site through the emergency door only, and nothing but the site there',
    (profile) => {
      const shown = (door: Door) => JSON.stringify(doorShape(trunk(profile), organisation, site, door));

      expect(shown('emergency')).not.toMatch(/61255500200|61255500201|parent|Parent|Privacy|full|1831|1832/);
      for (const door of ['private', 'parent', 'in'] as const) expect(shown(door)).not.toContain('61255500301');
    },
  );

  it('writes an IPv6 carrier in brackets', () => {
    expect(line('account-from', 'private', { host: '2001:db8::1' })).toContain('+61255500201@[2001:db8::1]');
  });
});
