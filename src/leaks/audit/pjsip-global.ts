import { type AuditFinding, finding } from './finding.ts';
import type { Audited } from './house.ts';
import { isOn } from './option-value.ts';
import { shownValue } from './shown-value.ts';

const FIX = (line: string) =>
  `set ${line} in section [global] of pjsip.conf, then asterisk -rx "module reload res_pjsip.so"`;

/** Settings of PJSIP as a whole. */
export function pjsipGlobal({ settings, house }: Audited): readonly AuditFinding[] {
  const { pjsipGlobal: live } = settings;
  if (!live.known) return [];
  const at = (option: string): string => live.value.get(option) ?? '';
  const about = (option: string, parts: Pick<AuditFinding, 'severity' | 'rows' | 'why' | 'fix'>) =>
    finding({
      rule: 'pjsip-global',
      subject: [option],
      from: 'live',
      found: `${option} is ${shownValue(at(option), house.secret)}`,
      ...parts,
    });
  const named = (['user_agent', 'default_realm', 'default_from_user'] as const).flatMap((option) => {
    const value = at(option);
    const kind = house.secret(value);
    const isProduct = /asterisk|freepbx|fpbx|pbxact|[0-9]+\.[0-9]+/i.test(value);
    const fix = FIX(`${option}=${option === 'user_agent' ? 'PBX' : 'pbx'}`);
    if (kind !== null)
      return [
        about(option, { severity: 'leak', rows: ['C4'], why: 'it is sent to everybody and names the house', fix }),
      ];
    // From always has a user here: default_from_user is seen where nothing else is set, and says no more than Asterisk's own answers.
    if (option === 'default_from_user' || !isProduct) return [];
    return [
      about(option, {
        severity: 'fingerprint',
        rows: ['C4'],
        why: 'it is sent to everybody and tells product or version',
        fix,
      }),
    ];
  });
  const contact = isOn(at('use_callerid_contact'))
    ? [
        about('use_callerid_contact', {
          severity: 'leak',
          rows: ['C2'],
          why: "the caller's number stands in Contact wherever contact_user is not set",
          fix: FIX('use_callerid_contact=no'),
        }),
      ]
    : [];
  const overload = at('taskprocessor_overload_trigger');
  const turnsAway =
    overload === 'pjsip_only' || overload === 'none'
      ? []
      : [
          about('taskprocessor_overload_trigger', {
            severity: 'emergency',
            rows: ['e.4'],
            why: 'PJSIP turns calls away, emergency calls too, while any queue of the PBX is long',
            fix: FIX('taskprocessor_overload_trigger=pjsip_only'),
          }),
        ];
  const debug =
    at('debug') === '' || at('debug').toLowerCase() === 'no'
      ? []
      : [
          about('debug', {
            severity: 'kept',
            rows: ['E11'],
            why: 'every SIP message goes to the console and the log, numbers and names with it',
            fix: FIX('debug=no'),
          }),
        ];
  return [...named, ...contact, ...turnsAway, ...debug];
}
