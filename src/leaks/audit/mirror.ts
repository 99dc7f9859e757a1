import type { ConfigSection } from '../../ports/pbx-settings.ts';
import { type AuditFinding, finding } from './finding.ts';
import type { Audited } from './house.ts';
import { isOn } from './option-value.ts';

const LOOPBACK = /^(?:127\.|\[?::1\]?(?::|$)|localhost(?::|$))/;

/** The last value of a key in the sections of that name, as Asterisk takes it. */
function last(sections: readonly ConfigSection[], section: string, key: string): string | undefined {
  const of = sections.filter(({ name }) => name === section).flatMap(({ settings }) => settings);
  return of.filter(([name]) => name.toLowerCase() === key).at(-1)?.[1];
}

/** The mirror of every SIP message: that there is one, and that it stays on this machine. */
export function mirrorFindings({ settings }: Audited): readonly AuditFinding[] {
  const { modules, mirror } = settings;
  if (!modules.known) return [];
  const lacking = ['res_hep.so', 'res_hep_pjsip.so'].filter((name) => !modules.value.has(name));
  if (lacking.length > 0)
    return [
      finding({
        rule: 'mirror',
        subject: ['missing'],
        severity: 'unknown',
        rows: ['E11'],
        from: 'live',
        found: `${lacking.join(' and ')} ${lacking.length === 1 ? 'does' : 'do'} not run`,
        why: 'without the mirror nobody sees what really leaves: unknown is not ok',
        fix: 'load res_hep.so and res_hep_pjsip.so (modules.conf), with capture_address on loopback in hep.conf',
      }),
    ];
  if (!mirror.known) return [];
  const enabled = last(mirror.value, 'general', 'enabled') ?? 'yes';
  const address = last(mirror.value, 'general', 'capture_address') ?? '';
  if (!isOn(enabled) || address === '')
    return [
      finding({
        rule: 'mirror',
        subject: ['off'],
        severity: 'unknown',
        rows: ['E11'],
        from: mirror.from,
        found: 'the mirror of SIP messages is off',
        why: 'without it nobody sees what really leaves: unknown is not ok',
        fix: 'set enabled=yes and capture_address on loopback in hep.conf',
      }),
    ];
  if (LOOPBACK.test(address)) return [];
  return [
    finding({
      rule: 'mirror',
      subject: ['elsewhere'],
      severity: 'leak',
      rows: ['E11'],
      from: mirror.from,
      found: 'every SIP message is copied to another machine',
      why: 'HEP is not encrypted: names, numbers and addresses of all calls travel in clear',
      fix: 'set capture_address to loopback in hep.conf, and restart Asterisk',
    }),
  ];
}
