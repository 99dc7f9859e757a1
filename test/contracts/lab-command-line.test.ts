import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../../src/cli/program.ts';

const PATIENCE = 30_000;
let directory: string;
let nowhere: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'withheld-lab-cli-'));
  nowhere = join(directory, 'lab');
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What `withheld lab …` fails with, in a directory without a lab. */
async function failureOf(...words: readonly string[]): Promise<unknown> {
  const root = program('1');
  return await root.parseAsync(['lab', ...words, '--dir', nowhere], { from: 'user' }).then(
    () => null,
    (error: unknown) => error,
  );
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
    ['--talk', ['--from', '101', '--to', '000', '--talk=-1'], '0 to 60000'],
    ['--talk', ['--from', '101', '--to', '000', '--talk', '1.5'], '0 to 60000'],
    ['--talk', ['--from', '101', '--to', '000', '--talk', '60001'], '0 to 60000'],
  ])('refuses a call with a wrong %s, and says what is allowed: %j', async (option, words, allowed) => {
    const failure = await failureOf('call', ...words);

    expect(failure).toMatchObject({ code: 'USAGE', detail: expect.stringMatching(`^${option} takes `) });
    expect(failure).toMatchObject({ detail: expect.stringContaining(allowed) });
  });

  it('takes whatever a phone can dial, and no talk at all', async () => {
    for (const to of ['0', '+61370100001', '*67#31#0370100001', '0'.repeat(40)])
      expect(await failureOf('call', '--from', '103', '--to', to, '--talk', '0')).toMatchObject({ code: 'LAB_NOT_UP' });
  });

  it.each([
    ['does not exist', () => join(directory, 'none')],
    ['may not be executed', () => join(directory, 'text')],
    ['does not say "Asterisk" and a version', () => process.execPath],
  ])('refuses an Asterisk that %s by its path and leaves nothing behind', async (why, path) => {
    writeFileSync(join(directory, 'text'), 'not a program', { mode: 0o644 });
    const failure = await failureOf('up', '--asterisk', path());

    expect(failure).toMatchObject({ code: 'LAB_NO_SUCH_ASTERISK', detail: expect.stringContaining(why) });
    expect(failure).toMatchObject({ detail: expect.stringContaining(path()) });
    expect(existsSync(nowhere)).toBe(false);
  });

  it.each([
    ['two Asterisks', ['--release', '16', '--asterisk', '/usr/sbin/asterisk'], /--release .* cannot be used with/],
    ['modules without their Asterisk', ['--asterisk-modules', '/usr/lib'], /go with --asterisk/],
    ['a trunk of no profile', ['--trunk', 'sip'], /--trunk sip: allowed profiles are/],
    ['more trunks than there are numbers for', ['--trunk', ...Array<string>(9).fill('rpid')], /--trunk: at most 8/],
  ])('refuses %s', async (_, words, says) => {
    expect(await failureOf('up', ...words)).toMatchObject({ message: expect.stringMatching(says) });
    expect(existsSync(nowhere)).toBe(false);
  });

  it.each(['down', 'status', 'reload'])('says of %s that there is no lab here', async (verb) => {
    expect(await failureOf(verb)).toMatchObject({ code: 'LAB_NOT_UP', hint: 'start one with `withheld lab up`' });
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
