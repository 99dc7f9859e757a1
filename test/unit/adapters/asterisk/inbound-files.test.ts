import { afterAll, describe, expect, it } from 'vitest';
import { dialplanData } from '../../../../src/adapters/asterisk/files/dialplan-data.ts';
import { doorEndpoints } from '../../../../src/adapters/asterisk/files/door-endpoints.ts';
import type { PbxPlan } from '../../../../src/adapters/asterisk/files/pbx-plan.ts';
import { pbxPlanOf } from '../../../../src/adapters/asterisk/files/plan-of-config.ts';
import { PhoneNumber } from '../../../../src/call/phone-number.ts';
import { House } from '../../cli/house.ts';

const house = new House();
afterAll(() => house.remove());

const number = PhoneNumber.fromE164('+61255500150') as PhoneNumber;
const plan: PbxPlan = pbxPlanOf(house.config(), 'set_var');
const withLine: PbxPlan = { ...plan, helplines: [{ number, prompt: 'withheld/cannot-call-back' }] };

function context(of: PbxPlan, name: string): readonly string[] {
  const lines = dialplanData(of).text.split('\n');
  const at = lines.indexOf(`[${name}]`);
  return at < 0 ? [] : lines.slice(at + 1, lines.indexOf('', at));
}

const inContexts = (of: PbxPlan) =>
  [...doorEndpoints(of).text.matchAll(/^\[(\w+-in)\]\ntype=endpoint\ncontext=(.*)$/gm)].map(([, , entry]) => entry);

describe('where calls of a carrier begin', () => {
  it("is the agency's own context, as before, where no helpline is configured", () => {
    expect(inContexts(plan)).toEqual(['from-carrier', 'from-carrier']);
    expect(dialplanData(plan).text).not.toContain('[withheld-in-t1]');
  });

  it('is a context of each trunk that has helplines and nothing else of its own, and the agency behind it', () => {
    expect(inContexts(withLine)).toEqual(['withheld-in-t1', 'withheld-in-t2']);
    const lines = context(withLine, 'withheld-in-t1');
    const extensions = lines.flatMap((line) => /^exten => ([^,]*),/.exec(line)?.[1] ?? []);

    expect(extensions).toEqual(['+61255500150', '61255500150', '0255500150']);
    expect(lines.at(-1)).toBe('include => from-carrier');
    expect(lines.filter((line) => /Goto/.test(line))).toEqual(Array(3).fill(' same => n,Goto(withheld-in,call,1)'));
    expect(lines[0]).toContain('WITHHELD_ONWARD=from-carrier,WITHHELD_CALLED=${EXTEN},WITHHELD_LINE=+61255500150,');
    expect(lines[0]).toContain('WITHHELD_SAY=withheld/cannot-call-back,WITHHELD_SAY_BY=answer)');
  });

  it('says nothing first where the announcement is off', () => {
    const silent = { ...plan, helplines: [{ number, prompt: null }] };

    expect(context(silent, 'withheld-in-t1')[0]).toContain('WITHHELD_SAY=,');
  });

  it("reads a caller's number in the international form without a sign, and any national one", () => {
    expect(context(withLine, 'withheld-caller')).toEqual([
      'exten => _61XXXXXXXX!,1,Return(+${EXTEN})',
      'include => withheld-number',
    ]);
  });
});
