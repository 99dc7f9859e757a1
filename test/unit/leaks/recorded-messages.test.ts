import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PhoneNumber } from '../../../src/call/phone-number.ts';
import { secretParts } from '../../../src/config/secret-parts.ts';
import { type CarrierProfile, doorShape, type TrunkIdentity } from '../../../src/identity/carrier-profile.ts';
import { AGENCY, DESK_PHONES, PARENT } from '../../../src/lab/lab-plan.ts';
import { CanarySearch } from '../../../src/leaks/judge/canary-search.ts';
import type { Expected, Passage } from '../../../src/leaks/judge/expected.ts';
import { HostList } from '../../../src/leaks/judge/host-list.ts';
import { judge } from '../../../src/leaks/judge/judge.ts';

interface RecordedTrunk {
  readonly id: string;
  readonly profile: CarrierProfile;
  readonly register?: string;
  readonly outside: string;
  readonly carrier: string;
}

interface RecordedMessage extends Passage {
  readonly scenario: string;
  readonly trunk: string;
  readonly door: Expected['door'];
  readonly raw: string;
}

/** What a carrier of the lab saw: real Asterisk, the lab's own names, fictional numbers. */
interface Recording {
  readonly inside: string;
  readonly phones: readonly string[];
  readonly trunks: readonly RecordedTrunk[];
  readonly messages: readonly RecordedMessage[];
}

function recording(name: string): Recording {
  return JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), 'utf8')) as Recording;
}

function numberOf(text: string): PhoneNumber {
  const number = PhoneNumber.fromE164(text);
  if (number === null) throw new Error('not E.164');
  return number;
}

const names = [AGENCY.name, ...DESK_PHONES.map(({ displayName }) => displayName)];

function expectedOf({ inside, phones, trunks }: Recording, message: RecordedMessage): Expected {
  const trunk = trunks.find(({ id }) => id === message.trunk);
  if (trunk === undefined) throw new Error(message.trunk);
  const parent = numberOf(PARENT.number);
  const identity: TrunkIdentity = {
    profile: trunk.profile,
    host: trunk.carrier,
    number: parent,
    account: trunk.profile === 'account-from' ? parent : undefined,
    privacy: ['id'],
    prefix: { withhold: '1831', present: '' },
  };
  const hosts = [AGENCY.host, inside, ...phones];
  const placed = (texts: readonly string[]) => texts.map((text) => ({ text, place: '' }));
  return {
    door: message.door,
    look: doorShape(identity, PARENT, { number: numberOf(AGENCY.siteNumber) }, message.door),
    ours: new HostList([trunk.outside]),
    carrier: new HostList([trunk.carrier]),
    agent: 'PBX',
    account: trunk.register ?? null,
    canaries: new CanarySearch({
      words: names,
      parts: secretParts(placed(names), placed(hosts), []).map(({ word }) => word),
      numbers: [AGENCY.siteNumber, ...Object.values(AGENCY.dids)].map(numberOf),
      countryCode: '61',
      extensions: DESK_PHONES.map(({ extension }) => extension),
      hosts,
    }),
  };
}

function judged(from: Recording, message: RecordedMessage) {
  const said = judge(Buffer.from(message.raw, 'latin1'), message, expectedOf(from, message));
  return said.verdict === 'clean' ? [] : said.violations;
}

const told = (from: Recording, message: RecordedMessage) =>
  judged(from, message).map(
    ({ vector, place, excerpt }) =>
      `${message.scenario} ${message.trunk} ${message.door} ${message.raw.split('\r\n', 1)[0]}: ${vector} ${place} ${excerpt}`,
  );

describe('the judge, over recorded messages', () => {
  it.each(['ordinary-22', 'ordinary-16', 'registration-22'])(
    '[G1] finds every message of a hardened PBX clean: %s',
    (name) => {
      const from = recording(name);

      expect(from.messages.length).toBeGreaterThan(10);
      expect(from.messages.flatMap((message) => told(from, message))).toEqual([]);
    },
  );

  const leaky = ['leaky-settings', 'leaky-modules'].flatMap((name) => {
    const from = recording(name);
    return [...new Set(from.messages.map(({ scenario }) => scenario))].map((scenario) => ({ scenario, from }));
  });

  it.each(leaky)('[G1] catches, by its row of the leak catalogue, $scenario', ({ scenario, from }) => {
    const [row] = scenario.split(' ');
    const found = from.messages.filter((each) => each.scenario === scenario).flatMap((each) => judged(from, each));

    if (row === 'uncatalogued') expect(found.some(({ severity }) => severity === 'leak')).toBe(true);
    else expect(found.flatMap(({ rows }) => rows)).toContain(row);
    expect(found.map(({ setting }) => setting).every((setting) => setting.length > 10)).toBe(true);
    expect(JSON.stringify(found).toLowerCase()).not.toMatch(/wrenfield|marigold|2555010|127\.\d+\.\d+\.99/);
  });

  it('[G3] says when an emergency call does not show the site', () => {
    const from = recording('emergency-unpresented-16');

    expect(from.messages.flatMap((each) => judged(from, each)).some(({ severity }) => severity === 'unpresented')).toBe(
      true,
    );
  });
});
