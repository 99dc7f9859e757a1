import { describe, expect, it, vi } from 'vitest';
import { PlannedLines } from '../../../../src/adapters/asterisk/files/planned-lines.ts';
import { CanarySearch } from '../../../../src/leaks/judge/canary-search.ts';
import { Rehearsal } from '../../../../src/leaks/wire/rehearsal.ts';
import type { TrunkLines } from '../../../../src/leaks/wire/trunk-lines.ts';
import { FakeTimer } from '../../../fakes/fake-timer.ts';
import { recorded } from './recorded-lines.ts';
import { recordedPlan } from './recorded-plan.ts';

const lines = new PlannedLines(recordedPlan(recorded('ordinary-22'), { address: '127.0.0.1', port: 0, senders: [] }));

describe('the rehearsal of a leak', () => {
  it('is a leak at each ordinary door of each trunk, one after the other', async () => {
    const asked = new Set<string>();
    const timer = new FakeTimer();
    const watched: TrunkLines = {
      doors: lines.doors,
      trunksAt: (address) => lines.trunksAt(address),
      isInside: (address) => lines.isInside(address),
      expected: (line, local) => {
        asked.add(line.endpoint);
        return lines.expected(line, local);
      },
    };
    const rehearsal = new Rehearsal(watched, timer);
    rehearsal.start();
    await timer.wind(2_000);
    const ordinary = lines.doors.filter(({ door }) => door === 'private' || door === 'parent');

    expect([...asked].sort()).toEqual(ordinary.map(({ endpoint }) => endpoint).sort());
    for (const _ of ordinary) expect(rehearsal.once()).toBe('violation');
  });

  it('has the search undo every encoding, which a glance spares it in ordinary messages', () => {
    const searched = vi.spyOn(CanarySearch.prototype, 'kindsIn');
    new Rehearsal(lines, new FakeTimer()).once();
    const texts = searched.mock.calls.map(([text]) => text).join('\n');
    searched.mockRestore();

    for (const encoded of ['%52', '=52', '\\R', Buffer.from('{"orig":"a rehearsal"}').toString('base64url')])
      expect(texts).toContain(encoded);
  });

  it('is frequent at first, then seldom, and goes on', async () => {
    let count = 0;
    const timer = new FakeTimer();
    const counted: TrunkLines = {
      doors: lines.doors,
      trunksAt: () => [],
      isInside: () => false,
      expected: (line, local) => {
        count += 1;
        return lines.expected(line, local);
      },
    };
    new Rehearsal(counted, timer).start();
    await timer.wind(2_000);
    expect(count).toBe(40);
    await timer.wind(60_000);
    expect(count).toBe(52);
  });

  it('is nothing where there is no ordinary door', () => {
    const none: TrunkLines = {
      doors: [],
      trunksAt: () => [],
      isInside: () => false,
      expected: () => {
        throw new Error('asked');
      },
    };

    expect(new Rehearsal(none, new FakeTimer()).once()).toBeNull();
  });
});
