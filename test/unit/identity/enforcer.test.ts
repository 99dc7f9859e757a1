import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CallEvent, LegId } from '../../../src/call/call-event.ts';
import type { Token } from '../../../src/call/token.ts';
import { Enforcer } from '../../../src/identity/enforcer.ts';
import type { ClirRule } from '../../../src/identity/policy.ts';
import type { CallEnding, CallRecord, CallRecordStore, CallRef } from '../../../src/ports/stores.ts';
import { FakePbx } from '../../fakes/fake-pbx.ts';
import { FakeTimer, settle } from '../../fakes/fake-timer.ts';
import { KeptLog } from '../../fakes/kept-log.ts';

const LEG = '1.1' as LegId;
const asked = (words: readonly string[], endpoint = '101'): CallEvent => ({
  kind: 'asked',
  at: 5,
  leg: LEG,
  from: { technology: 'PJSIP', endpoint },
  words,
});

const T1_LEG = '1.2' as LegId;
const T2_LEG = '1.3' as LegId;
const ended = (leg: LegId, at: number, cause: number): CallEvent => ({
  kind: 'ended',
  at,
  leg,
  through: { technology: 'PJSIP', endpoint: 't1-private' },
  cause,
});

class KeptRecords implements CallRecordStore {
  writable = true;
  readonly records: CallRecord[] = [];
  readonly endings: { ref: CallRef; ending: CallEnding }[] = [];

  append(record: CallRecord): void {
    this.records.push(record);
  }

  finish(ref: CallRef, ending: CallEnding): void {
    this.endings.push({ ref, ending });
  }

  async recent() {
    return { outcome: 'ok', value: this.records } as const;
  }

  async purge() {
    return { outcome: 'ok', value: 0 } as const;
  }
}

function enforcing(rules: readonly ClirRule[] = []) {
  const pbx = new FakePbx();
  const records = new KeptRecords();
  const log = new KeptLog();
  const decided: string[][] = [];
  const parts = {
    pbx,
    records,
    log,
    clock: new FakeTimer(),
    tokeniser: { tokenOf: () => 'aaaaaaaaaaaaaaaaaaaaaa' as Token },
    newRef: () => 'ref' as CallRef,
    counts: { decided: (door: string, outcome: string) => void decided.push([door, outcome]) },
    linked: () => true,
  };
  const enforcer = new Enforcer(parts, { rules, sites: new Map([['101', 'main']]) });
  return { pbx, records, log, decided, enforcer };
}

