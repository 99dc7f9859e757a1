import { type AuditFinding, finding } from './finding.ts';
import type { Audited } from './house.ts';

/** How the generated dialplan marks a secured mailbox. */
const SECURED = /^s\d+$/;

/**
 * What a caller's network gets while a message is recorded: with Asterisk's default nothing at all, and a carrier that takes silence for a lost call
 * hangs up in the middle of the message (app_record.c and app_voicemail.c, `ast_opt_transmit_silence`).
 */
export function voicemailSilence({ settings: { options, voicemail }, house }: Audited): readonly AuditFinding[] {
  const mailboxes = [...(house.dialplan.get('withheld-mailbox')?.extensions.keys() ?? [])];
  const isUsed = voicemail.known && voicemail.value.some(({ settings }) => settings.length > 0);
  if (!options.known || !(isUsed || mailboxes.some((name) => SECURED.test(name)))) return [];
  const set = options.value
    .filter(({ name }) => name.toLowerCase() === 'options')
    .flatMap(({ settings }) => settings)
    .findLast(([key]) => /^transmit_silence(?:_during_record)?$/i.test(key))?.[1];
  if (/^(?:yes|true|y|t|1|on)$/i.test(set?.trim() ?? '')) return [];
  return [
    finding({
      rule: 'voicemail-silence',
      subject: [],
      severity: 'unnoticed',
      rows: [],
      from: options.from,
      found: 'nothing is sent to the caller while a message is recorded',
      why: 'a carrier may take that for a lost call and cut the message off',
      fix: 'set transmit_silence=yes in section [options] of asterisk.conf, and restart Asterisk',
    }),
  ];
}
