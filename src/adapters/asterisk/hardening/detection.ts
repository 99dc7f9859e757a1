import { optionOf, type PjsipObject } from '../conf/pjsip-objects.ts';
import { type HardeningDraft, isTrue } from './draft.ts';
import type { Endpoints } from './endpoints.ts';
import type { DetectionAsk, HardeningAsk } from './hardening-ask.ts';

type Setting = readonly [option: string, value: string];

const MODULE = 'res_hep_rtcp';

/** What of a phone would end a call that is only silent, or never end one that is lost. Asterisk's own: never, and session timers on. */
export function wrongSilence(phone: PjsipObject, ask: DetectionAsk): readonly Setting[] {
  const timeouts: readonly Setting[] = [
    ['rtp_timeout', String(ask.phoneRtpTimeout)],
    ['rtp_timeout_hold', String(ask.phoneRtpTimeoutHold)],
  ];
  const wrong = timeouts.filter(([option, value]) => (optionOf(phone, option) ?? '0') !== value);
  const timers = optionOf(phone, 'timers');
  const off = timers !== null && /^(?:no|false|off|0)$/i.test(timers.trim());
  return off ? [...wrong, ['timers', 'yes']] : wrong;
}

/** AORs of phones that nobody asks whether they are there. */
function unaskedAors({ phones, objects }: Endpoints, ask: DetectionAsk): readonly PjsipObject[] {
  if (ask.phoneQualifySeconds === 0) return [];
  const names = new Set(
    phones.flatMap((phone) => (optionOf(phone, 'aors') ?? '').split(',').map((name) => name.trim())),
  );
  return objects.filter(
    (each) => each.type === 'aor' && names.has(each.name) && Number(optionOf(each, 'qualify_frequency') ?? 0) === 0,
  );
}

/** The mirror of RTCP is loaded by itself unless somebody said otherwise. */
function leaveMirrorOfReports(draft: HardeningDraft): void {
  const modules = draft.set.sections('modules.conf').filter(({ name }) => name === 'modules');
  const settings = modules.flatMap((section) => section.settings);
  const says = (key: string, value: string) =>
    settings.some((each) => each.key.toLowerCase() === key && each.value.startsWith(value));
  const loads = settings.some((each) => each.key.toLowerCase() === 'autoload' && isTrue(each.value));
  if (says('noload', MODULE) || (modules.length > 0 && !loads && !says('load', MODULE)))
    draft.leave(
      `modules.conf: load ${MODULE}.so too, which tells a phone that is muted from one that is gone; then restart Asterisk`,
    );
}

/** How often the PBX reports on media: that reports stay away is how a dead path is known. */
function hardenReports(draft: HardeningDraft, { rtcpIntervalMs }: DetectionAsk): void {
  const slow = (value: string | null) => value === null || !(Number.parseInt(value, 10) <= rtcpIntervalMs);
  draft.ensure('rtp.conf', 'general', { rtcpinterval: (value) => (slow(value) ? String(rtcpIntervalMs) : null) }, true);
}

/** What noticing a lost call needs of a PBX whose files are written by hand. The doors bring theirs along. */
export function hardenDetection(draft: HardeningDraft, endpoints: Endpoints, ask: HardeningAsk): void {
  const { detection } = ask;
  for (const phone of endpoints.phones)
    for (const [option, value] of wrongSilence(phone, detection)) draft.assign(phone.section, option, value);
  for (const aor of unaskedAors(endpoints, detection)) {
    draft.assign(aor.section, 'qualify_frequency', String(detection.phoneQualifySeconds));
    if (optionOf(aor, 'qualify_timeout') === null)
      draft.assign(aor.section, 'qualify_timeout', String(detection.qualifyTimeoutSeconds));
  }
  hardenReports(draft, detection);
  leaveMirrorOfReports(draft);
}

/** The same for FreePBX, whose pages alone can set it. */
export function leaveDetection(draft: HardeningDraft, endpoints: Endpoints, { detection }: HardeningAsk): void {
  const { rtcpIntervalMs, phoneQualifySeconds } = detection;
  const unasked = unaskedAors(endpoints, detection).length;
  if (unasked > 0)
    draft.leave(
      `pjsip.aor.conf: qualify_frequency=${phoneQualifySeconds} for ${unasked} phones (Extensions, Advanced)`,
    );
  const general = draft.set.sections('rtp.conf').filter(({ name }) => name === 'general');
  const said = general.flatMap(({ settings }) => settings).findLast(({ key }) => key.toLowerCase() === 'rtcpinterval');
  if (said === undefined || !(Number.parseInt(said.value, 10) <= rtcpIntervalMs))
    draft.leave(`rtp.conf [general]: rtcpinterval=${rtcpIntervalMs} (rtp_custom.conf, where FreePBX reads it)`);
  leaveMirrorOfReports(draft);
}
