import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../../src/cli/program.ts';
import { House } from '../unit/cli/house.ts';
import { withheld } from '../unit/cli/product-process.ts';

const PATIENCE = 20_000;
let house: House;

beforeAll(() => {
  house = new House();
});

afterAll(() => house.remove());

describe('the command line', { timeout: PATIENCE }, () => {
  it('has -h on every verb, and --json on every verb that reads', () => {
    const root = program('1.2.3');
    const verbs = root.commands.flatMap((command) => (command.commands.length > 0 ? command.commands : [command]));
    const reads = ['status', 'doctor', 'check', 'explain', 'show'];

    for (const verb of verbs) expect(verb.helpInformation(), verb.name()).toContain('-h, --help');
    for (const name of reads) {
      const verb = verbs.find((each) => each.name() === name && each.parent?.name() !== 'lab');
      expect(
        verb?.options.map(({ long }) => long),
        name,
      ).toContain('--json');
    }
  });

  it('says what is wrong in an error and a hint line, never a stack, and exits with 2', async () => {
    const wrong = [
      ['harden', '--apply', '--revert'],
      ['status', '--bogus'],
      ['harden', '--out', 'x', '--asterisk-version', 'new'],
    ];
    const runs = await Promise.all(wrong.map((words) => withheld(words)));

    for (const { code, stdout, stderr } of runs) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^error: [^\n]+\nhint: [^\n]+\n$/);
    }
  });

  it('gives an option to the verb it stands behind, also where the command above has one of that name', async () => {
    const lift = ['quarantine', 'lift', 't9-private', '--by', 'Jo', '--for', '1h', '-c', house.configPath];
    const { code, stderr } = await withheld(lift);

    expect(code).toBe(2);
    expect(stderr).toContain('no such door; the doors are t1-private');
  });

  it('never repeats a number that was typed in the wrong place', async () => {
    const { code, stderr } = await withheld(['0412345678']);

    expect(code).toBe(2);
    expect(stderr).not.toContain('0412345678');
  });

  it('ends a call of the lab to no number with exit code 2, and never repeats what was typed', async () => {
    const { code, stdout, stderr } = await withheld(['lab', 'call', '--from', '101', '--to', 'sip:0412345678@pbx']);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]+--to takes[^\n]+\nhint: [^\n]+\n$/);
    expect(stderr).not.toContain('412345678');
  });

  it('prints help and version on standard output with exit 0, and asks for a verb with exit 2', async () => {
    const [version, help, nothing] = await Promise.all([
      withheld(['--version']),
      withheld(['explain', '-h']),
      withheld([]),
    ]);

    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9]+\.[0-9]+\.[0-9]+/) });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(nothing).toMatchObject({ code: 2, stdout: '' });
  });

  it('survives a reader that closes its pipe', async () => {
    const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', main, 'config', 'schema']);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('config check', { timeout: PATIENCE }, () => {
  it('[G8] prints one line for each problem and nothing else, and exits with 2', async () => {
    const broken = new House({ constants: 'sometimes', outsideLine: 'zero' });
    const { code, stdout, stderr } = await withheld(['config', 'check', '-c', broken.configPath]);
    broken.remove();

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/withheld\.yaml:5 outside_line\[0\]: found .+; allowed: /),
      expect.stringMatching(
        /withheld\.yaml:21 asterisk\.constants: found "sometimes"; allowed: auto, set_var, predial$/,
      ),
    ]);
  });

  it('says ok and exits with 0 when there is none', async () => {
    expect(await withheld(['config', 'check', '-c', house.configPath])).toEqual({
      code: 0,
      stdout: 'ok\n',
      stderr: '',
    });
  });
});

describe('explain', { timeout: PATIENCE }, () => {
  it('reads the number from standard input, prints the decision and never the number', async () => {
    const words = ['explain', '-', '--from', '101', '--json', '-c', house.configPath];
    const { code, stdout, stderr } = await withheld(words, '0255500201\n');

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: { decision: { door: 'parent', rule: 'court-sees-the-parent' } },
    });
    expect(stdout + stderr).not.toContain('255500201');
  });
});

describe('status and serve', { timeout: PATIENCE }, () => {
  it('of a daemon that does not run is a finding, with what to do', async () => {
    const { code, stderr } = await withheld(['status', '-c', house.configPath]);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: the daemon does not answer[^\n]+\nhint: start it[^\n]+\n$/);
  });

  it('refuse a bad configuration with its lines and exit 2', async () => {
    const broken = new House({ constants: 'sometimes' });
    const { code, stderr } = await withheld(['serve', '-c', broken.configPath]);
    broken.remove();

    expect(code).toBe(2);
    expect(stderr).toMatch(/asterisk\.constants: found[^\n]+\nerror: the configuration is not valid\nhint: [^\n]+\n$/);
  });
});
