import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shownDiff } from '../../../../src/cli/harden/shown-diff.ts';
import { House } from '../house.ts';

let house: House;
beforeEach(() => {
  house = new House();
});
afterEach(() => house.remove());

const shown = (path: string, text: string, values = false) =>
  shownDiff([{ path, before: null, after: text }], house.config(), values).slice(3);

describe('the diff that is shown', () => {
  it('masks numbers, names and secret words unless they are asked for', () => {
    const text = 'exten => +61255500147,1,NoOp()\ncallerid="Example Refuge" <101>\n';

    expect(shown('a.conf', text).join('\n')).not.toMatch(/61255500147|Example|Refuge/);
    expect(shown('a.conf', text, true)).toEqual([
      '+exten => +61255500147,1,NoOp()',
      '+callerid="Example Refuge" <101>',
    ]);
  });

  it.each([
    ['pjsip.conf', 'password=only-for-tests', '+password=[secret]'],
    ['manager.conf', ' secret => only-for-tests ; x', '+ secret => [secret]'],
    ['pjsip.conf', 'md5_cred = 0123', '+md5_cred = [secret]'],
    ['voicemail.conf', '101 => 4071,Desk', '+101 => [secret],Desk'],
  ])('never shows a password: %s %s', (path, line, masked) => {
    expect(shown(path, `${line}\n`, true)).toEqual([masked]);
    expect(shown(path, `${line}\n`).join()).not.toMatch(/only-for-tests|0123|4071/);
  });

  it('cannot steer a terminal', () => {
    expect(shown('a.conf', '; \x1b[2J\n', true)).toEqual(['+; \\u001b[2J']);
  });
});
