import type { ConfigSection } from '../../ports/pbx-settings.ts';
import { type AuditFinding, type FindingParts, finding } from './finding.ts';
import type { Audited } from './house.ts';
import { isOn } from './option-value.ts';
import { shownName } from './shown-value.ts';

const SETTINGS = new Set(['general', 'zonemessages', 'ldap']);
/** Where a mailbox may send its owner, or a caller: anywhere outside must begin at the dialplan's one way out. */
const CONTEXTS = ['dialout', 'callback', 'exitcontext'] as const;

type Parts = Omit<FindingParts, 'rule' | 'from'>;

function general(settings: ConfigSection['settings']): readonly Parts[] {
  const last = (key: string) => settings.filter(([name]) => name.toLowerCase() === key).at(-1)?.[1];
  const programs = ['mailcmd', 'externnotify', 'externpass', 'externpasscheck', 'externpassnotify', 'smdiport']
    .filter((key) => (last(key) ?? '') !== '')
    .map((key) => ({
      subject: [key],
      severity: 'kept' as const,
      rows: ['E11'],
      found: `${key} is set`,
      why: 'a program outside the PBX is told of each message or mailbox',
      fix: `take ${key} out of voicemail.conf unless you know what it does`,
    }));
  return programs;
}

/** One mailbox: `secret,name,email,pager,options`. */
function mailbox(name: string, value: string, attachedByDefault: boolean): readonly Parts[] {
  const [, , email = '', pager = '', ...rest] = value.split(',').map((part) => part.trim());
  const options = new Map(
    rest
      .join(',')
      .split('|')
      .map((each) => [each.split('=')[0]?.trim() ?? '', each.split('=').slice(1).join('=').trim()] as const),
  );
  const attached = options.has('attach') ? isOn(options.get('attach')) : attachedByDefault;
  const mailed =
    email === ''
      ? []
      : [
          {
            subject: [name, 'email'],
            severity: 'leak' as const,
            rows: ['E10', 'E11'],
            found: `mailbox ${name} is sent by e-mail${attached ? ', the voice with it' : ''}`,
            why: "the caller's number, the time and the worker's mailbox leave in clear by e-mail",
            fix: `take the address out of mailbox ${name} in voicemail.conf`,
          },
        ];
  const paged =
    pager === ''
      ? []
      : [
          {
            subject: [name, 'pager'],
            severity: 'leak' as const,
            rows: ['E11'],
            found: `mailbox ${name} is sent to a pager or by text message`,
            why: "the caller's number leaves in clear",
            fix: `take the pager address out of mailbox ${name} in voicemail.conf`,
          },
        ];
  return [...mailed, ...paged, ...contexts(options, name)];
}

function contexts(options: ReadonlyMap<string, string>, name: string): readonly Parts[] {
  return CONTEXTS.filter((key) => ![undefined, '', 'withheld-out'].includes(options.get(key))).map((key) => ({
    subject: [name, key],
    severity: 'around' as const,
    rows: ['A1', 'B8'],
    found: `${key} of ${name} leads to another context than withheld-out`,
    why: 'a call placed out of voicemail begins there',
    fix: `set ${key}=withheld-out in voicemail.conf, or leave it out`,
  }));
}

/** Ways by which messages, or calls, leave voicemail. */
export function voicemailRoutes({ settings, house }: Audited): readonly AuditFinding[] {
  const { voicemail } = settings;
  if (!voicemail.known) return [];
  const { from, value: sections } = voicemail;
  const generals = sections.filter(({ name }) => name === 'general').flatMap((section) => section.settings);
  const attach = generals.filter(([key]) => key.toLowerCase() === 'attach').at(-1)?.[1];
  const boxes = sections
    .filter(({ name }) => !SETTINGS.has(name.toLowerCase()))
    .flatMap((section) =>
      section.settings.flatMap(([key, value]) =>
        mailbox(shownName(key, house.secret), value, attach === undefined || isOn(attach)),
      ),
    );
  const all = [...general(generals), ...contexts(new Map(generals), 'all mailboxes'), ...boxes];
  return all.map((parts) => finding({ rule: 'voicemail', from, ...parts }));
}
