import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/leaks/judge/judge.ts';
import { RecordedLines, type RecordedMessage, type Recording, recorded } from './wire/recorded-lines.ts';

function judged(from: Recording, message: RecordedMessage) {
  const lines = new RecordedLines(from);
  const line = lines.doors.find(({ trunk, door }) => trunk === message.trunk && door === message.door);
  if (line === undefined) throw new Error(`${message.trunk} ${message.door}`);
  const said = judge(Buffer.from(message.raw, 'latin1'), message, lines.expected(line));
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
      const from = recorded(name);

      expect(from.messages.length).toBeGreaterThan(10);
      expect(from.messages.flatMap((message) => told(from, message))).toEqual([]);
    },
  );

  const leaky = ['leaky-settings', 'leaky-modules'].flatMap((name) => {
    const from = recorded(name);
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

  it('[G1] knows a registration that gives a number of the agency as its Contact alone as C6, too', () => {
    const from = recorded('leaky-settings');
    const [registers] = from.messages.filter(({ scenario }) => scenario === 'C6 REGISTER');
    if (registers === undefined) throw new Error('not recorded');
    const raw = registers.raw.replaceAll(/^(From|To): <sip:[^@]*@/gm, '$1: <sip:line-t1@');
    const found = judged(from, { ...registers, raw }).find(({ vector }) => vector === 'contact-user');

    expect(found?.rows).toContain('C6');
  });

  it('[G3] says when an emergency call does not show the site', () => {
    const from = recorded('emergency-unpresented-16');

    expect(from.messages.flatMap((each) => judged(from, each)).some(({ severity }) => severity === 'unpresented')).toBe(
      true,
    );
  });
});
