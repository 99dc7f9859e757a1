import type { LabStatus } from './lab-status.ts';

/** A command as a shell takes it. */
function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/** The status of a lab for a person: what runs, where it can be edited and looked at, and what can be called. Passwords are left to `--json`. */
export function statusText(status: LabStatus): string {
  const { running, agency, carrier, trunks, phones, numbers } = status;
  const state = (runs: boolean) => (runs ? 'up' : 'down');
  const known = agency.version === '' ? 'Asterisk of unknown version' : `Asterisk ${agency.version}`;
  const column = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
  const digits = column(numbers.map(({ number }) => number));
  const behaviours = column(numbers.map(({ behaviour }) => behaviour));
  return [
    `agency    ${state(running.agency)}, ${agency.address}, ${known}${agency.ownAsterisk === null ? '' : ` (${agency.ownAsterisk.program})`}`,
    `          edit     ${agency.configuration}`,
    `          log      ${agency.log}`,
    `          console  ${shellWords(agency.consoleCommand)} 'core show channels'`,
    `carrier   ${state(running.carrier)}`,
    `          edit     ${carrier.configuration}`,
    `          log      ${carrier.log}`,
    `          console  ${shellWords(carrier.consoleCommand)} 'core show channels'`,
    `product   ${status.config}`,
    `phones    ${phones.map(({ extension }) => extension).join(', ')}`,
    ...trunks.map(({ id, profile, transport, access }) => `trunk     ${id}  ${profile}, ${transport}, ${access}`),
    ...numbers.map(
      ({ number, behaviour, does }) => `number    ${number.padEnd(digits)}  ${behaviour.padEnd(behaviours)}  ${does}`,
    ),
    ...trunks.map(({ id, numbers: own }) => `number    ${own.answers}  answers, over trunk ${id} first`),
    'more      --json: passwords, ports, captures, the other numbers of each trunk',
  ].join('\n');
}
