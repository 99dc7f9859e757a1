import { describe, expect, it } from 'vitest';
import { dialplanListing } from '../../../../../src/adapters/asterisk/audit/dialplan-listing.ts';

// Recorded from 22.10.1; 16.28 prints the same.
const LISTING = `[ Context 'odd' created by 'pbx_config' ]
  '200' (CID match '101') =>  1. NoOp(x)                                    [extensions.conf:52]
  '5' =>            hint: PJSIP/101                               [extensions.conf:51]
  '_[+*#0-9]!' =>   1. ExecIf($["\${A}" = "1"]?Hangup())          [withheld-out.conf:155]
     [read]         2. Goto(\${IF($["\${A}" = ""]?x:y)})           [withheld-out.conf:157]
                    10. Return()                                   [withheld-leave.conf:135]
  Include =>        'house'                                       [pbx_config]
  Include =>        'withheld-out|9:00-17:00,*,*,*'               [pbx_config]
  Ignore pattern => '9'                                           [pbx_config]
  Alt. Switch =>    'Realtime/@'                                  [pbx_config]

[ Context 'empty' created by 'pbx_config' ]

-= 4 extensions (4 priorities) in 2 contexts. =-
`;

const step = (extension: string, priority: string, application: string, data: string, whole = true) => ({
  extension,
  priority,
  application,
  data,
  whole,
});

describe('a listing of the dialplan', () => {
  it('is read context by context', () => {
    expect(dialplanListing(LISTING)).toEqual([
      {
        name: 'odd',
        steps: [
          step('200', '1', 'NoOp', 'x'),
          step('_[+*#0-9]!', '1', 'ExecIf', '$["${A}" = "1"]?Hangup()'),
          step('_[+*#0-9]!', '2', 'Goto', '${IF($["${A}" = ""]?x:y)}'),
          step('_[+*#0-9]!', '10', 'Return', ''),
        ],
        includes: ['house', 'withheld-out|9:00-17:00,*,*,*'],
        switches: ['Realtime/@'],
      },
      { name: 'empty', steps: [], includes: [], switches: [] },
    ]);
  });

  it('marks a step that was cut off, and a line it does not understand', () => {
    const cut = `[ Context 'a' created by 'b' ]\n  '1' =>            1. Set(A=${'1'.repeat(1020)} [extensions.conf:53]\n  something odd\n\n-= 1 extension (1 priority) in 1 context. =-\n`;

    expect(dialplanListing(cut)?.[0]?.steps.map(({ application, whole }) => [application, whole])).toEqual([
      ['Set', false],
      ['', false],
    ]);
  });

  it('is unknown when its end is missing or says otherwise', () => {
    expect(dialplanListing('')).toBeNull();
    expect(dialplanListing(LISTING.slice(0, -60))).toBeNull();
    expect(dialplanListing(LISTING.replace('in 2 contexts', 'in 3 contexts'))).toBeNull();
  });
});
