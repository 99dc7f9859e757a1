import { type ConfSection, type ConfSet, type ConfSetting, ownValue } from './conf-set.ts';

/** One object of `pjsip.conf`: a section, with what it takes from templates and what `(+)` sections add to it. */
export interface PjsipObject {
  readonly name: string;
  readonly type: string;
  /** Where its own settings stand. */
  readonly section: ConfSection;
  /** Everything it is made of; the last one of a key counts. */
  readonly settings: readonly ConfSetting[];
}

/** The value in force, `null` when Asterisk's default is. */
export function optionOf(object: Pick<PjsipObject, 'settings'>, key: string): string | null {
  return ownValue(object, key);
}

/** Every value of a setting that may stand more than once. */
export function optionsOf({ settings }: PjsipObject, key: string): readonly string[] {
  return settings.filter((each) => each.key.toLowerCase() === key).map(({ value }) => value);
}

function isMore({ options }: ConfSection): boolean {
  return options.some((option) => option.startsWith('+'));
}

/** The objects of `pjsip.conf` and what it includes; templates are none. Pure. */
export function pjsipObjects(set: ConfSet): readonly PjsipObject[] {
  const sections = set.sections('pjsip.conf');
  const all = (section: ConfSection, depth = 0): readonly ConfSetting[] => {
    const templates = depth > 10 ? [] : section.options.filter((option) => option !== '!' && !option.startsWith('+'));
    const inherited = templates.flatMap((name) => {
      const template = sections.find((each) => each.name === name && !isMore(each));
      return template === undefined ? [] : all(template, depth + 1);
    });
    return [...inherited, ...section.settings];
  };
  const objects = sections
    .filter((section) => !isMore(section) && !section.options.includes('!'))
    .map((section) => ({ name: section.name, section, settings: [...all(section)] }));
  for (const more of sections.filter(isMore)) {
    const filter = more.options.find((option) => option.startsWith('+'))?.slice(1) ?? '';
    const [key = '', value = ''] = filter.split('=').map((each) => each.trim());
    const fits = (object: (typeof objects)[number]) => filter === '' || ownValue(object, key) === value;
    objects.find((object) => object.name === more.name && fits(object))?.settings.push(...more.settings);
  }
  return objects.map((object) => ({ ...object, type: ownValue(object, 'type') ?? '' }));
}
