import type { ConfigSection, PjsipObject } from '../../ports/pbx-settings.ts';
import { type AuditFinding, finding } from './finding.ts';
import type { Audited, DetectionSettings } from './house.ts';
import { plainValue } from './option-value.ts';
import { shownName, shownValue } from './shown-value.ts';
import { phones } from './trunk-look.ts';

const RELOAD_PJSIP = 'then asterisk -rx "module reload res_pjsip.so"';
const TEARS_DOWN =
  'Asterisk ends the call of a phone that sends neither RTP nor RTCP for so long: also one that is muted, and an emergency call in which nobody may speak';
/** Asterisk's own: milliseconds between two RTCP reports. */
const DEFAULT_INTERVAL_MS = 5_000;

function phoneTimeouts(phone: PjsipObject, wanted: DetectionSettings, { house }: Audited): readonly AuditFinding[] {
  const name = shownName(phone.name, house.secret);
  const pairs = [
    ['rtp_timeout', wanted.phoneRtpTimeout],
    ['rtp_timeout_hold', wanted.phoneRtpTimeoutHold],
  ] as const;
  return pairs.flatMap(([option, value]) => {
    const live = phone.options?.get(option) ?? '0';
    if (plainValue(live) === String(value)) return [];
    return finding({
      rule: 'phone-option',
      subject: [name, option],
      severity: value === 0 ? 'emergency' : 'unnoticed',
      rows: value === 0 ? ['e.2'] : [],
      from: 'live',
      found: `${option} of phone ${name} is ${shownValue(live, house.secret)}; drops has it ${value}`,
      why: value === 0 ? TEARS_DOWN : 'a call whose phone is gone is not ended, or not when it should be',
      fix: `set ${option}=${value} in section ${name} of pjsip.conf, ${RELOAD_PJSIP}`,
    });
  });
}

function sessionTimers(phone: PjsipObject, { house }: Audited): readonly AuditFinding[] {
  const timers = phone.options?.get('timers');
  if (timers === undefined || plainValue(timers) !== 'no') return [];
  const name = shownName(phone.name, house.secret);
  return [
    finding({
      rule: 'phone-option',
      subject: [name, 'timers'],
      severity: 'unnoticed',
      rows: [],
      from: 'live',
      found: `timers of phone ${name} is no`,
      why: 'without session timers a call whose phone is gone may stay up for hours',
      fix: `set timers=yes in section ${name} of pjsip.conf, ${RELOAD_PJSIP}`,
    }),
  ];
}

/** Phones that nobody asks whether they are there: that one is gone is seen by nothing else but its silence. */
function unasked(phone: PjsipObject, audited: Audited): readonly AuditFinding[] {
  const { settings, house } = audited;
  if (house.detection.phoneQualifySeconds === 0 || !settings.aors.known) return [];
  const names = (phone.options?.get('aors') ?? '').split(',').map((each) => each.trim());
  const own = settings.aors.value.filter(({ name, options }) => options !== null && names.includes(name));
  return own
    .filter(({ options }) => Number(options?.get('qualify_frequency') ?? '0') === 0)
    .map((aor) => {
      const name = shownName(aor.name, house.secret);
      return finding({
        rule: 'phone-aor',
        subject: [name, 'qualify_frequency'],
        severity: 'unnoticed',
        rows: [],
        from: 'live',
        found: `phone ${name} is never asked whether it is there (qualify_frequency of its AOR is 0)`,
        why: 'a phone that is gone cannot be told from a worker who is silent',
        fix: `set qualify_frequency=${house.detection.phoneQualifySeconds} in section ${name} of pjsip.conf, type aor, ${RELOAD_PJSIP}`,
      });
    });
}

function interval(sections: readonly ConfigSection[]): number {
  const general = sections.filter(({ name }) => name === 'general').flatMap(({ settings }) => settings);
  const last = general.filter(([key]) => key.toLowerCase() === 'rtcpinterval').at(-1)?.[1];
  // Asterisk reads it with atoi().
  return last === undefined ? DEFAULT_INTERVAL_MS : Math.max(500, Number.parseInt(last, 10) || 0);
}

function reports({ settings, house }: Audited): readonly AuditFinding[] {
  const { rtp, modules } = settings;
  const { rtcpIntervalMs } = house.detection;
  const slow =
    rtp.known && interval(rtp.value) > rtcpIntervalMs
      ? [
          finding({
            rule: 'rtcp',
            subject: ['interval'],
            severity: 'unnoticed',
            rows: [],
            from: rtp.from,
            found: `the PBX sends an RTCP report each ${interval(rtp.value)} ms; drops has it ${rtcpIntervalMs}`,
            why: 'that a path is dead, and not only silent, is known when reports stay away',
            fix: `set rtcpinterval=${rtcpIntervalMs} in section [general] of rtp.conf, then asterisk -rx "module reload res_rtp_asterisk.so"`,
          }),
        ]
      : [];
  const unmirrored =
    modules.known && modules.value.has('res_hep.so') && !modules.value.has('res_hep_rtcp.so')
      ? [
          finding({
            rule: 'mirror',
            subject: ['rtcp'],
            severity: 'unnoticed',
            rows: [],
            from: 'live',
            found: 'res_hep_rtcp.so does not run',
            why: 'nobody sees the RTCP reports, which tell a phone that is muted from one that is gone',
            fix: 'load res_hep_rtcp.so (modules.conf)',
          }),
        ]
      : [];
  return [...slow, ...unmirrored];
}

/** What keeps a lost call from being noticed, and what would end a call that is only silent. Doors are looked at with their other options. */
export function detectionFindings(audited: Audited): readonly AuditFinding[] {
  const { settings, house } = audited;
  return [
    ...phones(settings, house).flatMap((phone) => [
      ...phoneTimeouts(phone, house.detection, audited),
      ...sessionTimers(phone, audited),
      ...unasked(phone, audited),
    ]),
    ...reports(audited),
  ];
}
