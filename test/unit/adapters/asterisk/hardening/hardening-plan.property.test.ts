import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CARRIER, PHONE, planOf } from './planned-pbx.ts';

describe('hardening a plain PBX', () => {
  it('finds nothing to change in what it made, whatever it was made of', () => {
    const some = <T>(...values: readonly T[]) => fc.subarray([...values]);
    const pjsip = some(
      '[global]\ntype=global\n',
      '[global]\ntype=global\nuser_agent=Asterisk\nuse_callerid_contact=yes\n',
      CARRIER,
      PHONE,
      PHONE.replaceAll('7', '8').replace('desk', 'hall'),
      '[x](!)\ntype=endpoint\n',
    );
    const dialplan = some(
      '[desk]\nexten => _0X.,1,Dial(PJSIP/${EXTEN:1}@carrier)\n',
      '[hall]\ninclude => desk\n',
      '[desk]\nexten => 000,1,Dial(PJSIP/000@carrier)\n',
      '[globals]\nX=1\n',
    );
    const files = fc.record({
      'pjsip.conf': pjsip.map((parts) => parts.join('')),
      'extensions.conf': dialplan.map((parts) => parts.join('')),
      'logger.conf': fc.constantFrom('', '[logfiles]\nfull => verbose\n'),
      'modules.conf': fc.constantFrom('', '[modules]\nautoload=yes\n'),
      'voicemail.conf': fc.constantFrom('', '[default]\n1 => 1,x,y@z\n'),
    });
    fc.assert(
      fc.property(files, (before) => {
        const plan = planOf(before);
        const then = { ...before, ...Object.fromEntries(plan.changes.map(({ path, after: text }) => [path, text])) };
        expect(planOf(then).changes).toEqual([]);
        expect(planOf(then).emergency).toEqual([]);
      }),
      { numRuns: 300, seed: 20_261_124 },
    );
  });
});
