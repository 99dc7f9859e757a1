import type { PhoneNumber } from '../../../call/phone-number.ts';
import { roundTripName } from '../../../call/round-trip.ts';
import type { CountryPack } from '../../../identity/country-pack.ts';
import { nationalDigits } from '../../../identity/numbering.ts';
import type { PbxPlan, PlannedTrunk } from './pbx-plan.ts';

/** What leads out by a trunk: each destination that comes in by another one. A carrier's calls to itself prove nothing. */
function namesOf(plan: PbxPlan, { id }: PlannedTrunk): string[] {
  return plan.destinations.flatMap(({ number, arrivesOn }, at) =>
    arrivesOn === id
      ? []
      : (['private', 'parent'] as const).flatMap((door) => [
          `exten => ${roundTripName(id, door, at + 1)},1,MSet(WITHHELD_NUMBER=${number.reveal()},WITHHELD_TRUNKS=${id},WITHHELD_DOOR=${door})`,
          ' same => n,Goto(withheld-round-trip-call,leave,1)',
        ]),
  );
}

/** The ways in which a carrier writes whom it calls. */
export function called(number: PhoneNumber, country: CountryPack): readonly string[] {
  const e164 = number.reveal();
  const national = nationalDigits(number, country);
  return [...new Set([e164, e164.slice(1), ...(national === null ? [] : [national])])];
}

/** Extensions of the contexts where calls from carriers begin: the numbers themselves. They belong to the round trips alone. */
function inbound(plan: PbxPlan): string[] {
  const contexts = [...new Set(plan.trunks.map(({ inboundContext }) => inboundContext))];
  return contexts.flatMap((context) => {
    const trunks = plan.trunks.filter(({ inboundContext }) => inboundContext === context).map(({ id }) => id);
    const numbers = plan.destinations
      .filter(({ arrivesOn }) => trunks.includes(arrivesOn))
      .flatMap(({ number, arrivesAs }) => [number, ...(arrivesAs === undefined ? [] : [arrivesAs])]);
    const extensions = new Set(numbers.flatMap((number) => called(number, plan.country)));
    if (extensions.size === 0) return [];
    return [
      `[${context}]`,
      ...[...extensions].map((each) => `exten => ${each},1,Goto(withheld-round-trip-in,answer,1)`),
      '',
    ];
  });
}

/** The part of the dialplan that is data of the round trips. Pure. */
export function roundTripData(plan: PbxPlan): readonly string[] {
  return [
    "; Calls over the public network to numbers of the agency's own, and where they come back.",
    '[withheld-round-trip-names]',
    ...plan.trunks.flatMap((trunk) => namesOf(plan, trunk)),
    '',
    ...inbound(plan),
  ];
}