describe('the enforcer', () => {
  it('sends a leg on through the private door when no rule says otherwise, and records a token', async () => {
    const { pbx, records, enforcer } = enforcing();

    enforcer.handle(asked(['+61370100001']));
    await settle();

    expect(pbx.sentOn).toEqual([{ leg: LEG, place: { context: 'withheld-private', extension: '+61370100001' } }]);
    expect(records.records).toEqual([
      {
        ref: 'ref',
        startedAt: 5,
        site: 'main',
        door: 'private',
        trunk: null,
        rule: 'unmatched',
        askedMs: 0,
        outcome: 'sent',
        destination: 'aaaaaaaaaaaaaaaaaaaaaa',
      },
    ]);
    expect(JSON.stringify(records.records)).not.toContain('370100001');
  });

  it('names the trunk that is to be tried first', async () => {
    const { pbx, enforcer } = enforcing([{ name: 'second', action: { trunk: 't2' } }]);

    enforcer.handle(asked(['131444']));
    await settle();

    expect(pbx.sentOn[0]?.place).toEqual({ context: 'withheld-private', extension: '131444', label: 'via-t2' });
  });

  it('[G4] loosens for the number that was asked about and no other', async () => {
    const { pbx, enforcer } = enforcing([{ name: 'court', to: ['+61370100010'], action: { door: 'parent' } }]);

    enforcer.handle(asked(['+61370100010']));
    enforcer.handle(asked(['+61370100011']));
    await settle();

    expect(pbx.sentOn.map(({ place }) => place)).toEqual([
      { context: 'withheld-parent', extension: '+61370100010' },
      { context: 'withheld-private', extension: '+61370100011' },
    ]);
  });

  it.each([[[]], [['']], [['0370100001']], [['+61370100001\r\nX: y']], [['../']]])(
    '[G2] leaves a question it cannot read (%j) to the deadline of the PBX',
    async (words) => {
      const { pbx, records, enforcer } = enforcing();

      enforcer.handle(asked(words));
      await settle();

      expect(pbx.sentOn).toEqual([]);
      expect(records.records).toEqual([]);
    },
  );

  it('[G4] records as late and private what the PBX no longer waited for', async () => {
    const { pbx, records, enforcer } = enforcing([{ name: 'court', action: { door: 'parent' } }]);
    pbx.answer = { outcome: 'refused', why: '409' };

    enforcer.handle(asked(['+61370100010']));
    await settle();

    expect(records.records[0]).toMatchObject({ outcome: 'late', door: 'private' });
  });

  it('records a refused call with no door, and counts it so', async () => {
    const { pbx, records, decided, enforcer } = enforcing([{ name: 'never', action: { refuse: true } }]);

    enforcer.handle(asked(['+61370100010']));
    await settle();

    expect(pbx.sentOn[0]?.place).toEqual({ context: 'withheld-refuse', extension: 'rule' });
    expect(records.records[0]).toMatchObject({ outcome: 'refused', door: null, trunk: null });
    expect(decided).toEqual([['none', 'refused']]);
  });

  it('[G2] records as late and private a refusal that the PBX no longer waited for', async () => {
    const { pbx, records, decided, enforcer } = enforcing([{ name: 'never', action: { refuse: true } }]);
    pbx.answer = { outcome: 'refused', why: '409' };

    enforcer.handle(asked(['+61370100010']));
    await settle();

    expect(records.records[0]).toMatchObject({ outcome: 'late', door: 'private' });
    expect(decided).toEqual([['private', 'late']]);
  });

  it('completes the record with the trunk and the cause when the call ends', async () => {
    const { records, enforcer } = enforcing();
    enforcer.handle(asked(['+61370100001']));
    await settle();

    enforcer.reached({ asking: LEG, leg: T1_LEG, trunk: 't1' });
    enforcer.handle(ended(T1_LEG, 8, 34));
    enforcer.reached({ asking: LEG, leg: T2_LEG, trunk: 't2' });
    enforcer.handle(ended(T2_LEG, 9, 16));

    expect(records.endings).toEqual([
      { ref: 'ref', ending: { endedAt: 8, cause: 34, trunk: 't1' } },
      { ref: 'ref', ending: { endedAt: 9, cause: 16, trunk: 't2' } },
    ]);
  });

  it('writes an end behind its record, however fast the carrier rejects', async () => {
    const { pbx, records, enforcer } = enforcing();
    let taken: (answer: { outcome: 'ok'; value: null }) => void = () => undefined;
    pbx.sendOn = () => new Promise((resolve) => (taken = resolve));
    enforcer.handle(asked(['+61370100001']));

    enforcer.reached({ asking: LEG, leg: T1_LEG, trunk: 't1' });
    enforcer.handle(ended(T1_LEG, 8, 21));
    expect(records.endings).toEqual([]);
    taken({ outcome: 'ok', value: null });
    await settle();

    expect(records.records).toHaveLength(1);
    expect(records.endings).toEqual([{ ref: 'ref', ending: { endedAt: 8, cause: 21, trunk: 't1' } }]);
  });

  it('ends the record of a refused call with the refusal, and knows nothing of legs it was not asked about', async () => {
    const { records, enforcer } = enforcing([{ name: 'never', action: { refuse: true } }]);
    enforcer.handle(asked(['+61370100010']));
    await settle();

    enforcer.reached({ asking: '9.9' as LegId, leg: T1_LEG, trunk: 't1' });
    enforcer.handle(ended(T1_LEG, 8, 16));

    expect(records.endings).toEqual([{ ref: 'ref', ending: { endedAt: 5, cause: 21, trunk: null } }]);
  });

  it('[G2] lets a stranded leg go on at the place where time ran out, which withholds', async () => {
    const { pbx, enforcer } = enforcing();

    await enforcer.release(LEG);

    expect(pbx.letGone).toEqual([LEG]);
  });

  it('[G2] can let go of any leg that asks: every context of the dialplan in which one does has a way on without an answer', () => {
    const asking = readdirSync('dialplan')
      .filter((name) => name.endsWith('.conf'))
      .flatMap((name) => readFileSync(`dialplan/${name}`, 'utf8').split(/^(?=\[)/m))
      .filter((context) => /^[^;\n]*Stasis\(/m.test(context));

    expect(asking.length).toBeGreaterThanOrEqual(3);
    expect(asking.every((context) => /^exten => T,1,/m.test(context))).toBe(true);
  });
});
