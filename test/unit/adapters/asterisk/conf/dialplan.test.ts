import { describe, expect, it } from 'vitest';
import { ConfSet } from '../../../../../src/adapters/asterisk/conf/conf-set.ts';
import { Dialplan, matches } from '../../../../../src/adapters/asterisk/conf/dialplan.ts';

const dialplan = (text: string) => new Dialplan(new ConfSet(new Map([['extensions.conf', text]]), '/etc/asterisk'));
const found = (text: string, context: string, dialled: string) => {
  const match = dialplan(text).find(context, dialled);
  return match === null ? null : `${match.context} ${match.extension}`;
};

describe('the dialplan as Asterisk searches it', () => {
  it.each([
    ['000', '000', true],
    ['_0X.', '000', true],
    ['_0X.', '00', false],
    ['_0X!', '00', true],
    ['_[2-8]XX', '212', true],
    ['_NXX-XXXX', '2125555', true],
    ['_Z', '0', false],
    ['101/202', '101', true],
    ['_+.', '+61', true],
  ])('%s stands for %s: %s', (extension, dialled, is) => {
    expect(matches(extension, dialled)).toBe(is);
  });

  it('finds a context’s own extensions before those it includes, and the includes in their order', () => {
    const text =
      '[desk]\ninclude => first\ninclude => second\nexten => _1XX,1,NoOp()\n[first]\nexten => _X.,1,NoOp()\n[second]\nexten => 101,1,NoOp()\n';
    expect(found(text, 'desk', '101')).toBe('desk _1XX');
    expect(found(text, 'desk', '901')).toBe('first _X.');
    expect(found(text, 'nowhere', '901')).toBeNull();
  });

  it('takes the more particular of two patterns', () => {
    const text =
      '[a]\nexten => _0X.,1,NoOp()\nexten => _0[2-8]X.,1,NoOp()\nexten => _00!,1,NoOp()\nexten => 000,1,NoOp()\n';
    expect(found(text, 'a', '000')).toBe('a 000');
    expect(found(text, 'a', '0370')).toBe('a _0[2-8]X.');
    expect(found(text, 'a', '0011')).toBe('a _00!');
    expect(found(text, 'a', '0911')).toBe('a _0X.');
  });

  it('stops at a switch, which asks elsewhere, and at a circle', () => {
    expect(found('[a]\nswitch => Realtime/x\ninclude => b\n[b]\nexten => 000,1,NoOp()\n', 'a', '000')).toBe('a null');
    expect(found('[a]\ninclude => b\n[b]\ninclude => a\n', 'a', '000')).toBeNull();
  });
});
