import { describe, expect, it, test } from 'vitest';
import { PbxConsole } from '../../src/adapters/asterisk/console.ts';

const node = (script: string, deadlineMs?: number) =>
  new PbxConsole([process.execPath, '-e', script, '--'], deadlineMs);

describe('the console of the PBX', () => {
  it('gives what is printed, with the command as one word behind -rx', async () => {
    const answer = await node('console.log(JSON.stringify(process.argv.slice(1)))').run('pjsip show endpoint "x; y"');

    expect(answer).toEqual({ outcome: 'ok', value: '["-rx","pjsip show endpoint \\"x; y\\""]\n' });
  });

  test.each([
    [
      'no Asterisk listens',
      "console.log('Unable to connect to remote asterisk (does /run/asterisk.ctl exist?)'); process.exit(1)",
      'unknown',
      'unable to connect to the console',
    ],
    [
      'no Asterisk listens, and all seems well',
      "console.error('Unable to connect to remote asterisk (…)')",
      'unknown',
      'unable to connect to the console',
    ],
    ['it fails', 'process.exit(2)', 'unknown', 'the console command failed'],
    [
      'it prints without end',
      "const more = () => process.stdout.write('x'.repeat(1 << 20), more); more()",
      'unknown',
      'the answer is too long',
    ],
    [
      'the command is not known',
      `console.log("No such command 'dahdi show status' (type 'core show help dahdi show' for other possible commands)")`,
      'refused',
      'no such command',
    ],
  ])('says so when %s', async (_what, script, outcome, why) => {
    expect(await node(script).run('x')).toEqual({ outcome, why });
  });

  it('is not waited for beyond its deadline', async () => {
    expect(await node('setInterval(() => undefined, 1000)', 300).run('x')).toEqual({
      outcome: 'unknown',
      why: 'no answer in time',
    });
  });

  it('says so when its program is not there, and when a command could steer it', async () => {
    expect(await new PbxConsole(['/nowhere/asterisk']).run('x')).toEqual({
      outcome: 'unknown',
      why: 'the console command cannot be run',
    });
    expect(await new PbxConsole([]).run('x')).toEqual({ outcome: 'unknown', why: 'the console command cannot be run' });
    expect(await new PbxConsole(['asterisk']).run('core show\nuptime')).toEqual({
      outcome: 'refused',
      why: 'unsafe text',
    });
  });
});
