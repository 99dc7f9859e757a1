import type { DialplanContext, DialplanStep } from '../../ports/pbx-settings.ts';
import { type KnownEndpoints, type Reach, reachOf, targetsOf } from './dialled-target.ts';
import { type Called, calledIn, optionLetters } from './dialplan-text.ts';
import { type AuditFinding, finding } from './finding.ts';
import { type Audited, type House, writtenEndpoints } from './house.ts';
import { shownName } from './shown-value.ts';
import { byPlace, type Sighting, stepPlace } from './sighting.ts';
import { otherTrunks } from './trunk-look.ts';

const DIALS = new Set(['dial', 'retrydial', 'page', 'queue', 'originate', 'chanisavail']);
const LEAVE = 'let it lead to withheld-out: Goto(withheld-out,${EXTEN},1), or Dial(Local/NUMBER@withheld-out)';

type Seen = Omit<Sighting, 'place'>;

function ofReach(reach: Reach, house: House): Seen | null {
  switch (reach.kind) {
    case 'house':
      return null;
    case 'door':
      return {
        rule: 'dial-door',
        subject: reach.endpoint,
        parts: {
          severity: 'around',
          rows: ['A1', 'A6'],
          what: `dials door ${reach.endpoint} itself`,
          why: 'past withheld-out nothing is asked, no emergency number is seen, no code is dialled and no quarantine holds',
          fix: LEAVE,
        },
      };
    case 'trunk': {
      const name = shownName(reach.endpoint, house.secret);
      return {
        rule: 'dial-trunk',
        subject: name,
        parts: {
          severity: 'leak',
          rows: ['A1', 'A2'],
          what: `dials out by ${name}, which is no door`,
          why: 'the call leaves with whatever identity it has',
          fix: LEAVE,
        },
      };
    }
    case 'other-line':
      return {
        rule: 'dial-other-line',
        subject: shownName(reach.technology, house.secret),
        parts: {
          severity: 'leak',
          rows: ['A1', 'F1', 'F4'],
          what: `dials out by ${shownName(reach.technology, house.secret)}`,
          why: 'only PJSIP has doors: on any other line the number leaves, at best with a mark that says restricted',
          fix: LEAVE,
        },
      };
    case 'unclear':
      return {
        rule: 'dial-unclear',
        subject: 'variable',
        parts: {
          severity: 'unknown',
          rows: ['A1'],
          what: 'dials what a variable says',
          why: 'not readable: nobody can say that it never leads out past the doors',
          fix: 'name the endpoint in the dialplan, or let it lead to withheld-out',
        },
      };
  }
}

/** Options of Dial that change what the far end is told. */
function ofOptions({ name, arguments: given }: Called): readonly Seen[] {
  if (name.toLowerCase() !== 'dial') return [];
  const letters = optionLetters(given[2] ?? '');
  if (letters === null)
    return [
      {
        rule: 'dial-options',
        subject: 'variable',
        parts: {
          severity: 'unknown',
          rows: ['A6'],
          what: 'dials with options that a variable holds',
          why: 'not readable: f() among them would present the call again',
          fix: 'write the options of Dial out',
        },
      },
    ];
  const forced = letters.has('f')
    ? [
        {
          rule: 'dial-options',
          subject: 'f',
          parts: {
            severity: 'leak',
            rows: ['A6'],
            what: 'dials with the option f',
            why: 'it sets the caller anew and makes it presentable again, after it was withheld',
            fix: 'take f out of the options of Dial',
          } as const,
        },
      ]
    : [];
  const digits = letters.has('D')
    ? [
        {
          rule: 'dial-options',
          subject: 'D',
          parts: {
            severity: 'link',
            rows: ['E9'],
            what: 'sends digits after the answer (option D)',
            why: 'a PIN or an extension sent as tones is heard by the far end',
            fix: 'take D out of the options of Dial',
          } as const,
        },
      ]
    : [];
  return [...forced, ...digits];
}

function sightings(step: DialplanStep, known: KnownEndpoints, house: House): readonly Sighting[] {
  const place = stepPlace(step, house);
  const found = calledIn(`${step.application}(${step.data})`).flatMap((called) => {
    const name = called.name.toLowerCase();
    if (!DIALS.has(name) || name === 'queue') return [];
    const reaches = targetsOf(called.inside).map((target) => reachOf(target, step.extension, known));
    const told = reaches.flatMap((reach) => ofReach(reach, house) ?? []);
    // Options matter where the leg can lead out; a Local leg is withheld again at withheld-leave.
    return told.length === 0 ? [] : [...told, ...ofOptions(called)];
  });
  return found.map((each) => ({ ...each, place }));
}

/** A switch looks extensions up in a database, in another PBX or in a program. */
function switched({ switches }: DialplanContext): readonly Sighting[] {
  if (switches.length === 0) return [];
  return [
    {
      rule: 'dial-switch',
      subject: 'switch',
      place: `${switches.length} switch${switches.length === 1 ? '' : 'es'}`,
      parts: {
        severity: 'unknown',
        rows: ['A1'],
        what: 'takes extensions from a database or from another PBX',
        why: 'not readable: nobody can say that none of them leads out past the doors',
        fix: 'write the extensions into extensions.conf, or look at where the switch leads',
      },
    },
  ];
}

function knownEndpoints({ settings, house }: Audited): KnownEndpoints {
  return {
    doors: new Set(writtenEndpoints(house).map(({ name }) => name)),
    trunks: new Set(otherTrunks(settings, house).map(({ name }) => name)),
    phones: house.extensions,
  };
}

/** Everything in the dialplan, the product's own contexts aside, that can call out past `withheld-out`. */
export function directDials(audited: Audited): readonly AuditFinding[] {
  const { settings, house } = audited;
  if (!settings.dialplan.known) return [];
  const known = knownEndpoints(audited);
  return settings.dialplan.value
    .filter(({ name }) => !house.contexts.has(name))
    .flatMap((context) =>
      byPlace(
        context,
        [...switched(context), ...context.steps.flatMap((step) => sightings(step, known, house))],
        house,
      ),
    );
}

/** Members of queues that lead out past `withheld-out`. */
export function queueMembers(audited: Audited): readonly AuditFinding[] {
  const { settings, house } = audited;
  if (!settings.queueMembers.known) return [];
  const known = knownEndpoints(audited);
  const out = settings.queueMembers.value.flatMap((member) => ofReach(reachOf(member, '', known), house) ?? []);
  return out.map(({ subject, parts: { what, ...parts } }) =>
    finding({
      rule: 'queue-member',
      subject: [subject],
      from: 'live',
      found: `a queue ${what}`,
      ...parts,
      fix: 'make the member Local/NUMBER@withheld-out in queues.conf',
    }),
  );
}
