import type { PjsipObject } from '../../ports/pbx-settings.ts';
import { type AuditFinding, finding } from './finding.ts';
import type { Audited, House } from './house.ts';
import { isOn } from './option-value.ts';
import { shownName, shownValue } from './shown-value.ts';
import { phones } from './trunk-look.ts';

interface PhoneOption {
  readonly option: string;
  readonly isUnsafe: (value: string) => boolean;
  readonly rows: readonly string[];
  readonly why: string;
  readonly fix: string;
}

const OPTIONS: readonly PhoneOption[] = [
  {
    option: 'trust_id_inbound',
    isUnsafe: isOn,
    rows: ['A10', 'A16'],
    why: 'whatever name and number the phone asserts is taken over and travels on',
    fix: 'set trust_id_inbound=no',
  },
  {
    option: 'trust_connected_line',
    isUnsafe: isOn,
    rows: ['A10'],
    why: 'an UPDATE of the phone tells the far end its name in the middle of a call; on by default',
    fix: 'set trust_connected_line=no',
  },
  {
    option: 'direct_media',
    isUnsafe: isOn,
    rows: ['E1'],
    why: 'voice goes straight to the phone, and the far end learns the address where it stands; on by default',
    fix: 'set direct_media=no',
  },
  {
    option: 'message_context',
    isUnsafe: (value) => value !== '' && value !== 'withheld-nowhere',
    rows: ['C8'],
    why: "a text message of the phone enters the dialplan, and MessageSend() passes it on under the phone's own name",
    fix: 'leave message_context empty, or set withheld-nowhere',
  },
  {
    option: 'callerid',
    isUnsafe: (value) => value === '' || value === '<unknown>',
    rows: ['A16'],
    why: 'without a fixed one, who calls is what the phone writes into From',
    fix: 'set callerid="Name" <extension>',
  },
];

function phoneFindings(phone: PjsipObject, house: House): readonly AuditFinding[] {
  const name = shownName(phone.name, house.secret);
  return OPTIONS.flatMap(({ option, isUnsafe, rows, why, fix }) => {
    const value = phone.options?.get(option);
    if (value !== undefined && !isUnsafe(value)) return [];
    const shown = value === undefined ? 'not told by this PBX' : shownValue(value, house.secret);
    return finding({
      rule: 'phone-option',
      subject: [name, option],
      severity: value === undefined ? 'unknown' : option === 'callerid' ? 'link' : 'leak',
      rows,
      from: 'live',
      found: `${option} of phone ${name} is ${shown}`,
      why,
      fix: `${fix} in section ${name} of pjsip.conf`,
    });
  });
}

/** Options of phones that reach the far end of a call past the door. */
export function phoneOptions({ settings, house }: Audited): readonly AuditFinding[] {
  return phones(settings, house).flatMap((phone) => phoneFindings(phone, house));
}
