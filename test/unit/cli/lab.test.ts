import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../../../src/cli/program.ts';
import { withheld } from './product-process.ts';

const PATIENCE = 30_000;
let directory: string;
let nowhere: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'withheld-lab-cli-'));
  nowhere = join(directory, 'lab');
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs `withheld lab …` in a directory without a lab, and gives its exit code and its two lines. */
async function lab(...words: readonly string[]) {
  return await withheld(['lab', ...words, '--dir', nowhere]);
}

describe('the lab on the command line', { timeout: PATIENCE }, () => {
  it('prints JSON where it prints a result, and says what happens to files that were edited', () => {
    const verbs = program('1').commands.find((command) => command.name() === 'lab')?.commands ?? [];
    const verb = (name: string) => verbs.find((each) => each.name() === name);
    let help = '';
    verb('up')
      ?.configureOutput({ writeOut: (text) => (help += text) })
      .outputHelp();

    for (const name of ['up', 'status', 'reload', 'call', 'start'])
      expect(
        verb(name)?.options.map(({ long }) => long),
        name,
      ).toContain('--json');
    expect(help).toMatch(/every file you edited as you left it/);
    expect(help).toMatch(/--fresh builds it from nothing/);
    expect(verb('down')?.description()).toMatch(/directory stays, edits included/);
  });

  it.each([
    ['--from', ['--from', '104', '--to', '0370100001'], '101, 102, 103'],
    ['--from', ['--from', '', '--to', '0370100001'], '101, 102, 103'],
    ['--to', ['--from', '101', '--to', 'sip:101@pbx'], '0-9 * # +'],
    ['--to', ['--from', '101', '--to', ''], '0-9 * # +'],
    ['--to', ['--from', '101', '--to', '0'.repeat(41)], '1 to 40'],
    ['--talk', ['--from', '101', '--to', '000', '--talk', 'long'], '0 to 60000'],
    ['--talk', ['--from', '101', '--to', '000', '--talk', '-1'], '0 to 60000'],
    ['--talk', ['--from', '101', '--to', '000', '--talk', '1.5'], '0 to 60000'],
    ['--talk', ['--from', '101', '--to', '000', '--talk', '60001'], '0 to 60000'],
  ])(
    'refuses a call with a wrong %s, says what is allowed, and never repeats what was typed: %j',
    async (option, words, allowed) => {
      const { code, stdout, stderr } = await lab('call', ...words);

      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^error: [^\n]+\nhint: [^\n]+\n$/);
      expect(stderr).toContain(`${option} takes`);
      expect(stderr).toContain(allowed);
      expect(stderr).not.toMatch(/sip:|0370100001|60001/);
    },
  );

  it.each([
    ['does not exist', () => join(directory, 'none')],
    ['may not be executed', () => join(directory, 'text')],
    ['does not say "Asterisk" and a version', () => process.execPath],
  ])('refuses an Asterisk that %s by its path and leaves nothing behind', async (why, path) => {
    writeFileSync(join(directory, 'text'), 'not a program', { mode: 0o644 });
    const { code, stdout, stderr } = await lab('up', '--asterisk', path());

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${path()} `);
    expect(stderr).toContain(why);
    expect(stderr).toMatch(/\nhint: give --asterisk the path of the asterisk program/);
    expect(existsSync(nowhere)).toBe(false);
  });

  it.each([
    ['two Asterisks', ['--release', '16', '--asterisk', '/usr/sbin/asterisk'], /--release .* cannot be used with/],
    ['modules without their Asterisk', ['--asterisk-modules', '/usr/lib'], /go with --asterisk/],
    ['a trunk of no profile', ['--trunk', 'sip'], /--trunk sip: allowed profiles are/],
    ['more trunks than there are numbers for', ['--trunk', ...Array<string>(9).fill('rpid')], /--trunk: at most 8/],
  ])('refuses %s', async (_, words, says) => {
    const { code, stderr } = await lab('up', ...words);

    expect(code).toBe(2);
    expect(stderr).toMatch(says);
    expect(existsSync(nowhere)).toBe(false);
  });

  it.each(['down', 'status', 'reload'])('says of %s that there is no lab here, and how to start one', async (verb) => {
    const { code, stderr } = await lab(verb);

    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: there is no lab here\nhint: start one with `withheld lab up`\n$/);
  });
});

describe('exit codes of the lab', () => {
  it('are told in the help of its commands', () => {
    const lab = program('1').commands.find((command) => command.name() === 'lab');
    const said = (name: string) => lab?.commands.find((each) => each.name() === name)?.description() ?? '';

    expect(said('reload')).toMatch(/exit 1/);
    expect(said('call')).toMatch(/exit 1/);
    expect(said('status')).toMatch(/exit 3/);
  });
});
