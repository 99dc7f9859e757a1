import type { CountryPack } from '../identity/country-pack.ts';
import { everyPrefix } from '../identity/dial-prefix.ts';
import { emergencyStrings } from '../identity/emergency-strings.ts';
import type { Path, Problem } from './problem.ts';
import type { ParsedConfig } from './schema.ts';

type Codes = ParsedConfig['contacts']['codes'];

/** Every string that a code makes phones dial: the code itself, and with each digit that may stand behind it. */
function dialledOf(key: keyof Codes, code: string): readonly string[] {
  const behind = { protocol: ['0', '1', '2'], notice: [''], call_back: ['', '1'] }[key];
  return behind.map((digit) => `${code}${digit}`);
}

/** One begins with the other: a phone that has dialled the shorter cannot know which was meant. */
function collide(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function codeFault(code: string, dialled: readonly string[], config: ParsedConfig, pack: CountryPack): string | null {
  const emergency = emergencyStrings(pack, config.outside_line);
  if (everyPrefix().some((clir) => dialled.some((each) => collide(clir, each))))
    return 'a code that withholds or shows a number';
  if ([...emergency.keys()].some((typed) => dialled.some((each) => collide(typed, each))))
    return 'digits that call the emergency service';
  if (config.outside_line.some((line) => code.startsWith(line))) return 'a code that begins with an outside line';
  return null;
}

function zoneProblems(zone: string | undefined): readonly Problem[] {
  if (zone === undefined) return [];
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    const allowed = 'a name of the IANA list, e.g. Australia/Melbourne';
    return [{ path: ['contacts', 'time_zone'], found: `"${zone}"`, allowed }];
  }
}

/** What the keys of `contacts` say together, and what they must not be mistaken for. */
export function checkContacts(config: ParsedConfig, pack: CountryPack): readonly Problem[] {
  const { codes, time_zone } = config.contacts;
  const keys = ['protocol', 'notice', 'call_back'] as const;
  const problems = keys.flatMap((key, at): readonly Problem[] => {
    const path: Path = ['contacts', 'codes', key];
    const dialled = dialledOf(key, codes[key]);
    const fault = codeFault(codes[key], dialled, config, pack);
    if (fault !== null) return [{ path, found: fault, allowed: 'a code that stands for nothing else' }];
    const twin = keys.slice(0, at).find((other) => collide(codes[other], codes[key]));
    if (twin === undefined) return [];
    return [{ path, found: `a code that is or begins like codes.${twin}`, allowed: 'three codes of their own' }];
  });
  return [...problems, ...zoneProblems(time_zone)];
}
