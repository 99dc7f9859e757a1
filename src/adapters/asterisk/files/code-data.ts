import type { PbxPlan } from './pbx-plan.ts';

/** What phones dial → what it stands for (`withheld-codes-ask`). Literal strings, so that none catches anything else. */
export function dialledCodes({ codes }: PbxPlan): readonly (readonly [dialled: string, code: string])[] {
  return [
    ...['0', '1', '2'].map((digit) => [`${codes.protocol}${digit}`, `60${digit}`] as const),
    [codes.notice, '65'],
    [codes.callBack, '66'],
    [`${codes.callBack}1`, '661'],
  ];
}

/** The codes of this house. Pure. */
export function codeData(plan: PbxPlan): readonly string[] {
  return [
    '[withheld-codes-dialled]',
    ...dialledCodes(plan).map(([dialled, code]) => `exten => ${dialled},1,Goto(withheld-codes-ask,${code},1)`),
    '',
  ];
}
