import type { DialplanStep } from '../../ports/pbx-settings.ts';
import { type Called, calledIn } from './dialplan-text.ts';
import { type AuditFinding, finding } from './finding.ts';
import type { Audited, House } from './house.ts';
import { shownName } from './shown-value.ts';
import { byPlace, type Sighting, stepPlace } from './sighting.ts';

type Telling = Sighting['parts'] & { readonly name: RegExp; readonly inside?: RegExp; readonly subject: string };

/** Applications and functions that tell somebody something, or act past the doors, by their names. */
const TELLING: readonly Telling[] = [
  {
    subject: 'header',
    name: /^(?:PJSIP_HEADER|SIPAddHeader)$/i,
    inside: /^(?!(?:read|remove)\b)/i,
    severity: 'leak',
    rows: ['C11', 'A13'],
    what: 'adds a SIP header',
    why: 'whatever stands in it reaches the far end, and no withholding touches it',
    fix: 'take PJSIP_HEADER(add,…) out; the doors carry the headers a carrier needs',
  },
  {
    subject: 'originate',
    name: /^Originate$/i,
    severity: 'around',
    rows: ['A8'],
    what: 'uses Originate()',
    why: 'a call placed so presents its caller, whatever was set before',
    fix: 'originate Local/NUMBER@withheld-out instead, or take it out',
  },
  {
    subject: 'line-out',
    name: /^(?:DISA|CallingPres|SetCallerPres)$/i,
    severity: 'around',
    rows: ['A8', 'B8'],
    what: 'gives callers a line, or sets presentation by itself',
    why: 'what is dialled so, or shown so, does not begin at withheld-out',
    fix: 'take DISA() and the like out',
  },
  {
    subject: 'message',
    name: /^(?:MessageSend|SendText)$/i,
    severity: 'leak',
    rows: ['C8'],
    what: 'passes text messages on',
    why: "a message leaves under its sender's own name, whatever the trunk's endpoint says",
    fix: 'take MessageSend() out, or give it a neutral from argument',
  },
  {
    subject: 'transfer',
    name: /^Transfer$/i,
    severity: 'leak',
    rows: ['B6'],
    what: 'uses Transfer()',
    why: 'on the leg of a trunk it sends a REFER with the identity of the dialog',
    fix: 'take Transfer() out; let the call lead to withheld-out',
  },
  {
    subject: 'fax',
    name: /^FAXOPT$/i,
    inside: /^(?:localstationid|headerinfo)/i,
    severity: 'leak',
    rows: ['E8'],
    what: 'sets what a fax says of its sender',
    why: 'station id and header line are printed on every page, and withholding does not touch them',
    fix: "leave them unset, or the parent organisation's",
  },
  {
    subject: 'signature',
    name: /^STIR_SHAKEN(?:_ATTESTATION)?$/i,
    severity: 'leak',
    rows: ['D1'],
    what: 'sets how calls are signed',
    why: 'a signed Identity header holds the true number, also of a withheld call',
    fix: 'take it out and let the carrier sign',
  },
  {
    subject: 'location',
    name: /^GEOLOC_PROFILE$/i,
    severity: 'leak',
    rows: ['D2'],
    what: 'sets the location that goes along with a call',
    why: 'on anything but an emergency call it tells the street address',
    fix: 'take GEOLOC_PROFILE() out; a location belongs on emergency doors only',
  },
  {
    subject: 'lookup',
    name: /^(?:ENUMLOOKUP|ENUMQUERY|TXTCIDNAME|DUNDILOOKUP|DUNDIQUERY|CURL|SHELL)$/i,
    severity: 'kept',
    rows: ['E11'],
    what: 'asks another machine or program about the call',
    why: 'numbers leave the PBX with the question',
    fix: 'take the lookup out',
  },
  {
    subject: 'program',
    name: /^(?:AGI|EAGI|DeadAGI|FastAGI|AsyncAGI|System|TrySystem|ExternalIVR)$/i,
    severity: 'kept',
    rows: ['E11'],
    what: 'hands calls to a program',
    why: 'the program is told who calls whom, and may keep it or call out',
    fix: 'take it out, or look at what the program keeps and sends',
  },
  {
    subject: 'recording',
    name: /^(?:MixMonitor|Monitor|Record)$/i,
    severity: 'kept',
    rows: ['E11'],
    what: 'records calls',
    why: 'voices are kept, in files named for numbers',
    fix: 'take it out, or say who may keep what and for how long',
  },
];

/** Variables that decide what leaves, wherever a line of dialplan sets them. */
const VARIABLES: readonly Telling[] = [
  {
    subject: 'SIPFROMDOMAIN',
    name: /^_{0,2}SIPFROMDOMAIN$/,
    severity: 'link',
    rows: ['A17'],
    what: 'sets SIPFROMDOMAIN',
    why: 'it stands in From of every endpoint that does not pin it itself',
    fix: 'take it out; the doors pin it',
  },
  {
    subject: 'station',
    name: /^_{0,2}(?:LOCALSTATIONID|LOCALHEADERINFO)$/,
    severity: 'leak',
    rows: ['E8'],
    what: 'sets what a fax says of its sender',
    why: 'station id and header line are printed on every page, and withholding does not touch them',
    fix: "leave them unset, or the parent organisation's",
  },
];

function matching(called: Called): readonly Telling[] {
  const functions = TELLING.filter(
    ({ name, inside }) => name.test(called.name) && (inside?.test(called.inside) ?? true),
  );
  const sets = /^M?Set$/i.test(called.name) ? called.arguments.map((each) => each.split('=')[0]?.trim() ?? '') : [];
  return [...functions, ...VARIABLES.filter(({ name }) => sets.some((variable) => name.test(variable)))];
}

function sightings(step: DialplanStep, house: House): readonly Sighting[] {
  const place = stepPlace(step, house);
  const cut: readonly Sighting[] = step.whole
    ? []
    : [
        {
          rule: 'dialplan-cut',
          subject: 'long',
          place,
          parts: {
            severity: 'unknown',
            rows: ['A1', 'C11'],
            what: 'has lines that the PBX prints only in part',
            why: 'not readable: unknown is not ok',
            fix: 'split the line, or look at it by hand',
          },
        },
      ];
  const told = calledIn(`${step.application}(${step.data})`).flatMap(matching);
  return [
    ...cut,
    ...told.map(({ subject, name: _name, inside: _inside, ...parts }) => ({ rule: 'dialplan', subject, place, parts })),
  ];
}

/** Steps of the dialplan that tell somebody something, the product's own contexts aside. */
export function tellingSteps({ settings, house }: Audited): readonly AuditFinding[] {
  if (!settings.dialplan.known) return [];
  return settings.dialplan.value
    .filter(({ name }) => !house.contexts.has(name))
    .flatMap((context) =>
      byPlace(
        context,
        context.steps.flatMap((step) => sightings(step, house)),
        house,
      ),
    );
}

/** Global variables that decide what leaves. */
export function tellingGlobals({ settings, house }: Audited): readonly AuditFinding[] {
  if (!settings.globals.known) return [];
  return settings.globals.value.flatMap((variable) =>
    VARIABLES.filter(({ name }) => name.test(variable)).map(({ severity, rows, why, fix }) =>
      finding({
        rule: 'global-variable',
        subject: [shownName(variable, house.secret)],
        severity,
        rows,
        from: 'live',
        found: `the global variable ${shownName(variable, house.secret)} is set`,
        why,
        fix: `${fix}: it stands in [globals] of extensions.conf`,
      }),
    ),
  );
}
