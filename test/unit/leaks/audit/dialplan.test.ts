import { describe, expect, it, test } from 'vitest';
import { auditOf, context, DIALPLAN, found, HOUSE, live } from './sound-pbx.ts';

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
    ['Dial(PJSIP/101/sip:1@carrier.example,20)', ['leak dial-trunk:other:101 (A1 A2)']],
    ['Dial(PJSIP/${EXTEN}@sbc,20)', ['leak dial-trunk:other:sbc (A1 A2)']],
    ['Dial(PJSIP/1@101,20)', []],
    ['Dial(PJSIP/${CUT(A,/,1)}@t1-private,20)', ['around dial-door:other:t1-private (A1 A6)']],
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
    for (const pattern of ['_[a-z]', '_X.', '_X!', '_.'])
      expect(found(plan([`${pattern},1,Dial(PJSIP/\${EXTEN},20)`])), pattern).toEqual([
        'unknown dial-unclear:other:variable (A1)',
      ]);
  });

  it('looked up elsewhere is not readable', () => {
    const elsewhere = { ...context('other', []), switches: ['Realtime/@'] };

    expect(found({ dialplan: live([...DIALPLAN, elsewhere]) })).toEqual(['unknown dial-switch:other:switch (A1)']);
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
    expect(found({ dialplan: live(DIALPLAN.slice(0, 1)) })).toEqual(['unknown own-dialplan:withheld-leave (A1)']);
  });

  it.each([
    ['withheld-site', 'emergency own-dialplan:withheld-site (e.1 e.2)'],
    ['withheld-probe-leg', 'unknown own-dialplan:withheld-probe-leg ()'],
  ])('%s is as bad as what it is for', (name, expected) => {
    const dialplan = new Map([...HOUSE.dialplan, [name, { extensions: new Map([['s', ['Hangup()']]]), includes: [] }]]);
    const house = { ...HOUSE, dialplan, contexts: new Set([...HOUSE.contexts, name]) };

    expect(found({}, house)).toEqual([expected]);
    expect(found({ dialplan: live([...DIALPLAN, context(name, ['s,1,Answer()'])]) }, house)).toEqual([expected]);
    expect(found({ dialplan: live([...DIALPLAN, context(name, ['s,1,Hangup()'])]) }, house)).toEqual([]);
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
