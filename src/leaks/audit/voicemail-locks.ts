import { type AuditFinding, finding } from './finding.ts';
import type { Audited } from './house.ts';

/**
 * How the PBX's own voicemail locks a mailbox. With its default, a lock that a crash left behind makes it throw each new message away after five
 * seconds, while the caller is told that it is kept, and VMSTATUS says SUCCESS (22.10.1).
 */
export function voicemailLocks({ settings: { options, voicemail } }: Audited): readonly AuditFinding[] {
  const isUsed = voicemail.known && voicemail.value.some(({ settings }) => settings.length > 0);
  if (!isUsed || !options.known) return [];
  const set = options.value
    .filter(({ name }) => name.toLowerCase() === 'options')
    .flatMap(({ settings }) => settings)
    .findLast(([key]) => key.toLowerCase() === 'lockmode')?.[1];
  if (set?.trim().toLowerCase() === 'flock') return [];
  return [
    finding({
      rule: 'voicemail-locks',
      subject: [],
      severity: 'unnoticed',
      rows: [],
      from: options.from,
      found: 'mailboxes are locked by files',
      why: 'a lock that a crash left behind makes the PBX throw messages away, and nobody is told',
      fix: 'set lockmode=flock in section [options] of asterisk.conf, and restart Asterisk',
    }),
  ];
}
