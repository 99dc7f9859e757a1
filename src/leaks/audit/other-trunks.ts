import type { PjsipObject } from '../../ports/pbx-settings.ts';
import { type AuditFinding, finding } from './finding.ts';
import { type Audited, doorsOf, type House } from './house.ts';
import { IDENTITY_OPTIONS, meaningOf } from './identity-options.ts';
import { plainValue } from './option-value.ts';
import { shownName, shownValue } from './shown-value.ts';
import { otherTrunks } from './trunk-look.ts';

/** They differ from trunk to trunk, or matter on a door only. */
const OWN = new Set([
  'outbound_auth',
  'media_address',
  'outbound_proxy',
  'from_user',
  'from_domain',
  'SIPFROMDOMAIN',
  'message_context',
]);

/** What all doors agree on, and what they leave as it is by default: what a way out must be, whoever its carrier is. */
function safeValues(house: House): ReadonlyMap<string, string> {
  const doors = doorsOf(house).filter(({ name }) => house.ordinaryDoors.has(name));
  const [first] = doors;
  const agreed = [...(first?.options ?? [])].filter(([option, value]) =>
    doors.every(({ options }) => plainValue(options.get(option) ?? '') === plainValue(value)),
  );
  const safe = new Map([...house.defaults, ...agreed]);
  return new Map([...safe].filter(([option]) => IDENTITY_OPTIONS.has(option) && !OWN.has(option)));
}

function isNobody(user: string, house: House): boolean {
  return user.toLowerCase() === 'anonymous' || house.shownNumbers.includes(user);
}

function unsafeOptions(trunk: PjsipObject, house: House): readonly (readonly [string, string | undefined])[] {
  const live = trunk.options ?? new Map<string, string>();
  const safe = [...safeValues(house)].filter(([option, value]) => {
    const set = live.get(option);
    // Some releases do not have every option, and without contact_user Contact says what From says; a variable must be there.
    if (set === undefined) return option !== 'contact_user' && !house.defaults.has(option);
    return plainValue(set) !== plainValue(value);
  });
  const constant = [...live].filter(([option]) =>
    /^_{0,2}(?:PJSIP_HEADER|CONNECTEDLINE|CALLERID|REDIRECTING)\(/.test(option),
  );
  const from = live.get('from_user') ?? '';
  const domain = live.get('from_domain') ?? '';
  return [
    ...(isNobody(from, house) ? [] : [['from_user', from] as const]),
    ...(domain === '' || house.secret(domain) !== null ? [['from_domain', domain] as const] : []),
    ...safe.map(([option]) => [option, live.get(option)] as const),
    ...constant,
  ];
}

function fixOf(option: string, house: House): string {
  if (option === 'from_user') return 'set from_user=anonymous';
  if (option === 'from_domain') return 'set from_domain=anonymous.invalid, or the domain of the carrier';
  const safe = safeValues(house).get(option);
  if (safe === undefined) return `take ${shownName(option, house.secret)} out of the endpoint`;
  if (/^SIP[A-Z]+$/.test(option)) return `add set_var=${option}=`;
  return safe === '' ? `leave ${option} empty` : `set ${option}=${plainValue(safe)}`;
}

function optionFindings(trunk: PjsipObject, house: House): readonly AuditFinding[] {
  const name = shownName(trunk.name, house.secret);
  return unsafeOptions(trunk, house).map(([option, value]) => {
    const { severity, rows, why } = meaningOf(option);
    const shown = shownName(option, house.secret);
    return finding({
      rule: 'trunk-option',
      subject: [name, shown],
      severity,
      rows,
      from: 'live',
      found: `${shown} of ${name} is ${value === undefined ? 'not set' : shownValue(value, house.secret)}`,
      why,
      fix: fixOf(option, house),
    });
  });
}

/** Endpoints that lead out and are no doors: that they are there, and every option of theirs that can name somebody. */
export function otherTrunkFindings({ settings, house }: Audited): readonly AuditFinding[] {
  return otherTrunks(settings, house).flatMap((trunk) => {
    const name = shownName(trunk.name, house.secret);
    const there = finding({
      rule: 'trunk-no-door',
      subject: [name],
      severity: 'around',
      rows: ['A1', 'A8'],
      from: 'live',
      found: `${name} leads out of the PBX and is no door`,
      why: 'whatever dials it leaves without the constants, the dialplan, the daemon and the wire check',
      fix: 'make it a trunk in withheld.yaml and `withheld harden`, or remove it',
    });
    return [there, ...optionFindings(trunk, house)];
  });
}
