import { settingValue } from './asterisk-text.ts';
import { inboundEntry, type PbxPlan, type PlannedTrunk } from './pbx-plan.ts';
import { called } from './round-trip-data.ts';

/**
 * The context in which a trunk's calls begin: helplines first, in every form a carrier may write them, and behind them the agency's own
 * context, which every other call finds as if nothing stood in front of it.
 */
function entryOf(plan: PbxPlan, trunk: PlannedTrunk): readonly string[] {
  return [
    `[${inboundEntry(plan, trunk)}]`,
    ...plan.helplines.flatMap(({ number, prompt }) => {
      const settings = [
        `WITHHELD_ONWARD=${trunk.inboundContext}`,
        'WITHHELD_CALLED=${EXTEN}',
        `WITHHELD_LINE=${number.reveal()}`,
        `WITHHELD_SAY=${prompt ?? ''}`,
        `WITHHELD_SAY_BY=${plan.announceBy}`,
      ];
      return called(number, plan.country).flatMap((extension) => [
        `exten => ${extension},1,MSet(${settingValue(settings.join(','))})`,
        ' same => n,Goto(withheld-in,call,1)',
      ]);
    }),
    `include => ${trunk.inboundContext}`,
    '',
  ];
}

/** A caller's number in E.164, from whatever a carrier writes; what is not here is nobody's number. */
function callerContext({ country }: PbxPlan): readonly string[] {
  return [
    '[withheld-caller]',
    `exten => _${country.callingCode}XXXXXXXX!,1,Return(+\${EXTEN})`,
    'include => withheld-number',
    '',
  ];
}

/** The part of the dialplan that is data of calls that come in. Pure. */
export function inboundData(plan: PbxPlan): readonly string[] {
  if (plan.helplines.length === 0) return [];
  return [
    '; Helplines: where calls of each carrier begin.',
    ...plan.trunks.flatMap((trunk) => entryOf(plan, trunk)),
    ...callerContext(plan),
  ];
}
