import type { PbxSettings, PjsipObject, Reading } from '../../ports/pbx-settings.ts';
import { SILENT_EMERGENCY } from './detection-options.ts';
import { type AuditFinding, finding } from './finding.ts';
import { type Audited, doorsOf, type House, type WrittenObject, writtenEndpoints } from './house.ts';
import { meaningOf } from './identity-options.ts';
import { plainValue } from './option-value.ts';
import { shownName, shownValue } from './shown-value.ts';

const WRITE_AGAIN = 'write the files again with `withheld harden`, then asterisk -rx "module reload res_pjsip.so"';
/** Written as a list, shown as one; whoever may call in is no matter of identity. */
const NOT_COMPARED = new Set([
  'acl',
  'contact_acl',
  'contact_deny',
  'contact_permit',
  'deny',
  'match',
  'permit',
  'type',
]);

/** Endpoints that only the leak tests dial. */
const FOR_TESTS = {
  severity: 'unknown',
  rows: [],
  why: 'a leak test that does not find it as written cannot tell what leaves: unknown is not ok',
} as const;

function shownAs(value: string | undefined, { secret }: House): string {
  return value === undefined ? 'not set' : shownValue(value, secret);
}

function changed(door: WrittenObject, option: string, live: string | undefined, house: House): AuditFinding {
  const isDoor = doorsOf(house).includes(door);
  const isEmergency = house.emergencyDoors.has(door.name);
  const meaning = (isEmergency ? SILENT_EMERGENCY.get(option) : undefined) ?? meaningOf(option);
  const { severity, rows, why } = isDoor ? meaning : FOR_TESTS;
  const written = door.options.get(option) ?? house.defaults.get(option);
  const name = shownName(option, house.secret);
  return finding({
    rule: 'door-option',
    subject: [door.name, name],
    severity: isEmergency && severity !== 'leak' ? 'emergency' : severity,
    rows: isEmergency ? [...rows, 'e.2'] : rows,
    from: 'live',
    found: `${name} of ${isDoor ? 'door ' : ''}${door.name} is ${shownAs(live, house)}; the product has it ${shownAs(written, house)}`,
    why,
    fix: WRITE_AGAIN,
  });
}

/** Options of a door that are not as written: of those written, each; of the others, those that are not as they are by default. */
function differences(door: WrittenObject, live: ReadonlyMap<string, string>, house: House): readonly AuditFinding[] {
  const written = [...door.options].filter(
    ([option, value]) =>
      !NOT_COMPARED.has(option) && (!live.has(option) || plainValue(live.get(option) ?? '') !== plainValue(value)),
  );
  const others = [...live].filter(([option, value]) => {
    // An endpoint that gives no variables says so by an empty one of that name.
    if (door.options.has(option) || NOT_COMPARED.has(option) || (option === 'set_var' && value === '')) return false;
    const byDefault = house.defaults.get(option);
    return byDefault === undefined || plainValue(byDefault) !== plainValue(value);
  });
  return [...written, ...others].map(([option]) => changed(door, option, live.get(option), house));
}

function missing(door: WrittenObject, house: House): AuditFinding {
  const isEmergency = house.emergencyDoors.has(door.name);
  return finding({
    rule: 'door-missing',
    subject: [door.name],
    severity: isEmergency ? 'emergency' : 'unknown',
    rows: isEmergency ? ['e.2'] : [],
    from: 'live',
    found: `door ${door.name} is not loaded`,
    why: isEmergency
      ? 'an emergency call cannot leave through it'
      : 'no call can leave through it, and nothing can be said of it',
    fix: WRITE_AGAIN,
  });
}

/** Every door, option by option, against what the product writes. */
export function doorOptions({ settings, house }: Audited): readonly AuditFinding[] {
  const { endpoints } = settings;
  if (!endpoints.known) return [];
  return writtenEndpoints(house).flatMap((door) => {
    const live = endpoints.value.find(({ name }) => name === door.name);
    if (live === undefined) return [missing(door, house)];
    return live.options === null ? [] : differences(door, live.options, house);
  });
}

const BESIDE = {
  aor: {
    rows: ['C5', 'C6'],
    why: 'it decides where a door leads, and whether its identity travels in an OPTIONS',
    read: (settings: PbxSettings) => settings.aors,
  },
  registration: {
    rows: ['C6'],
    why: 'it decides what a REGISTER tells the carrier',
    read: (settings: PbxSettings) => settings.registrations,
  },
} as const satisfies Record<
  string,
  {
    readonly rows: readonly string[];
    readonly why: string;
    readonly read: (settings: PbxSettings) => Reading<readonly PjsipObject[]>;
  }
>;

/** What stands beside the doors, AORs and registrations, where it is not as the product writes it. */
export function besideDoors({ settings, house }: Audited): readonly AuditFinding[] {
  return Object.entries(BESIDE).flatMap(([type, { rows, why, read }]) => {
    const live = read(settings);
    if (!live.known) return [];
    return house.written
      .filter((each) => each.type === type)
      .flatMap((written) => {
        const options = live.value.find(({ name }) => name === written.name)?.options;
        if (options === null) return [];
        const off = [...written.options].filter(
          ([option, value]) => plainValue(options?.get(option) ?? '') !== plainValue(value),
        );
        return off.map(([option, value]) =>
          finding({
            rule: `door-${type}`,
            subject: [written.name, option],
            severity: 'link',
            rows,
            from: 'live',
            found: `${option} of ${type} ${written.name} is ${shownAs(options?.get(option), house)}; the product has it ${shownValue(value, house.secret)}`,
            why,
            fix: WRITE_AGAIN,
          }),
        );
      });
  });
}
